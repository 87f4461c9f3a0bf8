"""The versions of an answer: which can be paged through, and which of them is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.conversation import Turn
from bot.core.prompt import is_remembered


@dataclass(frozen=True, slots=True)
class Versions:
    """The ids of the turns that answer one question, oldest first, and the place of the shown one."""

    ids: tuple[int, ...]
    place: int

    @property
    def before(self) -> int | None:
        """The version before the shown one."""
        return self.ids[self.place - 1] if self.place else None

    @property
    def after(self) -> int | None:
        """The version after the shown one."""
        return self.ids[self.place + 1] if self.place + 1 < len(self.ids) else None


def versions_of(siblings: Sequence[Turn], shown: int) -> Versions:
    """Return those of `siblings` (oldest first) that are worth reading again, and `shown` in any case."""
    ids = tuple(turn.id for turn in siblings if turn.id == shown or is_remembered(turn))
    return Versions(ids, ids.index(shown)) if shown in ids else Versions((shown,), 0)
