"""Tables for the width of a phone: a small one as a grid, a wide one as a list of rows.

The shape is decided by the header and the first row, and kept while further rows arrive: a later row that is
too long for its column is wrapped inside it.
"""

import unicodedata
from functools import lru_cache
from itertools import zip_longest

from bot.core.entities import RichText, utf16_length
from bot.telegram.rendering.writing import Writer

PHONE_COLUMNS = 32
"""Fixed-width letters that one line of a message holds on a small phone."""
_NARROWEST = 5
_GAP = " │ "
_CROSSING = "─┼─"

Row = list[RichText]


def drawn(rows: list[Row], alignments: tuple[str, ...]) -> RichText:
    """Draw a table whose first row is its header; `alignments` are the parser's, one a column."""
    if not any(cell.text for row in rows for cell in row):
        return RichText()
    widths = [max(_width(row[i].text) for row in rows[:2]) for i in range(len(alignments))]
    if _total(widths) <= PHONE_COLUMNS:
        return _grid(rows, alignments)
    return _cards(rows)


def _cards(rows: list[Row]) -> RichText:
    header, *body = rows
    writer = Writer()
    for row in body or [header]:
        if writer.length:
            writer.write("\n\n")
        named = [pair for pair in zip(header, row, strict=True) if pair[1].text]
        for index, (name, cell) in enumerate(named):
            writer.write("\n" if index else "")
            writer.write(f"{name.text}: " if name.text and body else "")
            if not index:
                writer.open("bold")
            writer.append(cell)
            writer.close("bold")
    return writer.finish()


def _grid(rows: list[Row], alignments: tuple[str, ...]) -> RichText:
    widths = _fitted([max(_width(row[i].text) for row in rows) for i in range(len(alignments))])
    lines: list[str] = []
    for index, row in enumerate(rows):
        wrapped = [_wrapped(cell.text, width) for cell, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*wrapped, fillvalue=""):
            cells = map(_padded, parts, widths, alignments)
            lines.append(_GAP.join(cells).rstrip())
        if index == 0 and len(rows) > 1:
            lines.append(_CROSSING.join("─" * width for width in widths))
    writer = Writer()
    writer.write_as("\n".join(lines), "pre")
    return writer.finish()


def _fitted(widths: list[int]) -> list[int]:
    """Narrow the widest columns until the line fits."""
    widths = widths[:]
    while _total(widths) > PHONE_COLUMNS and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _total(widths: list[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if _width(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _broken(word, width)
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
    return lines


def _broken(word: str, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and _width(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _padded(text: str, width: int, alignment: str) -> str:
    space = " " * max(0, width - _width(text))
    return space + text if alignment == "Right" else text + space


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(_letter_width(letter) for letter in text)


@lru_cache(maxsize=4096)
def _letter_width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" or utf16_length(letter) > 1 else 1
