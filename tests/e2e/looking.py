"""What tests of access and limits look at: the file itself, and a wall clock that goes with the loop's."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.sandbox.telegram import Chat, Message, Person
from tests.e2e.conftest import World

MOSCOW = ZoneInfo("Europe/Moscow")


def rows(world: World, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Run a statement on the bot's file, as another process would, and return its rows."""
    with closing(sqlite3.connect(world.path)) as other, other:
        return other.execute(sql, values).fetchall()


class WallClock:
    """A wall clock that goes with the loop's, and can be moved."""

    def __init__(self, start: datetime) -> None:
        self._loop = asyncio.get_running_loop()
        self._shift = start.timestamp() - self._loop.time()

    def time(self) -> float:
        """Return unix seconds."""
        return self._shift + self._loop.time()

    def move(self, by: timedelta) -> None:
        """Let this time have passed for everybody who looks at the wall."""
        self._shift += by.total_seconds()


def wall_clock(monkeypatch: pytest.MonkeyPatch, start: datetime) -> WallClock:
    """Let the wall clock show `start` now; the bot must not run yet."""
    clock = WallClock(start)
    monkeypatch.setattr(time, "time", clock.time)
    return clock


def said_to(world: World, person: Person) -> list[Message]:
    """Return what the bot wrote in a person's private chat, oldest first."""
    return [each for each in world.telegram.chat_history(person.chat) if each.sender is world.telegram.bot]


def texts_in(world: World, chat: Chat) -> list[str]:
    """Return the texts of what the bot has said in a chat, oldest first."""
    return [each.text for each in world.telegram.chat_history(chat) if each.sender is world.telegram.bot]


def before_statements(app: App, before: Callable[[str], Awaitable[None]]) -> None:
    """Let `before` be awaited with each statement of the bot's database; what it raises is raised for it."""
    statements = app.archive._database._statements
    real = statements.rows

    async def rows(sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        await before(sql)
        return await real(sql, parameters)

    statements.rows = rows  # type: ignore[method-assign]
