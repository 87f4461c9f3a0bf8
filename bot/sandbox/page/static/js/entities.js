/**
 * Text with entities (offsets in UTF-16 units, as JavaScript counts) as elements. The text content of what is
 * returned is the text itself, but for elements of the class "chrome".
 */

import { h } from "./vdom.js";
import { coloured } from "./highlight.js";
import { w } from "./words.js";
import { icon } from "./icons.js";

const MARKS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/**
 * @param {string} text
 * @param {any[]} entities
 * @param {{onCommand?: (command: string) => void}} acts
 */
export function rich(text, entities, acts = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return range(text, 0, text.length, sorted, acts);
}

function range(text, begin, end, entities, acts) {
  const made = [];
  let at = begin;
  let rest = entities.filter((entity) => entity.offset < end && entity.offset + entity.length > begin);
  while (rest.length) {
    const [entity, ...others] = rest;
    const from = Math.max(at, entity.offset);
    const to = Math.min(end, entity.offset + entity.length);
    if (from > at) made.push(...plain(text.slice(at, from), made.length > 0 && made.at(-1)?.block));
    const inside = others.filter((other) => other.offset < to);
    const node = element(entity, text.slice(from, to), () => range(text, from, to, inside, acts), acts);
    node.block = BLOCKS.has(entity.type);
    made.push(node);
    at = to;
    rest = others.filter((other) => other.offset + other.length > to);
  }
  if (at < end) made.push(...plain(text.slice(at, end), made.at(-1)?.block));
  return made;
}

/** The line break that ends a block's last line is the block's own: shown, it would be an empty line. */
function plain(text, afterBlock) {
  if (!afterBlock || !text.startsWith("\n")) return text ? [text] : [];
  return [h("span", { class: "eol" }, "\n"), text.slice(1)].filter((part) => part !== "");
}

function element(entity, text, inner, acts) {
  const { type } = entity;
  if (type in MARKS) return h(MARKS[type], null, inner());
  switch (type) {
    case "pre":
      return block(entity, text);
    case "blockquote":
      return h("blockquote", null, inner());
    case "expandable_blockquote":
      return h("blockquote", { class: "folded", tabindex: 0, onClick: unfold, onKeydown: onEnter }, inner());
    case "spoiler":
      return h("span", { class: "spoiler", tabindex: 0, role: "button", onClick: reveal, onKeydown: onEnter }, inner());
    case "text_link":
    case "url":
    case "email":
      return link(entity, text, inner);
    case "bot_command":
      return h("button", { class: "inline-link", type: "button", onClick: () => acts.onCommand?.(text) }, inner());
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, inner());
    default:
      return h("span", null, inner());
  }
}

/** A link, dead where its address is of a kind that could run a script. */
export function link(entity, text, inner) {
  const target = entity.type === "email" ? `mailto:${text}` : (entity.url ?? text);
  const url = /^[a-z][a-z0-9+.-]*:/i.test(target) ? target : `https://${target}`;
  const safe = /^(https?|mailto|tg):/i.test(url) ? url : null;
  return h("a", { href: safe, target: "_blank", rel: "noopener noreferrer", title: safe }, inner());
}

export function block(entity, text) {
  const language = entity.language ?? "";
  const isTable = !language && /[─│┼]/.test(text);
  const head = h(
    "span",
    { class: "chrome code-head" },
    // Without a language it may be code, a formula or a drawing: only who wrote it knows.
    h("span", null, language || (isTable ? w("table") : "")),
    h("button", { type: "button", class: "copy", onClick: copyBlock, "aria-label": w("copy") }, icon("copy"), w("copy")),
  );
  const body = h("code", { tabindex: 0 }, language ? coloured(text, language) : text);
  return h("span", { class: isTable ? "block table" : "block" }, head, h("span", { class: "pre" }, body));
}

function copyBlock(event) {
  const button = event.currentTarget;
  const code = button.closest(".block").querySelector("code").textContent;
  navigator.clipboard?.writeText(code).then(() => {
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }, () => button.classList.add("failed"));
}

function reveal(event) {
  event.currentTarget.classList.add("seen");
}

function unfold(event) {
  event.currentTarget.classList.toggle("unfolded");
}

function onEnter(event) {
  if (event.key === "Enter" || event.key === " ") event.currentTarget.click();
}
