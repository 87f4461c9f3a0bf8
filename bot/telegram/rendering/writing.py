"""Rich text under construction."""

from bot.core.entities import Entity, RichText, utf16_length
from bot.telegram.rendering.sanitizing import MARKS


class Writer:
    """Collects text and the stretches that are open over it; offsets are UTF-16 units."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._entities: list[Entity] = []
        self._open: list[tuple[str, int, str | None]] = []
        self.length = 0

    def write(self, text: str) -> None:
        """Add plain text, which every open stretch covers."""
        text = text.translate(MARKS)
        if text:
            self._parts.append(text)
            self.length += utf16_length(text)

    def write_as(self, text: str, kind: str, language: str | None = None) -> None:
        """Add text that is a stretch of its own."""
        start = self.length
        self.write(text)
        self._add(Entity(kind, start, self.length - start, language=language), text)

    def append(self, rich: RichText) -> None:
        """Add text that is already formatted."""
        start = self.length
        self.write(rich.text)
        self._entities += [entity.moved(start) for entity in rich.entities]

    def open(self, kind: str, url: str | None = None) -> None:
        """Begin a stretch here."""
        self._open.append((kind, self.length, url))

    def close(self, kind: str) -> None:
        """End the innermost stretch of this kind; inside another of its kind it adds nothing."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == kind:
                _, start, url = self._open.pop(index)
                nested = any(other[0] == kind for other in self._open)
                if not nested and url != "":
                    self._add(Entity(kind, start, self.length - start, url), self._text_from(start))
                return

    def endings(self) -> int:
        """Count the line ends that the text ends with."""
        count = 0
        for part in reversed(self._parts):
            bare = part.rstrip("\n")
            count += len(part) - len(bare)
            if bare:
                break
        return count

    def finish(self) -> RichText:
        """Give what was written, without white space at its end."""
        text = "".join(self._parts)
        seen = text.rstrip()
        end = utf16_length(seen)
        clipped = (entity.within(0, end) for entity in self._entities)
        ordered = sorted((e for e in clipped if e), key=lambda e: (e.offset, -e.length))
        return RichText(seen, tuple(ordered))

    def _add(self, entity: Entity, text: str) -> None:
        if entity.length and text.strip():
            self._entities.append(entity)

    def _text_from(self, start: int) -> str:
        tail: list[str] = []
        left = self.length - start
        for part in reversed(self._parts):
            if left <= 0:
                break
            tail.append(part)
            left -= utf16_length(part)
        return "".join(tail)
