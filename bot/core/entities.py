"""Text with formatting as Telegram counts it: in UTF-16 code units (Bot API, MessageEntity)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

# Characters that draw nothing: a message of these alone is refused as empty.
_INVISIBLE = re.compile(
    r"[\s\x00-\x1f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]*"
)


def utf16_length(text: str) -> int:
    """Count the UTF-16 code units of `text`; a lone surrogate counts as one."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_blank(text: str) -> bool:
    """Tell whether nothing of `text` would be seen, so that Telegram refuses it as a message."""
    return _INVISIBLE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Entity:
    """One formatted stretch: `type` as in the Bot API, `offset` and `length` in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        """The UTF-16 offset just after the stretch."""
        return self.offset + self.length

    def within(self, start: int, end: int) -> "Entity | None":
        """Clip to the UTF-16 range `start`…`end` and count from its start; None when nothing is left."""
        if start == 0 and self.end <= end:
            return self
        first, last = max(self.offset, start), min(self.end, end)
        return (
            Entity(self.type, first - start, last - first, self.url, self.language) if last > first else None
        )

    def moved(self, units: int) -> "Entity":
        """Put the stretch `units` UTF-16 units farther."""
        return Entity(self.type, self.offset + units, self.length, self.url, self.language)


@dataclass(frozen=True, slots=True)
class RichText:
    """A text with its entities, which are ordered by offset, the outer before the inner."""

    text: str = field(default="", repr=False)
    entities: tuple[Entity, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def cut(self, start: int, end: int) -> "RichText":
        """Take the characters `start`…`end` (indices of `text`, not UTF-16) and their formatting."""
        if start == 0 and end >= len(self.text):
            return self
        first = utf16_length(self.text[:start])
        part = self.text[start:end]
        last = first + utf16_length(part)
        clipped = (entity.within(first, last) for entity in self.entities)
        return RichText(part, tuple(entity for entity in clipped if entity))

    def strip(self) -> "RichText":
        """Drop white space at both ends, as Telegram does with a message."""
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))


def join(parts: Iterable[RichText], separator: str = "") -> RichText:
    """Put texts one after another with a plain `separator` between them."""
    texts: list[str] = []
    entities: list[Entity] = []
    offset = 0
    gap = utf16_length(separator)
    for part in parts:
        texts.append(part.text)
        entities += [entity.moved(offset) for entity in part.entities] if offset else part.entities
        offset += utf16_length(part.text) + gap
    return RichText(separator.join(texts), tuple(entities))
