/** Elements of formulas that need more than a name. */

import { h } from "./vdom.js";

const FENCE = /^[()[\]{}|‖⟨⟩⌊⌋⌈⌉]$/;
const SIGN = /^[+−±∓]$/;
/** Behind these a sign stands between two things, not before one. */
const ENDS = /^[)\]}|‖⟩⌋⌉!′]$/;
const STRAIGHT = { mathvariant: "normal" };
const NAMED = { form: "prefix", lspace: "0.17em", rspace: "0.17em" };

/** One letter of a variable. */
export function letter(sign) {
  return h("mi", { class: "letter" }, sign);
}

/** What has a name of several letters and takes something, such as a sine. */
export function named(name, props = {}) {
  return h("mo", { ...NAMED, ...props }, name);
}

export function upright(tag, words) {
  return tag === "mo" ? named(words) : h(tag, STRAIGHT, words);
}

/** A letter with a mark over it; an arrow is as small as the letter. */
export function marked(base, mark) {
  return h("mover", { accent: "true" }, base, h("mo", { stretchy: "false", class: mark === "→" ? "small" : null }, mark));
}

/** Primes stand high in every font: as a superscript, they would stand twice as high. */
export function primed(base) {
  return h("mrow", null, base, h("mo", { form: "postfix", lspace: "0", rspace: "0" }, "′"));
}

/** Its scripts stand above and below, where there is room. */
export function limited(node) {
  return Object.assign(node, { limits: true });
}

export function operator(sign) {
  if ("|‖/".includes(sign)) return h("mo", { stretchy: "false", lspace: "0", rspace: "0" }, sign);
  return h("mo", FENCE.test(sign) ? { stretchy: "false" } : null, sign);
}

export function fence(sign) {
  return sign && h("mo", { fence: "true", stretchy: "true" }, sign);
}

export function space(width) {
  return h("mspace", { width: `${width}em` });
}

/** A sign that stands before one thing has no spaces around it, as between two. */
export function signed(row) {
  let before = null;
  for (const node of row) {
    const bare = !before || (before.tag === "mo" && !ENDS.test(before.children[0]));
    if (bare && node.tag === "mo" && SIGN.test(node.children[0])) node.props = { ...node.props, form: "prefix" };
    if (!before && node.props.form === "prefix") node.props = { ...node.props, lspace: "0" };
    if (node.tag !== "mspace") before = node;
  }
  return row;
}
