/**
 * Formulas: LaTeX as the MathML that browsers draw by themselves. What models commonly write is known; a command
 * that is not known is shown as it is written, and what can't be read as LaTeX is no formula.
 */

import { Latex, Unreadable } from "./latex.js";
import { fence, letter, limited, marked, named, operator, primed, signed, space, upright } from "./mathml.js";
import { ACCENTS, BOLD, BRACKETS, FUNCTIONS, GRIDS, INTEGRALS, LETTERS, LIMITS, OPERATORS, OVER, SHAPES, SILENT, SPACES, SUMS, TYPED, UNDER, UPRIGHT, WORDS } from "./latex_symbols.js";
import { h } from "./vdom.js";

/** @typedef {import("./vdom.js").VElement} VElement */

const LONGEST = 4000;
const DEEPEST = 40;

/**
 * @param {string} latex
 * @param {boolean} display whether it has a line of its own
 * @returns {VElement | null} null where it can't be read
 */
export function formula(latex, display) {
  if (latex.length > LONGEST) return null;
  try {
    const drawn = new Reader(latex).whole();
    return h("math", { displaystyle: String(display), alttext: latex }, drawn);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

class Reader extends Latex {
  depth = 0;

  whole() {
    const made = this.rows([], "centred");
    if (this.peek() !== undefined) throw new Unreadable();
    return made;
  }

  /** Lines and cells up to one of the ends: a table, or what stands in the only cell. */
  rows(ends, kind) {
    const lines = [[this.row([...ends, "&", "\\\\"])]];
    while (["&", "\\\\"].includes(this.peek())) {
      if (this.next() === "\\\\") lines.push([]);
      lines.at(-1).push(this.row([...ends, "&", "\\\\"]));
    }
    if (lines.length > 1 && lines.at(-1).every((cell) => !cell.children.length)) lines.pop();
    if (lines.length === 1 && lines[0].length === 1) return lines[0][0];
    const displaystyle = kind === "lefts" ? null : "true";
    return h("mtable", { class: kind, displaystyle }, lines.map((line) => h("mtr", null, line.map((cell) => h("mtd", null, cell)))));
  }

  /** Everything up to one of the ends, which is left to be read. */
  row(ends) {
    const made = [];
    while (this.peek() !== undefined && !ends.includes(this.peek())) {
      const one = this.scripted();
      if (one) made.push(one);
    }
    return h("mrow", null, signed(made));
  }

  /** One thing with what stands above and below it. */
  scripted() {
    let base = ["^", "_"].includes(this.peek()) ? h("mrow", null) : this.one();
    if (!base) return null;
    let [above, below] = [null, null];
    for (let sign = this.peek(); ["^", "_", "'", "\\limits", "\\nolimits"].includes(sign); sign = this.peek()) {
      this.next();
      if ((sign === "^" && above) || (sign === "_" && below)) throw new Unreadable();
      if (sign === "'") base = primed(base);
      else if (sign === "^") above = this.argument();
      else if (sign === "_") below = this.argument();
    }
    if (above && below) return h(base.limits ? "munderover" : "msubsup", null, base, below, above);
    if (above) return h(base.limits ? "mover" : "msup", null, base, above);
    return below ? h(base.limits ? "munder" : "msub", null, base, below) : base;
  }

  /** What a command or a script takes: a group, or one sign; of a number, one digit. */
  argument() {
    this.splitNumber();
    const made = (this.peek() ?? "}") === "}" ? null : this.one();
    if (!made) throw new Unreadable();
    return made;
  }

  one() {
    if (++this.depth > DEEPEST) throw new Unreadable();
    const made = this.read(this.next());
    this.depth -= 1;
    return made;
  }

  read(token) {
    if (token === "{") {
      const made = this.row(["}"]);
      this.expect("}");
      return made;
    }
    if (["}", "&", "$", "^", "_", "\\\\", "\\"].includes(token)) throw new Unreadable();
    if (token.startsWith("\\")) return this.command(token.slice(1));
    if (TYPED.has(token)) return operator(TYPED.get(token));
    if (/^\d/.test(token)) return h("mn", null, token);
    if (/^\p{Script=Cyrillic}/u.test(token)) return h("mtext", null, token);
    if (token === "~") return space(0.25);
    return /^\p{L}/u.test(token) ? letter(token) : h("mtext", null, token);
  }

  command(name) {
    if (SILENT.has(name)) return null;
    if (SPACES.has(name)) return space(SPACES.get(name));
    if (LETTERS.has(name)) return letter(LETTERS.get(name));
    if (UPRIGHT.has(name)) return upright("mi", UPRIGHT.get(name));
    if (OPERATORS.has(name)) return operator(OPERATORS.get(name));
    if (SUMS.has(name)) return limited(h("mo", null, SUMS.get(name)));
    if (INTEGRALS.has(name)) return h("mo", null, INTEGRALS.get(name));
    if (BRACKETS.has(name)) return operator(BRACKETS.get(name));
    if (FUNCTIONS.has(name)) return named(name);
    if (LIMITS.has(name)) return limited(named(name, { movablelimits: "true" }));
    if (ACCENTS.has(name)) return marked(this.argument(), ACCENTS.get(name));
    if (OVER.has(name)) return limited(h("mover", { accent: "true" }, this.argument(), h("mo", { stretchy: "true" }, OVER.get(name))));
    if (UNDER.has(name)) return limited(h("munder", null, this.argument(), h("mo", { stretchy: "true" }, UNDER.get(name))));
    if (SHAPES.has(name)) return upright("mi", Array.from(this.words(), (letter) => SHAPES.get(name).get(letter) ?? letter).join(""));
    if (BOLD.has(name)) return h("mrow", { class: "bold" }, this.argument());
    return WORDS.has(name) ? upright(WORDS.get(name), this.words()) : this.built(name);
  }

  /** Commands that put their arguments somewhere. */
  built(name) {
    switch (name) {
      case "frac": case "dfrac": case "tfrac": case "cfrac":
        return h("mfrac", { displaystyle: name === "dfrac" ? "true" : null }, this.argument(), this.argument());
      case "binom":
        return h("mrow", null, fence("("), h("mfrac", { linethickness: "0" }, this.argument(), this.argument()), fence(")"));
      case "sqrt":
        return this.root();
      case "left":
        return this.bracketed();
      case "middle":
        return fence(this.bracket());
      case "begin":
        return this.grid(this.words());
      case "overset": case "stackrel": case "underset": {
        const [mark, base] = [this.argument(), this.argument()];
        return h(name === "underset" ? "munder" : "mover", null, base, mark);
      }
      case "xrightarrow":
        return h("mover", null, h("mo", { stretchy: "true" }, "→"), this.argument());
      case "boxed":
        return h("mrow", { class: "boxed" }, this.argument());
      case "bmod":
        return named("mod");
      case "pmod":
        return h("mrow", null, space(0.6), operator("("), h("mtext", null, "mod"), space(0.25), this.argument(), operator(")"));
      case "not": {
        const made = this.argument();
        return made.tag === "mo" ? operator(`${made.children[0]}\u0338`) : made;
      }
      case "tag":
        return h("mrow", null, space(1), h("mtext", null, `(${this.words()})`));
      case "right": case "end":
        throw new Unreadable();
      default:
        return h("mtext", null, /^[a-zA-Z]/.test(name) ? `\\${name}` : name);
    }
  }

  root() {
    if (this.peek() !== "[") return h("msqrt", null, this.argument());
    this.next();
    const degree = this.row(["]"]);
    this.expect("]");
    return h("mroot", null, this.argument(), degree);
  }

  bracketed() {
    const open = this.bracket();
    const made = this.row(["\\right"]);
    this.expect("\\right");
    return h("mrow", null, fence(open), made, fence(this.bracket()));
  }

  /** The bracket behind \left, \middle or \right; "" for the dot that stands for none. */
  bracket() {
    const token = this.next();
    const sign = token.startsWith("\\") ? BRACKETS.get(token.slice(1)) : ({ "<": "⟨", ">": "⟩", ".": "" }[token] ?? token);
    if (sign === undefined) throw new Unreadable();
    return sign;
  }

  grid(name) {
    if (!GRIDS.has(name)) throw new Unreadable();
    if (name === "array") this.words();
    const [open, close, kind] = GRIDS.get(name);
    const rows = this.rows(["\\end"], kind);
    this.expect("\\end");
    if (this.words() !== name) throw new Unreadable();
    return h("mrow", null, fence(open), rows, fence(close));
  }
}
