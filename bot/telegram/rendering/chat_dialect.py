"""The Markdown of a chat: where it means other things than CommonMark, told to the parser by escapes.

Each reading is one function from tokens to edits; the source is parsed again until none has anything to say.
"""

import re
from collections.abc import Iterator

import pyromark

from bot.telegram.rendering.formulas import is_formula
from bot.telegram.rendering.sanitizing import FLANK, FORMULA, SPOILER_CLOSES, SPOILER_OPENS
from bot.telegram.rendering.source import (
    OPTIONS,
    Edit,
    Token,
    after,
    before,
    edited,
    inline_groups,
    line_start,
    parse,
    unpaired_runs,
)

_ROUNDS = 24  # each round settles at least one place; hostile HTML may ask for more, and stays as text then
_BRACKETED = re.compile(rb"(?<!\\)\\(?:\[((?:(?!\n[ \t]*\n)[^$])+?)(?<!\\)\\\]|\(([^$\n]+?)(?<!\\)\\\))")
_SPOILER = re.compile(rb"(?<![\w|\\\x80-\xff])\|\|(?=[^\s|])([^|\n]*[^\s|\\])\|\|(?![\w|\x80-\xff])")
_LINE_BREAK_TAG = re.compile(rb"<br\s*/?>", re.IGNORECASE)
_DUNDER = re.compile(rb"__[a-z0-9_]+__")
_ESCAPE = b"\\"
_PAIR = 2


def to_commonmark(source: bytes) -> tuple[bytes, list[Token]]:
    """Return the source as the parser has to see it to read what a chat means by it, and its tokens."""
    source = _outside_code(source)
    if b"]:" in source:
        source = edited(source, _definitions(source))
    tokens = parse(source)
    for _ in range(_ROUNDS):
        edits = list(_edits(source, tokens))
        if not edits:
            break
        source = edited(source, edits)
        tokens = parse(source)
    return source, tokens


def html_as_text(source: bytes) -> bytes:
    """Escape the blocks of HTML in a source: the parser would see nothing else up to their end."""
    for _ in range(_ROUNDS):
        blocks = [token for token in parse(source) if (token.edge, token.tag) == ("start", "HtmlBlock")]
        if not blocks:
            break
        source = edited(source, (edit for block in blocks for edit in _html(source, block)))
    return source


def _outside_code(source: bytes) -> bytes:
    r"""Put `\(…\)`, `\[…\]` and `||…||` into a form that the parser knows, but not in code."""
    if not (b"\\(" in source or b"\\[" in source or b"||" in source):
        return source
    parts: list[bytes] = []
    cursor = 0
    for token in parse(source):
        if token.start >= cursor and (
            token.tag == "Code" or (token.edge, token.tag) == ("start", "CodeBlock")
        ):
            parts += (_rewritten(source[cursor : token.start]), source[token.start : token.end])
            cursor = token.end
    return b"".join([*parts, _rewritten(source[cursor:])])


def _rewritten(source: bytes) -> bytes:
    return _SPOILER.sub(_spoiler, _BRACKETED.sub(_dollars, source))


def _spoiler(found: re.Match[bytes]) -> bytes:
    return SPOILER_OPENS.encode() + found[1] + SPOILER_CLOSES.encode()


def _dollars(found: re.Match[bytes]) -> bytes:
    display, inline = found[1], found[2]
    latex = (display or inline).strip()
    if not latex:
        return found[0]
    fence = b"$$" if display else b"$"
    return fence + FORMULA.encode() + latex + fence


def _definitions(source: bytes) -> Iterator[Edit]:
    """Keep `[1]: address` in sight: its complete line would vanish, and format what is long shown."""
    text = source.decode()
    for definition in pyromark.reference_definitions(text, options=OPTIONS).values():
        colon = source.find(b"]:", definition["span"]["start"]) + 1
        if colon:
            yield Edit(colon, colon, _ESCAPE)


def _edits(source: bytes, tokens: list[Token]) -> Iterator[Edit]:
    for token in tokens:
        if token.edge == "end":
            continue
        reading = _READINGS.get(token.tag)
        if reading:
            yield from reading(source, token)
    if b"**" in source:
        for group in inline_groups(tokens):
            yield from _flanks(source, group)


def _html(source: bytes, token: Token) -> Iterator[Edit]:
    """Show a block of HTML as text, with the Markdown in it."""
    start = source.find(b"<", token.start, token.end)
    tag = _LINE_BREAK_TAG.match(source, start) if start >= 0 else None
    if tag:
        yield Edit(start, tag.end(), b"")
    elif start >= 0:
        yield Edit(start, start, _ESCAPE)


def _underlined_heading(source: bytes, token: Token) -> Iterator[Edit]:
    """Make a rule of dashes under text: models mean one, and a heading would be told too late."""
    end = token.start + len(source[token.start : token.end].rstrip())
    line = line_start(source, end)
    if source[token.start : token.start + 1] == b"#" or line <= token.start:
        return
    prefix = re.match(rb"[ \t>]*", source[line:end])
    indent = prefix[0] if prefix else b""
    yield Edit(line, end, indent.rstrip() + b"\n" + indent + b"---")


def _single_tilde(source: bytes, token: Token) -> Iterator[Edit]:
    """Leave a single tilde: it means "about"."""
    if source[token.start : token.start + 2] != b"~~":
        yield Edit(token.start, token.start, _ESCAPE)
        yield Edit(token.end - 1, token.end - 1, _ESCAPE)


def _emphasis(source: bytes, token: Token) -> Iterator[Edit]:
    """Leave stars that multiply letters or digits, and all that an address holds."""
    letters = before(source, token.start).isalnum() or after(source, token.end).isalnum()
    if (letters and source[token.start : token.start + 1] == b"*") or _in_address(source, token.start):
        yield Edit(token.start, token.start, _ESCAPE)
        yield Edit(token.end - 1, token.end - 1, _ESCAPE)


def _strong(source: bytes, token: Token) -> Iterator[Edit]:
    """Leave `__init__` and its like: they are names."""
    if _DUNDER.fullmatch(source, token.start, token.end) or _in_address(source, token.start):
        yield Edit(token.start, token.start + _PAIR, b"\\" + b"\\".join(_pair(source, token.start)))
        yield Edit(token.end - _PAIR, token.end, b"\\" + b"\\".join(_pair(source, token.end - _PAIR)))


def _pair(source: bytes, place: int) -> tuple[bytes, bytes]:
    return source[place : place + 1], source[place + 1 : place + 2]


def _in_address(source: bytes, place: int) -> bool:
    word = source[max(0, place - 200) : place].rsplit(maxsplit=1)
    return bool(word) and b"://" in word[-1] and not source[place - 1 : place].isspace()


def _dollar_prose(source: bytes, token: Token) -> Iterator[Edit]:
    """Leave dollars that are prices."""
    if not is_formula(token.value) or source[token.end : token.end + 1].isdigit():
        size = _PAIR if token.tag == "DisplayMath" else 1
        for place in (*range(token.start, token.start + size), *range(token.end - size, token.end)):
            yield Edit(place, place, _ESCAPE)


def _flanks(source: bytes, group: list[Token]) -> Iterator[Edit]:
    """Make `**«Слово»**ом` bold: CommonMark's rule on punctuation was not made for Russian."""
    stars = [run for run in unpaired_runs(group, source) if run.mark == "*" and run.end - run.start == _PAIR]
    for opening, closing in zip(stars[::2], stars[1::2], strict=False):
        first, last = after(source, opening.end), before(source, closing.start)
        if first.isspace() or last.isspace():
            continue
        for place, letter in ((opening.end, first), (closing.start, last)):
            if not letter.isalnum() and letter != FLANK:
                yield Edit(place, place, FLANK.encode())


_READINGS = {
    "HtmlBlock": _html,
    "Heading": _underlined_heading,
    "Strikethrough": _single_tilde,
    "Emphasis": _emphasis,
    "Strong": _strong,
    "InlineMath": _dollar_prose,
    "DisplayMath": _dollar_prose,
}
