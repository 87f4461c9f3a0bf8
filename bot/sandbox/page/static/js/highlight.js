/** A few colours for code: comments, strings, numbers, words of the language, names that are called. */

import { h } from "./vdom.js";

const WORDS = {
  python:
    "and as assert async await break class continue def del elif else except False finally for from global if " +
    "import in is lambda None nonlocal not or pass raise return True try while with yield match case",
  javascript:
    "async await break case catch class const continue default delete do else export extends false finally for " +
    "function if import in instanceof let new null of return static super switch this throw true try typeof " +
    "undefined var void while yield interface type implements enum",
  bash: "if then else elif fi for while do done case esac function in echo export local return cd set",
  sql:
    "select from where and or not insert into values update set delete create table primary key join left right " +
    "inner outer on group by order having limit as null is in like distinct count sum avg",
  c:
    "auto bool break case char class const continue default do double else enum extern false float for fn func go " +
    "goto if impl import int interface let long match mut namespace new nil null package private protected pub " +
    "public return short signed sizeof static struct switch template this throw true try type typedef union " +
    "unsigned use using var virtual void while",
};
const FAMILY = {
  py: "python", python3: "python", js: "javascript", ts: "javascript", typescript: "javascript", jsx: "javascript",
  sh: "bash", shell: "bash", zsh: "bash", console: "bash",
};
const HASH = new Set(["python", "bash", "yaml", "yml", "toml", "ruby", "r", "makefile", "dockerfile"]);

/** @param {string} text @param {string} language */
export function coloured(text, language) {
  const name = FAMILY[language.toLowerCase()] ?? language.toLowerCase();
  if (["text", "plain", "diff", "json", "yaml", "html", "xml"].includes(name)) return tokens(text, new Set(), name);
  return tokens(text, new Set((WORDS[name] ?? WORDS.c).split(" ")), name);
}

function tokens(text, words, name) {
  const comment = HASH.has(name) ? "#.*" : name === "sql" ? "--.*" : "//.*|/\\*[\\s\\S]*?(?:\\*/|$)";
  const quoted = `"""[\\s\\S]*?(?:"""|$)|"(?:\\\\.|[^"\\\\\\n])*"?|'(?:\\\\.|[^'\\\\\\n])*'?|\`[^\`]*\`?`;
  const pattern = new RegExp(`(${comment})|(${quoted})|\\b(\\d[\\w.]*)|([\\p{L}_$][\\p{L}\\p{N}_$]*)(?=(\\s*\\()?)`, "gu");
  const made = [];
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    const [piece, isComment, isString, isNumber, word, call] = found;
    const known = word && words.has(name === "sql" ? word.toLowerCase() : word);
    const kind = isComment ? "c" : isString ? "s" : isNumber ? "n" : known ? "k" : call !== undefined ? "f" : "";
    if (!kind) continue;
    if (found.index > at) made.push(text.slice(at, found.index));
    made.push(h("span", { class: `t-${kind}` }, piece));
    at = found.index + piece.length;
  }
  if (at < text.length) made.push(text.slice(at));
  return made;
}
