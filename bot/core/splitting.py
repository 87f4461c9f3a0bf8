"""Where a long text goes on in a next message.

A cut is decided by what stands before it and one character after it, so text that is appended later never
moves an earlier cut: a message once closed stays as it is.
"""

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate

from bot.core.entities import Entity, RichText, is_blank, utf16_length

MESSAGE_UNITS = 4096
"""UTF-16 units of one message; the server counts code points, never more (TDLib MessageContent.cpp)."""
MESSAGE_ENTITIES = 100
"""Entities of one message; the server ignores what is beyond (tdlib/telegram-bot-api issue 820)."""
MESSAGE_ENTITY_BYTES = 9000
"""Bytes of all entities; ENTITIES_TOO_LONG comes at about 9,500 (tdlib/telegram-bot-api issue 165)."""

_ENTITY_OVERHEAD = 48  # braces, quotes, names and two numbers of one entity in JSON
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_ENDS = (
    re.compile(r"\n[ \t]*\n"),  # a paragraph
    re.compile(r"\n"),  # a line
    re.compile(r"[.!?…][\"'»”)\]]*\s"),  # a sentence
    re.compile(r"\s"),  # a word
)

Span = tuple[int, int]


def split(
    rich: RichText,
    limit: int = MESSAGE_UNITS,
    entity_limit: int = MESSAGE_ENTITIES,
    entity_bytes: int = MESSAGE_ENTITY_BYTES,
) -> list[RichText]:
    """Divide `rich` into messages within the three limits; blank messages are left out.

    `limit` is in UTF-16 units and at least 2. The pieces are the text without white space at the cuts.
    """
    return [rich.cut(start, end) for start, end in spans(rich, limit, entity_limit, entity_bytes)]


def shortened(text: str, limit: int) -> str:
    """Return `text`, or as much of it as fits into `limit` UTF-16 units (at least 3) with the dots behind."""
    if utf16_length(text) <= limit:
        return text
    pieces = split(RichText(text), limit - 1)
    return (pieces[0].text if pieces else "") + "…"


def spans(
    rich: RichText,
    limit: int = MESSAGE_UNITS,
    entity_limit: int = MESSAGE_ENTITIES,
    entity_bytes: int = MESSAGE_ENTITY_BYTES,
) -> list[Span]:
    """Find the same pieces as `split`, as index ranges of `rich.text`."""
    ruler = _Ruler(rich)
    found: list[Span] = []
    start = 0
    while start < len(rich.text):
        end = ruler.reach(start, limit, entity_limit, entity_bytes)
        if end < len(rich.text):
            end = _cut(rich.text, start, end, ruler.code_start(end))
        start, seen_end = _trim(rich.text, start, end)
        if seen_end > start and not is_blank(rich.text[start:seen_end]):
            found.append((start, seen_end))
        start = end
    return found


class _Ruler:
    """Indices of a text against its UTF-16 offsets, and the weight of its entities."""

    def __init__(self, rich: RichText) -> None:
        self._size = len(rich.text)
        # Without astral letters an index is an offset, and no table is needed.
        astral = utf16_length(rich.text) != self._size
        self._offsets = (
            list(accumulate((1 + (c > "\uffff") for c in rich.text), initial=0)) if astral else None
        )
        self._entities = sorted(rich.entities, key=lambda entity: (entity.offset, -entity.length))

    def _offset(self, index: int) -> int:
        return self._offsets[index] if self._offsets else index

    def _index(self, offset: int) -> int:
        return bisect_right(self._offsets, offset) - 1 if self._offsets else min(offset, self._size)

    def reach(self, start: int, limit: int, entity_limit: int, entity_bytes: int) -> int:
        """Find the farthest index at which a message that begins at `start` may end."""
        first = self._offset(start)
        far = max(self._index(first + limit), start + 1)
        count = weight = 0
        for entity in self._entities:
            if entity.end <= first:
                continue
            if entity.offset >= self._offset(far):
                break
            count, weight = count + 1, weight + _bytes(entity)
            # An entity too many at the very start can't be cut away: the server ignores it.
            if (count > entity_limit or weight > entity_bytes) and entity.offset > first:
                return min(far, self._index(entity.offset))
        return far

    def code_start(self, index: int) -> int | None:
        """Find where the code block or table that `index` lies inside begins."""
        offset = self._offset(index)
        inside = (e.offset for e in self._entities if e.type == "pre" and e.offset < offset < e.end)
        return next((self._index(start) for start in inside), None)


def _bytes(entity: Entity) -> int:
    extra = (entity.url or "") + (entity.language or "")
    return _ENTITY_OVERHEAD + len(entity.type) + len(extra.encode("utf-8", "replace"))


def _cut(text: str, start: int, end: int, code: int | None) -> int:
    """Choose the best place to end in the second half of `start`…`end`."""
    half = start + (end - start) // 2
    if code is not None and code > half:
        return code
    for pattern in _ENDS:
        # One character beyond: a space right after the limit is a fine place too.
        places = [found.end() for found in pattern.finditer(text, half, end + 1)]
        if places:
            return min(places[-1], end)
    return _between_graphemes(text, half, end)


def _between_graphemes(text: str, low: int, high: int) -> int:
    """Step back from `high` until no visible character is torn apart; stay where there is no such place."""
    for index in range(high, low, -1):
        before, after = text[index - 1], text[index]
        joined = before == "\u200d" or after in _JOINERS or unicodedata.combining(after)
        skin = "\U0001f3fb" <= after <= "\U0001f3ff"
        flag = _FLAG_LETTER.match(after) and _flag_letters(text, index) % 2
        half = "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"
        if not (joined or skin or flag or half):
            return index
    return high


def _flag_letters(text: str, end: int) -> int:
    """Count the letters of flags right before `end`; two of them make one flag."""
    start = end
    while start and _FLAG_LETTER.match(text[start - 1]):
        start -= 1
    return end - start


def _trim(text: str, start: int, end: int) -> Span:
    """Leave white space at a cut out of both pieces; a first line keeps its indentation for code's sake."""
    while start < end and text[start] == "\n":
        start += 1
    return start, start + len(text[start:end].rstrip())
