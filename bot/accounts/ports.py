"""What accounts need of the archive. Every call may raise `StorageError`; times are unix seconds.

A person's id is above 0, a group's below.
"""

from datetime import date
from typing import Protocol

from bot.core.access import Decision, Standing
from bot.core.administration import Act
from bot.core.figures import DayFigures, Figures, ModelFigures
from bot.core.people import Group, Page, Person, Visit
from bot.core.privacy import Forgotten
from bot.core.quota import Limits


class AccessTable(Protocol):
    """Standings, and the invitations that change them."""

    async def standings(self, one: int, other: int) -> tuple[Standing, Standing]:
        """Return both standings."""
        ...

    async def decision(self, each: int) -> Decision:
        """Return a standing, and whose decision it is."""
        ...

    async def decide(self, each: int, decision: Decision, act: str, now: float) -> Decision:
        """Let an admin decide and note the act; return whose decision holds."""
        ...

    async def asked_once(self, each: int, now: float, update_id: int | None = None) -> bool:
        """Note that somebody unknown would like to talk; True for the first update that says so."""
        ...

    async def invite(self, by: int, now: float, expires_at: float | None = None) -> str:
        """Make an invitation and return its code."""
        ...

    async def redeem(self, code: str, person_id: int, now: float) -> bool:
        """Allow a person who brings a valid code, and use it up."""
        ...


class ActsTable(Protocol):
    """The log of what admins changed."""

    async def add(
        self, admin_id: int, act: str, now: float, *, subject: int | None = None, details: str | None = None
    ) -> None:
        """Note what an admin changed, and about whom."""
        ...

    async def newest(self, count: int) -> list[Act]:
        """Return the newest acts, the newest first."""
        ...


class DirectoryTable(Protocol):
    """People and groups, as admins look for them."""

    async def people(
        self, search: str = "", standing: Standing | None = None, *, first: int = 0, size: int = 10
    ) -> Page[Person]:
        """Return a page of the people who are found, of this standing if one is given."""
        ...

    async def groups(
        self, search: str = "", standing: Standing | None = None, *, first: int = 0, size: int = 10
    ) -> Page[Group]:
        """Return a page of the groups that are found, of this standing if one is given."""
        ...

    async def one(self, each: int) -> Person | Group | None:
        """Return a person or a group, None for one of whom nothing is known."""
        ...


class LimitsTable(Protocol):
    """Exceptions from the limits, and what stands beside them."""

    async def limits(self, each: int) -> Limits:
        """Return the exceptions of a person or a group."""
        ...

    async def set_limits(self, each: int, limits: Limits) -> None:
        """Make exceptions; without any, the default holds again."""
        ...

    async def visit(self, asker_id: int, chat_id: int, today: date) -> Visit:
        """Return standing, limits and tokens of the asker and, in a group, of the group."""
        ...


class OverridesTable(Protocol):
    """Changed settings, by name."""

    async def all(self) -> dict[str, str]:
        """Return what differs from the settings of the start."""
        ...

    async def set(self, name: str, value: str) -> None:
        """Let a setting have this value."""
        ...

    async def clear(self, name: str) -> None:
        """Let a setting have the value of the start again."""
        ...


class UsageTable(Protocol):
    """What was asked and spent, by days of the bot's time zone."""

    async def figures(self, first: date, last: date) -> Figures:
        """Return the figures of these days."""
        ...

    async def by_model(self, first: date, last: date) -> list[ModelFigures]:
        """Return each model's figures of these days."""
        ...

    async def by_day(self, first: date, last: date, each: int | None = None) -> list[DayFigures]:
        """Return the figures of each day with a question: of one person or group, or of everybody."""
        ...


class Languages(Protocol):
    """People's languages."""

    async def language_code(self, user_id: int) -> str | None:
        """Return a person's language as Telegram last told it."""
        ...


class Names(Protocol):
    """People's names."""

    async def name(self, user_id: int) -> str | None:
        """Return what a person is called, None if they were never met."""
        ...


class OpenChats(Protocol):
    """Which chats the bot can write to."""

    async def set_chat_active(self, chat_id: int, active: bool) -> None:
        """Note that the bot was let in or put out."""
        ...


class ErasableArchive(Protocol):
    """Everything that is stored of people and groups."""

    async def forget(self, each: int, now: float, present_update: int | None = None) -> Forgotten:
        """Erase a person or a group; the `present_update` goes on being worked off."""
        ...

    async def erase_older_than(self, before: float) -> Forgotten:
        """Erase what was asked before that time."""
        ...
