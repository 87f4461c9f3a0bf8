"""People and groups as admins see them, and as the gate does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.access import Standing
from bot.core.figures import Spending
from bot.core.quota import Limits, Quota, Spent

T = TypeVar("T")

_NO_EXCEPTIONS = Limits()
_NOTHING = Spent()


@dataclass(frozen=True, slots=True)
class Footing:
    """What the bot must know of a person or a group before it answers; `spent` holds no minute."""

    standing: Standing = Standing.UNKNOWN
    limits: Limits = _NO_EXCEPTIONS
    spent: Spent = _NOTHING


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and in which group; None in a private chat.

    Of those who speak as the group itself nothing is known but the group.
    """

    person: Footing
    group: Footing | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person who was met, last at `seen_at` (unix seconds), or of whom an admin decided before (None)."""

    id: int
    name: str
    username: str | None
    seen_at: float | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Group:
    """A group or channel; `active` says whether the bot is a member. `seen_at` as a person's."""

    id: int
    title: str
    username: str | None
    seen_at: float | None
    standing: Standing
    active: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A person (id > 0) or a group with what they spent and may; `who` is None where nothing is known.

    `limits` are the exceptions that admins made, `quota` is what holds.
    """

    id: int
    who: Person | Group | None
    spending: Spending
    limits: Limits
    quota: Quota

    @property
    def standing(self) -> Standing:
        """What they are to this bot."""
        return Standing.UNKNOWN if self.who is None else self.who.standing


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, and how many rows the whole list has."""

    rows: Sequence[T]
    total: int
