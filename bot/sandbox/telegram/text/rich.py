"""Rich messages: Markdown as Telegram reads it, in blocks (Bot API 10.1, "Rich message formatting").

Modelled: paragraphs, headings, lists, quotes, fenced code, tables and formulas on lines of their own. The
limits are TDLib's (OptionManager.cpp); of the refusals Telegram documents the pattern RICH_MESSAGE_*_INVALID.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.wire import Json

LONGEST: Final = 32768  # characters
MOST_BLOCKS: Final = 500  # list items and table rows count
MOST_COLUMNS: Final = 20
_FENCE: Final = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ ]*([\w+#.-]*)[^`]*")
_RULER: Final = re.compile(r"[ ]*\|?[ ]*:?-+:?[ ]*(\|[ ]*:?-+:?[ ]*)*\|?[ ]*")
_ITEM: Final = re.compile(r"[ ]*(?:[-*+]|\d+[.)])[ ]+(.*)")
_HEADING: Final = re.compile(r"(#{1,6})[ ]+(.*)")
_QUOTE: Final = re.compile(r"[ ]*>[ ]?(.*)")
_HARD_BREAK: Final = re.compile(r"(?:[ ]{2,}|\\)\n")
_IMAGE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_INLINE: Final = re.compile(r"(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1")


@dataclass(frozen=True, slots=True)
class Rich:
    """A rich message after all checks: its blocks as the Bot API shows them, what people read, its source."""

    blocks: list[Json]
    text: str
    markdown: str


def rich_of(asked: Json) -> Rich:
    """Return what an InputRichMessage becomes, or raise the 400 for a bad one; only Markdown is read here."""
    markdown = asked.get("markdown")
    if not isinstance(markdown, str) or asked.keys() & {"html", "blocks"}:
        raise bad_request("RICH_MESSAGE_INVALID")
    if not markdown.strip():
        raise bad_request("RICH_MESSAGE_EMPTY")
    if len(markdown) > LONGEST:
        raise bad_request("RICH_MESSAGE_TOO_LONG")
    blocks = list(_blocks(markdown.split("\n")))
    _check(blocks, skip_detection=bool(asked.get("skip_entity_detection")))
    return Rich(blocks, "\n\n".join(map(_readable, blocks)), markdown)


def _check(blocks: list[Json], *, skip_detection: bool) -> None:
    weight = sum(1 + len(block.get("cells") or block.get("items") or ()) for block in blocks)
    if weight > MOST_BLOCKS:
        raise bad_request("RICH_MESSAGE_BLOCKS_TOO_MUCH")
    if any(len(row) > MOST_COLUMNS for block in blocks for row in block.get("cells", ())):
        raise bad_request("RICH_MESSAGE_TABLE_INVALID")
    for block in blocks:
        prose = "" if block["type"] == "pre" else _readable(block)
        if _IMAGE.search(prose):  # Telegram would fetch it, and nothing here can be fetched
            raise bad_request("RICH_MESSAGE_PHOTO_INVALID")
        if _MAIL.search(prose) and not skip_detection:  # seen from the live server (openclaw#96642)
            raise bad_request("RICH_MESSAGE_EMAIL_INVALID")


def _blocks(lines: list[str]) -> Iterator[Json]:
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        block, at = _block(lines, at)
        yield block


def _block(lines: list[str], at: int) -> tuple[Json, int]:
    line = lines[at]
    if fence := _FENCE.fullmatch(line):
        return _code(lines, at, fence)
    if line.strip().startswith("$$"):
        return _formula(lines, at)
    if heading := _HEADING.match(line):
        return {"type": "heading", "size": len(heading[1]), "text": _prose(heading[2])}, at + 1
    if "|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and _RULER.fullmatch(lines[at + 1]):
        return _table(lines, at)
    if _ITEM.match(line):
        return _list(lines, at)
    end = next((n for n in range(at + 1, len(lines)) if _begins(lines[n])), len(lines))
    quoted = _QUOTE.match(line)
    text = "\n".join(_QUOTE.sub(r"\1", each) if quoted else each for each in lines[at:end])
    return {"type": "paragraph", "text": _prose(text)}, end


def _begins(line: str) -> bool:
    """Tell whether a line ends the paragraph before it."""
    block = _FENCE.fullmatch(line) or _HEADING.match(line) or _ITEM.match(line)
    return not line.strip() or bool(block) or line.strip().startswith("$$")


def _code(lines: list[str], at: int, fence: re.Match[str]) -> tuple[Json, int]:
    closed = (n for n in range(at + 1, len(lines)) if lines[n].strip().startswith(fence[1]))
    end = next(closed, len(lines))
    return {"type": "pre", "language": fence[2], "text": "\n".join(lines[at + 1 : end])}, end + 1


def _formula(lines: list[str], at: int) -> tuple[Json, int]:
    rest = "\n".join([lines[at].strip()[2:], *lines[at + 1 :]])
    expression, closed, _ = rest.partition("$$")
    if not closed:
        return {"type": "paragraph", "text": lines[at]}, at + 1
    used = expression.count("\n") + 1
    return {"type": "mathematical_expression", "expression": expression.strip()}, at + used


def _table(lines: list[str], at: int) -> tuple[Json, int]:
    end = next((n for n in range(at + 2, len(lines)) if "|" not in lines[n]), len(lines))
    rows = [lines[at], *lines[at + 2 : end]]
    return {"type": "table", "cells": [_cells(row, header=row is rows[0]) for row in rows]}, end


def _cells(row: str, *, header: bool) -> list[Json]:
    texts = row.strip().removeprefix("|").removesuffix("|").split("|")
    cell = {"align": "left", "valign": "middle", "is_header": header}
    return [cell | {"text": _prose(text)} for text in texts]


def _list(lines: list[str], at: int) -> tuple[Json, int]:
    items: list[Any] = []
    while at < len(lines) and lines[at].strip():
        item = _ITEM.match(lines[at])
        if item:
            items.append([item[1]])
        elif _begins(lines[at]):
            break
        else:
            items[-1].append(lines[at].strip(" "))
        at += 1
    paragraphs = [{"type": "paragraph", "text": _prose("\n".join(item))} for item in items]
    return {"type": "list", "items": [{"label": "•", "blocks": [each]} for each in paragraphs]}, at


def _prose(text: str) -> str:
    """Glue lines as GFM does, except at hard breaks, and leave inline marks out."""
    broken = "\n".join(" ".join(piece.split()) for piece in _HARD_BREAK.split(text))
    return _INLINE.sub(r"\2", broken)


def _readable(block: Json) -> str:
    if "cells" in block:
        return "\n".join(" | ".join(str(cell["text"]) for cell in row) for row in block["cells"])
    if "items" in block:
        return "\n".join(f"• {item['blocks'][0]['text']}" for item in block["items"])
    return str(block.get("text", block.get("expression")))
