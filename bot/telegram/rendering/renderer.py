"""Tokens of a source, in order, become rich text."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from bot.core.entities import RichText
from bot.telegram.rendering.formulas import readable
from bot.telegram.rendering.links import is_linkable
from bot.telegram.rendering.sanitizing import MARKS, SPOILER_CLOSES, SPOILER_OPENS
from bot.telegram.rendering.source import Token, line_start
from bot.telegram.rendering.tables import Row, drawn
from bot.telegram.rendering.writing import Writer

_STYLES = {"Strong": "bold", "Emphasis": "italic", "Strikethrough": "strikethrough"}
_HEADINGS = {"H1": ("bold", "underline"), "H5": ("bold", "italic"), "H6": ("bold", "italic")}
_BULLETS = ("•", "◦", "▪")
_RULE = "—" * 8
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w+#.-]{1,32}")
_SPOILER_MARKS = re.compile(f"([{SPOILER_OPENS}{SPOILER_CLOSES}])")
_BLANK_LINE = re.compile(rb"\n[ \t>]*\n[ \t>]*\Z")
_TASK = re.compile(rb"(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s")
_ORDINAL = re.compile(rb"\d+")


def blank_before(source: bytes, place: int) -> bool:
    """Tell whether an empty line precedes the line of byte `place`."""
    start = line_start(source, place)
    return _BLANK_LINE.search(source[max(0, start - 200) : place]) is not None


class Renderer:
    """One pass over the tokens of a source; `text` is what came of it."""

    def __init__(self, source: bytes, tokens: list[Token]) -> None:
        self._source = source
        self._page = self._out = Writer()
        self._lists: list[bool] = []
        self._links: list[tuple[str, int]] = []
        self._code: list[str] | None = None
        self._rows: list[Row] = []
        self._alignments: tuple[str, ...] = ()
        self._marker_end = -1  # where the text of a just begun list item starts
        self._display_end = -1  # where a formula on its own line ended
        for token in tokens:
            step = self.steps.get((token.edge, token.tag))
            if step:
                step(self, token)

    @property
    def text(self) -> RichText:
        """The rich text, without white space at its end."""
        return self._page.finish()

    def _begin(self, token: Token) -> None:
        """Set a block apart as the source does: by an empty line, or by a new line only."""
        out = self._out
        if out.length and out.length != self._marker_end:
            wanted = 2 if blank_before(self._source, token.start) else 1
            out.write("\n" * (wanted - out.endings()))

    def _open_heading(self, token: Token) -> None:
        self._begin(token)
        for kind in _HEADINGS.get(token.value["level"], ("bold",)):
            self._out.open(kind)

    def _close_heading(self, token: Token) -> None:
        for kind in reversed(_HEADINGS.get(token.value, ("bold",))):
            self._out.close(kind)

    def _open_list(self, token: Token) -> None:
        self._lists.append(token.value is not None)

    def _close_list(self, _token: Token) -> None:
        self._lists.pop()

    def _item(self, token: Token) -> None:
        self._begin(token)
        level = len(self._lists) - 1
        if _TASK.match(self._source, token.start):
            self._out.write("  " * level)
            return
        number = _ORDINAL.match(self._source, token.start) if self._lists[-1] else None
        # The number that was written, not one counted: an item then looks the same without those before it.
        marker = f"{number[0].decode()}." if number else _BULLETS[min(level, len(_BULLETS) - 1)]
        self._out.write(f"{'  ' * level}{marker} ")
        self._marker_end = self._out.length

    def _task(self, token: Token) -> None:
        self._out.write("✅ " if token.value else "⬜ ")
        self._marker_end = self._out.length

    def _open_quote(self, token: Token) -> None:
        self._begin(token)
        self._out.open("blockquote")

    def _close_quote(self, _token: Token) -> None:
        self._out.close("blockquote")

    def _open_code(self, token: Token) -> None:
        self._begin(token)
        self._code = []

    def _close_code(self, token: Token) -> None:
        code = "".join(self._code or ()).rstrip("\n")
        self._code = None
        self._out.write_as(code, "pre", _language(self._source[token.start : token.end]))

    def _rule(self, token: Token) -> None:
        self._begin(token)
        self._out.write(_RULE)

    def _open_style(self, token: Token) -> None:
        self._out.open(_STYLES[token.tag])

    def _close_style(self, token: Token) -> None:
        self._out.close(_STYLES[token.tag])

    def _open_link(self, token: Token) -> None:
        url: str = token.value["dest_url"].translate(MARKS)
        self._out.open("text_link", url if is_linkable(url) else "")
        self._out.write("🖼 " if token.tag == "Image" else "")
        self._links.append((url, self._out.length))

    def _close_link(self, _token: Token) -> None:
        url, start = self._links.pop()
        if self._out.length == start:
            self._out.write(url)
        self._out.close("text_link")

    def _text(self, token: Token) -> None:
        if self._code is not None:
            self._code.append(token.value)
            return
        # Text that goes on behind a formula on its own line begins a new one.
        if self._out.length == self._display_end and token.value.strip():
            self._out.write("\n")
        for part in _SPOILER_MARKS.split(token.value):
            if part == SPOILER_OPENS:
                self._out.open("spoiler")
            elif part == SPOILER_CLOSES:
                self._out.close("spoiler")
            else:
                self._out.write(part)

    def _html(self, token: Token) -> None:
        self._out.write("\n" if _BREAK_TAG.fullmatch(token.value) else token.value)

    def _new_line(self, _token: Token) -> None:
        self._out.write("\n")

    def _inline_code(self, token: Token) -> None:
        self._out.write_as(token.value, "code")

    def _formula(self, token: Token) -> None:
        self._out.write_as(readable(token.value), "italic")

    def _display_formula(self, token: Token) -> None:
        if self._out.length and self._out.length != self._marker_end and not self._out.endings():
            self._out.write("\n")
        self._out.write_as(readable(token.value), "pre")
        self._display_end = self._out.length

    def _open_table(self, token: Token) -> None:
        self._begin(token)
        self._rows, self._alignments = [], token.value

    def _row(self, _token: Token) -> None:
        self._rows.append([])

    def _open_cell(self, _token: Token) -> None:
        self._out = Writer()

    def _close_cell(self, _token: Token) -> None:
        cell = self._out.finish()
        self._rows[-1].append(replace(cell, text=cell.text.replace("\n", " ")))
        self._out = self._page

    def _close_table(self, _token: Token) -> None:
        self._page.append(drawn(self._rows, self._alignments))

    steps: ClassVar[dict[tuple[str, str], Callable[["Renderer", Token], None]]] = {
        ("start", "Paragraph"): _begin,
        ("start", "HtmlBlock"): _begin,
        ("start", "Heading"): _open_heading,
        ("end", "Heading"): _close_heading,
        ("start", "List"): _open_list,
        ("end", "List"): _close_list,
        ("start", "Item"): _item,
        ("leaf", "TaskListMarker"): _task,
        ("start", "BlockQuote"): _open_quote,
        ("end", "BlockQuote"): _close_quote,
        ("start", "CodeBlock"): _open_code,
        ("end", "CodeBlock"): _close_code,
        ("leaf", "Rule"): _rule,
        ("start", "Strong"): _open_style,
        ("end", "Strong"): _close_style,
        ("start", "Emphasis"): _open_style,
        ("end", "Emphasis"): _close_style,
        ("start", "Strikethrough"): _open_style,
        ("end", "Strikethrough"): _close_style,
        ("start", "Link"): _open_link,
        ("end", "Link"): _close_link,
        ("start", "Image"): _open_link,
        ("end", "Image"): _close_link,
        ("leaf", "Text"): _text,
        ("leaf", "Html"): _text,
        ("leaf", "InlineHtml"): _html,
        ("leaf", "SoftBreak"): _new_line,
        ("leaf", "HardBreak"): _new_line,
        ("leaf", "Code"): _inline_code,
        ("leaf", "InlineMath"): _formula,
        ("leaf", "DisplayMath"): _display_formula,
        ("start", "Table"): _open_table,
        ("start", "TableHead"): _row,
        ("start", "TableRow"): _row,
        ("start", "TableCell"): _open_cell,
        ("end", "TableCell"): _close_cell,
        ("end", "Table"): _close_table,
    }


def _language(block: bytes) -> str | None:
    """Read the language of a fenced code block from its first line."""
    opening = block.split(b"\n", 1)[0].decode("utf-8", "ignore")
    words = opening.lstrip("`~").replace(",", " ").split()
    named = opening[:1] in {"`", "~"} and words and _LANGUAGE.fullmatch(words[0])
    return words[0] if named else None
