/** A rich message: the Markdown that Telegram was given, drawn in blocks. */

import { block, link } from "./entities.js";
import { formula } from "./formula.js";
import { h } from "./vdom.js";

const FENCE = /^ {0,3}(`{3,}|~{3,}) *([\w+#.-]*)[^`]*$/;
const HEADING = /^(#{1,6}) +(.*)$/;
const RULER = /^ *\|? *:?-+:? *(\| *:?-+:? *)*\|? *$/;
const LINE = /^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/;
const ITEM = /^( *)([-*+]|\d+[.)]) +(.*)$/;
const QUOTE = /^ *> ?(.*)$/;
/** Characters of a formula in a line that may be wider than its bubble. */
const LONG = 40;
const CELLS_END = /(?<!\\)\|/;

/** Pieces of a line, each with what it becomes; the first that matches at a place decides. */
const INLINE = [
  [/(`+)(.+?)\1(?!`)/sy, (found) => h("code", null, found[2].trim())],
  [/\\\((.+?)\\\)/sy, (found) => math(found[1])],
  [/\\([!-/:-@[-`{-~])/y, (found) => found[1]],
  [/\$\$(.+?)\$\$/sy, (found) => math(found[1])],
  // No space inside and no digit behind, or "$5 or $10" would be one.
  [/\$(?=\S)([^$]+?)(?<=\S)\$(?!\d)/y, (found) => math(found[1])],
  [/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/sy, (found) => h("strong", null, inline(found[2]))],
  [/~~(?=\S)(.+?)(?<=\S)~~/sy, (found) => h("s", null, inline(found[1]))],
  [/\*(?=\S)(.+?)(?<=\S)\*/sy, (found) => h("em", null, inline(found[1]))],
  [/(?<![\p{L}\d])_(?=\S)(.+?)(?<=\S)_(?![\p{L}\d])/suy, (found) => h("em", null, inline(found[1]))],
  [/\[([^\]]+)\]\(([^)\s]+)\)/y, (found) => link({ type: "text_link", url: found[2] }, found[1], () => inline(found[1]))],
];

/** @param {string} markdown */
export function richBlocks(markdown) {
  return blocks(markdown.split("\n"));
}

function blocks(lines) {
  const made = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) at += 1;
    else {
      const [node, next] = blockAt(lines, at);
      made.push(node);
      at = next;
    }
  }
  return made;
}

/** The block that begins at a line, and the line after it. */
function blockAt(lines, at) {
  const line = lines[at];
  const fence = FENCE.exec(line);
  const heading = HEADING.exec(line);
  if (fence) return code(lines, at, fence);
  if (line.trim().startsWith("$$")) return display(lines, at);
  if (heading) return [h(`h${heading[1].length}`, null, inline(heading[2])), at + 1];
  if (LINE.test(line)) return [h("hr", null), at + 1];
  if (isTable(lines, at)) return table(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  const quoted = QUOTE.test(line);
  const end = endOf(lines, at, (each, n) => !each.trim() || QUOTE.test(each) !== quoted || (!quoted && begins(lines, n)));
  if (quoted) return [h("blockquote", null, blocks(lines.slice(at, end).map((each) => each.replace(QUOTE, "$1")))), end];
  return [h("p", null, inline(glued(lines.slice(at, end)))), end];
}

/** The first line behind another at which the test holds. */
function endOf(lines, at, test) {
  const found = lines.findIndex((line, n) => n > at && test(line, n));
  return found < 0 ? lines.length : found;
}

function begins(lines, at) {
  const line = lines[at];
  return [FENCE, HEADING, LINE, ITEM].some((each) => each.test(line)) || line.trim().startsWith("$$") || isTable(lines, at);
}

function isTable(lines, at) {
  const ruler = lines[at + 1] ?? "";
  return lines[at].includes("|") && ruler.includes("|") && RULER.test(ruler);
}

function code(lines, at, fence) {
  const end = endOf(lines, at, (line) => line.trim().startsWith(fence[1]));
  return [block({ language: fence[2] }, lines.slice(at + 1, end).join("\n")), end + 1];
}

/** A formula on lines of its own, and what stands behind it in the last of them. */
function display(lines, at) {
  const text = [lines[at].trim().slice(2), ...lines.slice(at + 1)].join("\n");
  const close = text.indexOf("$$");
  if (close < 0) return [h("p", null, inline(lines[at])), at + 1];
  const expression = text.slice(0, close);
  const behind = text.slice(close + 2).split("\n")[0].trim();
  const shown = [h("div", { class: "math-line", tabindex: 0 }, math(expression, true)), behind && h("p", null, inline(behind))];
  return [shown, at + expression.split("\n").length];
}

/** A formula as it is meant, or as it is written where that can't be read. */
function math(written, display = false) {
  const latex = written.trim();
  const drawn = formula(latex, display);
  const kind = drawn ? "drawn" : "written";
  return h("span", { class: latex.length > LONG && !display ? `math ${kind} long` : `math ${kind}` }, drawn ?? latex);
}

function table(lines, at) {
  const end = endOf(lines, at + 1, (line) => !line.includes("|"));
  const sides = cells(lines[at + 1]).map((rule) => (rule.endsWith(":") ? (rule.startsWith(":") ? "center" : "right") : "left"));
  const row = (tag) => (line) => h("tr", null, cells(line).map((cell, n) => h(tag, { class: sides[n] }, inline(cell))));
  const head = h("thead", null, row("th")(lines[at]));
  const rows = h("tbody", null, lines.slice(at + 2, end).map(row("td")));
  return [h("div", { class: "sideways", tabindex: 0 }, h("table", null, head, rows)), end];
}

function cells(line) {
  const parts = line.trim().replace(/^\|/, "").split(CELLS_END);
  if (parts.length > 1 && !parts.at(-1).trim()) parts.pop();
  return parts.map((part) => part.trim().replaceAll("\\|", "|"));
}

/** Items with all that is indented below them; another mark (numbers for dots) begins another list. */
function list(lines, at) {
  const [, indent, mark] = ITEM.exec(lines[at]);
  const counts = /\d/.test(mark);
  const items = [];
  let next = at;
  while (next < lines.length) {
    const item = ITEM.exec(lines[next]);
    if (!item || item[1].length !== indent.length || /\d/.test(item[2]) !== counts) break;
    const end = endOf(lines, next, (line, n) => endsItem(lines, n, indent.length));
    const below = lines.slice(next + 1, end).map((line) => line.replace(/^ {1,4}/, ""));
    items.push(h("li", null, blocks([item[3], ...below])));
    next = end;
    while (next < lines.length && !lines[next].trim() && ITEM.test(lines[next + 1] ?? "")) next += 1;
  }
  return [h(counts ? "ol" : "ul", counts ? { start: parseInt(mark, 10) } : null, items), next];
}

/** A blank line ends an item unless what follows it is indented; another line does unless it is deeper or plain. */
function endsItem(lines, at, indent) {
  const depth = lines[at].search(/\S/);
  if (depth < 0) return (lines[at + 1] ?? "").search(/\S/) <= indent;
  return depth <= indent && (!lines[at - 1].trim() || begins(lines, at));
}

/** Lines as one, but for those that end in two spaces or a backslash. */
function glued(lines) {
  return lines.map((line) => line.trimStart().replace(/( {2,}|\\)$/, "\n")).join(" ").replaceAll("\n ", "\n").trim();
}

function inline(text) {
  const made = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const [length, node] = pieceAt(text, at);
    if (typeof node === "string") plain += node;
    else {
      made.push(plain, node);
      plain = "";
    }
    at += length;
  }
  return [...made, plain];
}

function pieceAt(text, at) {
  for (const [pattern, make] of INLINE) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return [found[0].length, make(found)];
  }
  return [1, text[at]];
}
