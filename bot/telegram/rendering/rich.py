"""Markdown as Telegram's rich messages want it (Bot API 10.1, "Rich message formatting").

Telegram reads it itself, as GitHub would: single newlines would glue lines together, HTML would be obeyed,
images fetched. So all that a chat reads otherwise is escaped or rewritten before it goes there.
"""

import re
from collections.abc import Iterator

from bot.telegram.rendering.chat_dialect import to_commonmark
from bot.telegram.rendering.sanitizing import FLANK, FORMULA, SPOILER_CLOSES, SPOILER_OPENS, sanitize
from bot.telegram.rendering.source import Edit, Token, edited

# Telegram's page on rich messages and TDLib OptionManager.cpp; list items and table rows are blocks too.
CHARACTERS = 32_768
BLOCKS = 500
DEPTH = 16
COLUMNS = 20

_WORTH_IT = frozenset(("Table", "InlineMath", "DisplayMath"))
_COUNTED = frozenset(
    ("Paragraph", "Heading", "Item", "List", "BlockQuote", "CodeBlock", "Table", "TableHead", "TableRow",
     "Rule", "DisplayMath")
)  # fmt: skip
# What `to_commonmark` puts into the source for our own eyes. The word joiner is no punctuation to
# CommonMark and nothing to a reader, so bold stays bold beside Russian quotation marks.
_MARKS = {ord(SPOILER_OPENS): "||", ord(SPOILER_CLOSES): "||", ord(FORMULA): "", ord(FLANK): "\u2060"}


_BREAK_TAG = re.compile(rb"<br\s*/?>", re.IGNORECASE)
# Markup of rich messages that other Markdown does not know: a formula's fence, marked text.
_OWN_MARKUP = re.compile(rb"(?<!\\)(?:\$|==)")


def rich_markdown(markdown: str) -> str | None:
    """Return the text for a rich message; None where it holds no table and no formula, or is too large."""
    source, tokens = to_commonmark(sanitize(markdown).encode())
    if not any(token.tag in _WORTH_IT for token in tokens) or not _fits(tokens):
        return None
    text = edited(source, _edits(source, tokens)).decode().translate(_MARKS)
    return text if len(text) <= CHARACTERS else None


def _fits(tokens: list[Token]) -> bool:
    depth = deepest = blocks = 0
    for token in tokens:
        depth += {"start": 1, "end": -1}.get(token.edge, 0)
        deepest = max(deepest, depth)
        blocks += token.edge != "end" and token.tag in _COUNTED
    wide = any(
        len(token.value) > COLUMNS for token in tokens if (token.edge, token.tag) == ("start", "Table")
    )
    return blocks <= BLOCKS and deepest <= DEPTH and not wide


def _edits(source: bytes, tokens: list[Token]) -> Iterator[Edit]:
    surroundings = ""  # code or a table
    for index, token in enumerate(tokens):
        if token.tag in {"CodeBlock", "Table"}:
            surroundings = token.tag if token.edge == "start" else ""
        elif token.tag == "SoftBreak":
            yield Edit(token.start, token.start, b"  ")
        elif token.tag == "InlineHtml":
            yield _html(source, token, in_table=surroundings == "Table")
        elif token.tag == "Text" and surroundings != "CodeBlock":
            yield from (
                Edit(found.start(), found.start(), b"\\")
                for found in _OWN_MARKUP.finditer(source, token.start, token.end)
            )
        elif (token.edge, token.tag) == ("start", "Image"):
            nameless = tokens[index + 1].edge == "end"
            # Without its "!" an image is a link: Telegram fetches nothing, and nothing is lost.
            yield Edit(token.start, token.end if nameless else token.start + 1, b"")


def _html(source: bytes, token: Token, *, in_table: bool) -> Edit:
    """Show HTML as text: a model that writes `vector<int>` means no tag."""
    if _BREAK_TAG.fullmatch(source, token.start, token.end):
        return Edit(token.start, token.end, b" " if in_table else b"  \n")
    return Edit(token.start, token.start, b"\\")
