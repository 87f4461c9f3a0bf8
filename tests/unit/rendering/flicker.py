"""What a reader sees change in a text that only grows."""

from typing import NamedTuple

from bot.core.entities import RichText
from bot.telegram.rendering import render

Look = frozenset[tuple[str, str | None, str | None]]


class Flicker(NamedTuple):
    """Steps of a growing text, and in how many of them something already visible changed."""

    steps: int
    formatting: int
    wording: int


def looks(rich: RichText) -> tuple[bytes, list[Look]]:
    """Lay the formatting out for each UTF-16 unit of the text."""
    units = rich.text.encode("utf-16-le")
    found: list[set[tuple[str, str | None, str | None]]] = [set() for _ in range(len(units) // 2)]
    for entity in rich.entities:
        for look in found[entity.offset : entity.end]:
            look.add((entity.type, entity.url, entity.language))
    return units, [frozenset(look) for look in found]


def measure(markdown: str, step: int = 1) -> Flicker:
    """Let a text grow by `step` characters and then end, and count what changes in sight of the reader."""
    shown = looks(render(markdown[:0], growing=True))
    steps = formatting = wording = 0
    for size in [*range(step, len(markdown) + 1, step), None]:
        now = looks(render(markdown[:size], growing=size is not None))
        steps += 1
        if not now[0].startswith(shown[0]):
            wording += 1
        elif now[1][: len(shown[1])] != shown[1]:
            formatting += 1
        shown = now
    return Flicker(steps, formatting, wording)
