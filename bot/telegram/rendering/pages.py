"""A growing Markdown text as messages: closed ones that never change again, and the one that grows.

Only the last block of the source (a paragraph, an item, a table, the end of a code block) is rendered again
when text arrives; what lies before it was rendered once. So a long answer costs what its length costs.
"""

from dataclasses import replace

from bot.core.entities import RichText, join
from bot.core.splitting import MESSAGE_UNITS, spans
from bot.telegram.rendering.chat_dialect import html_as_text
from bot.telegram.rendering.markdown import rendered
from bot.telegram.rendering.renderer import blank_before
from bot.telegram.rendering.sanitizing import sanitize
from bot.telegram.rendering.source import Token, line_start, parse

_LONG_CODE = 3000  # bytes of an unfinished code block of which the older lines are rendered once


class GrowingText:
    """The text of one answer while it is written; a page is one message of at most `limit` UTF-16 units."""

    def __init__(self, limit: int = MESSAGE_UNITS) -> None:
        self._limit = limit
        self._closed: list[RichText] = []
        self._arrived: list[str] = []
        self._pending = ""  # half of a character or of a line end
        self._source = b""  # of the last block
        self._settled = RichText()  # of the open page, all blocks but the last
        self._gap = ""  # between the settled text and the last block
        self._continues = False  # the last block goes on in the code that the settled text ends with
        self._consumed = ""  # the beginning of the last block that closed pages hold already

    def append(self, piece: str) -> None:
        """Take what the model wrote next; rendering waits until somebody looks."""
        self._arrived.append(piece)

    def pages(self) -> list[RichText]:
        """Render what is new: the closed pages, which stay so, then the open one unless it is blank."""
        return self._turn(growing=True)

    def finish(self) -> list[RichText]:
        """Render the end as it stands, with nothing held back; all pages are final then."""
        self._closed = self._turn(growing=False)
        self._source, self._settled, self._consumed = b"", RichText(), ""
        return list(self._closed)

    def _turn(self, *, growing: bool) -> list[RichText]:
        self._take(growing=growing)
        self._settle()
        last = rendered(self._source, growing=growing)
        whole = self._whole(last)
        found = spans(whole, self._limit)
        self._closed += [whole.cut(*span) for span in found[:-1]]
        if len(found) > 1:
            self._consume(last, found[-2][1])
        return [*self._closed, *(whole.cut(*span) for span in found[-1:])]

    def _take(self, *, growing: bool) -> None:
        text = self._pending + "".join(self._arrived)
        self._arrived.clear()
        whole = len(text)
        if growing and text and (text[-1] == "\r" or "\ud800" <= text[-1] <= "\udbff"):
            whole -= 1
        self._pending = text[whole:]
        self._source += sanitize(text[:whole]).encode()

    def _settle(self) -> None:
        self._source = html_as_text(self._source)
        # A line that is not complete may turn out to be something else: a row of the table before it, a rule.
        tokens = parse(self._source[: self._source.rfind(b"\n") + 1])
        start = _last_block(self._source, tokens)
        if start:
            blank = blank_before(self._source, start)
            self._render_once(self._source[:start], self._source[start:], "\n\n" if blank else "\n")
        elif tokens and len(self._source) > _LONG_CODE:
            self._settle_code(tokens[0])

    def _settle_code(self, block: Token) -> None:
        """Render the older lines of a long code block once; the rest goes on behind the same opening line."""
        opening, *_ = self._source.split(b"\n", 1)
        cut = self._source.rfind(b"\n", 0, len(self._source) - _LONG_CODE // 2)
        around = self._source[cut - 1 : cut], self._source[cut + 1 : cut + 2]
        fenced = block.tag == "CodeBlock" and opening.lstrip()[:3] in {b"```", b"~~~"}
        if fenced and len(opening) < cut < block.end and around[0].strip() and around[1] != b"\n":
            self._render_once(self._source[:cut], opening + self._source[cut:], "\n")
            self._continues = True

    def _render_once(self, block: bytes, rest: bytes, gap: str) -> None:
        rich = rendered(block, growing=False)
        self._settled = self._whole(rich)
        left = self._consumed[len(rich.text) :] if len(self._consumed) >= len(rich.text) else ""
        self._consumed = left.lstrip("\n")
        self._source, self._gap, self._continues = rest, gap, False

    def _whole(self, rich: RichText) -> RichText:
        """Put the last block behind what is settled of the open page."""
        skip = _seen(rich.text, self._consumed)
        rest = rich.cut(skip, len(rich.text)) if skip else rich
        if not (rest and self._settled):
            return rest or self._settled
        whole = join((self._settled, rest), self._gap)
        return _welded(whole, len(self._settled.entities)) if self._continues else whole

    def _consume(self, last: RichText, end: int) -> None:
        """Forget what closed pages hold: the first `end` characters of the open text."""
        base = len(self._settled.text)
        if end <= base:
            self._settled = self._settled.cut(end, base)
            return
        skip = _seen(last.text, self._consumed) - (base + len(self._gap) if base else 0)
        self._consumed = last.text[: skip + end]
        self._settled = RichText()


def _last_block(source: bytes, tokens: list[Token]) -> int:
    """Find the line at which the last block begins; an item of the outermost list is a block of its own."""
    depth, last, outermost = 0, 0, ""
    for token in tokens:
        if token.edge == "end":
            depth -= 1
            continue
        if depth == 0:
            outermost = token.tag
        if depth == 0 or (depth == 1 and outermost == "List" and token.tag == "Item"):
            last = token.start
        depth += token.edge == "start"
    return line_start(source, last)


def _seen(text: str, consumed: str) -> int:
    """Find the index in `text` up to which `consumed` tells the same.

    Where the two differ (markup that was never closed is shown as text in the end), letters and digits are
    counted, so that no word is lost or said twice.
    """
    if text.startswith(consumed):
        return len(consumed)
    left = sum(map(str.isalnum, consumed))
    for index, letter in enumerate(text):
        if not left:
            return index
        left -= letter.isalnum()
    return len(text)


def _welded(whole: RichText, index: int) -> RichText:
    """Make one code block of the two that meet before entity `index`."""
    if not 0 < index < len(whole.entities):
        return whole
    first, second = whole.entities[index - 1], whole.entities[index]
    if not first.type == second.type == "pre" or first.end + 1 != second.offset:
        return whole
    one = replace(first, length=second.end - first.offset)
    return RichText(whole.text, (*whole.entities[: index - 1], one, *whole.entities[index + 1 :]))
