/** The page's own words, in the reader's language: the browser's, or the one that was chosen here. */

import { en } from "./words_en.js";
import { ru } from "./words_ru.js";

const ALL = { ru, en };
const KEPT = "sandbox-language";

let language = localStorage.getItem(KEPT) ?? (navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en");

/** @returns {"ru" | "en"} */
export function tongue() {
  return /** @type {any} */ (language);
}

/** @param {"ru" | "en"} chosen */
export function speak(chosen) {
  language = chosen;
  localStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
}

/**
 * The text of a key, its {names} filled in.
 * @param {string} key
 * @param {Object<string, string | number>} [values]
 */
export function w(key, values = {}) {
  const text = ALL[tongue()][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * The form of a counted word: "1 участник", "2 участника".
 * @param {string} key
 * @param {number} count
 */
export function counted(key, count) {
  const form = new Intl.PluralRules(tongue()).select(count);
  return w(`${key}.${form}` in ALL[tongue()] ? `${key}.${form}` : `${key}.other`, { count });
}

/** @param {number} bytes */
export function size(bytes) {
  const number = new Intl.NumberFormat(tongue(), { maximumFractionDigits: 1 });
  if (bytes < 1000) return w("bytes", { n: number.format(bytes) });
  if (bytes < 1e6) return w("kilobytes", { n: number.format(bytes / 1000) });
  return w("megabytes", { n: number.format(bytes / 1e6) });
}

/** @param {number} seconds */
export function span(seconds) {
  const number = new Intl.NumberFormat(tongue(), { maximumFractionDigits: 1 });
  return seconds < 1
    ? w("milliseconds", { n: Math.round(seconds * 1000) })
    : w("seconds", { n: number.format(seconds) });
}

/** The hour and minute of a date. @param {number} date Unix seconds */
export function clock(date) {
  return new Intl.DateTimeFormat(tongue(), { hour: "2-digit", minute: "2-digit" }).format(date * 1000);
}
