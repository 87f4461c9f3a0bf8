/** LaTeX cut into what means something: commands, numbers, words of Cyrillic letters, single signs, white space. */

const TOKEN = /\\(?:[a-zA-Z]+|[^])|\d+(?:[.,]\d+)*|\p{Script=Cyrillic}+|\s+|[^]/gu;

export class Unreadable extends Error {}

/** The tokens and how far they are read; whoever wants more than there is gets an `Unreadable`. */
export class Latex {
  /** @param {string} written */
  constructor(written) {
    this.tokens = written.match(TOKEN) ?? [];
    this.at = 0;
  }

  /** The next token that is no white space. */
  peek() {
    while (/^\s/.test(this.tokens[this.at] ?? "")) this.at += 1;
    return this.tokens[this.at];
  }

  next() {
    const token = this.peek();
    if (token === undefined) throw new Unreadable();
    this.at += 1;
    return token;
  }

  /** @param {string} token */
  expect(token) {
    if (this.next() !== token) throw new Unreadable();
  }

  /** A command takes one digit of a number. */
  splitNumber() {
    const token = this.peek() ?? "";
    if (/^\d./.test(token)) this.tokens.splice(this.at, 1, token[0], token.slice(1));
  }

  /** The words of a group as they are written. */
  words() {
    if (this.peek() === "*") this.next();
    const first = this.next();
    if (first !== "{") return first;
    const start = this.at;
    for (let open = 1; open > 0; this.at += 1) {
      if (this.at >= this.tokens.length) throw new Unreadable();
      open += { "{": 1, "}": -1 }[this.tokens[this.at]] ?? 0;
    }
    const text = this.tokens.slice(start, this.at - 1).join("");
    return text.replace(/\\([^a-zA-Z])/g, "$1").replace(/[~\s]/g, "\u00a0");
  }
}
