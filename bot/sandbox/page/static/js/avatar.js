/** Round pictures made of initials, and a colour of one's own for every name. */

import { h } from "./vdom.js";

const COLOURS = 7;

/** @param {number | null} id */
export function colour(id) {
  return Math.abs(Number(id ?? 0)) % COLOURS;
}

/** @param {string} name @param {number | null} id @param {string} [extra] */
export function avatar(name, id, extra = "") {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("");
  return h("span", { class: `avatar hue-${colour(id)} ${extra}`, "aria-hidden": "true" }, initials);
}

/** The bot's own picture. @param {string} [extra] */
export function botAvatar(extra = "") {
  const path = "M12 2.500l2.100 5.400 5.400 2.100-5.400 2.100L12 17.500l-2.100-5.400L4.500 10l5.400-2.100zM18.500 15l1 2.500 2.500 1-2.500 1-1 2.500-1-2.500-2.500-1 2.500-1z";
  return h(
    "span",
    { class: `avatar of-bot ${extra}`, "aria-hidden": "true" },
    h("svg", { viewBox: "0 0 24 24", class: "spark" }, h("path", { d: path })),
  );
}
