"""A Markdown source as the parser sees it: tokens with their places, and edits to the source."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyromark

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_MATH
)
_TABLE_PARTS = ("Table", "TableHead", "TableRow", "TableCell")
_BLOCKS = frozenset(
    ("Paragraph", "Heading", "Item", "BlockQuote", "List", "CodeBlock", "HtmlBlock", "Rule", *_TABLE_PARTS)
)
_VERBATIM = frozenset(("CodeBlock", "HtmlBlock"))
_DELIMITERS = frozenset("*_~`$")


class Token(NamedTuple):
    """One step of the parser: `edge` is start, end or leaf; `start`…`end` are bytes of the UTF-8 source."""

    edge: str
    tag: str
    value: Any
    start: int
    end: int


class DelimiterRun(NamedTuple):
    """Neighbouring equal delimiters that the parser left as text."""

    mark: str
    start: int
    end: int


class Edit(NamedTuple):
    """An edit of the source: the bytes `start`…`end` give way to `text`."""

    start: int
    end: int
    text: bytes


def parse(source: bytes) -> list[Token]:
    """Read valid UTF-8 Markdown into tokens, in document order."""
    tokens = []
    for event, place in pyromark.events_with_range(source.decode(), options=OPTIONS):
        tokens.append(_token(event, place["start"], place["end"]))
    return tokens


def _token(event: Any, start: int, end: int) -> Token:
    if isinstance(event, str):
        return Token("leaf", event, None, start, end)
    ((name, value),) = event.items()
    if name not in ("Start", "End"):
        return Token("leaf", name, value, start, end)
    if isinstance(value, dict):
        ((tag, detail),) = value.items()
        return Token(name.lower(), tag, detail, start, end)
    return Token(name.lower(), value, None, start, end)


def inline_groups(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Group the inline tokens that may pair: those of one paragraph, heading, item or cell."""
    group: list[Token] = []
    in_code = False
    for token in tokens:
        if token.tag in _VERBATIM:
            in_code = token.edge == "start"
        if token.tag not in _BLOCKS and not in_code:
            group.append(token)
        elif group:
            yield group
            group = []
    if group:
        yield group


def unpaired_runs(group: Iterable[Token], source: bytes) -> list[DelimiterRun]:
    """Collect the delimiters of one group that pair with nothing, escaped ones left out."""
    found: list[DelimiterRun] = []
    for token in group:
        if token.tag != "Text" or not token.value or set(token.value) - _DELIMITERS:
            continue
        if source[token.start - 1 : token.start] == b"\\" or len(set(token.value)) > 1:
            continue
        mark = token.value[0]
        if found and found[-1].mark == mark and found[-1].end == token.start:
            found[-1] = found[-1]._replace(end=token.end)
        else:
            found.append(DelimiterRun(mark, token.start, token.end))
    return found


def edited(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply edits; of overlapping ones the first stands."""
    parts: list[bytes] = []
    cursor = 0
    for edit in sorted(edits):
        if edit.start >= cursor:
            parts += (source[cursor : edit.start], edit.text)
            cursor = edit.end
    return b"".join([*parts, source[cursor:]])


def before(source: bytes, place: int) -> str:
    """Read the character that ends at byte `place`; empty at the start of the source."""
    return source[max(0, place - 4) : place].decode("utf-8", "ignore")[-1:]


def after(source: bytes, place: int) -> str:
    """Read the character that begins at byte `place`; empty at the end of the source."""
    return source[place : place + 4].decode("utf-8", "ignore")[:1]


def line_start(source: bytes, place: int) -> int:
    """Find the byte at which the line of `place` begins."""
    return source.rfind(b"\n", 0, place) + 1
