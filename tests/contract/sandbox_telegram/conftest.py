"""A Telegram of our own, and a bot that knows nothing but aiohttp."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.sandbox.telegram import TelegramDouble
from tests.virtual_time import VirtualLoop

PATIENCE = aiohttp.ClientTimeout(total=None)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run these tests in virtual time."""
    return {"virtual": VirtualLoop}


@dataclass
class Answer:
    """What the Bot API said."""

    status: int
    body: Any

    @property
    def result(self) -> Any:
        """Return the result of a call that must have succeeded."""
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def error(self) -> tuple[int, str]:
        """Return status and description of a call that must have been refused."""
        assert not self.body["ok"]
        assert self.body["error_code"] == self.status
        return self.status, self.body["description"]


@dataclass
class Bot:
    """Calls methods as the Bot API's page describes: form fields, with JSON inside for what is complex."""

    tg: TelegramDouble
    http: aiohttp.ClientSession

    async def __call__(self, method: str, **fields: Any) -> Answer:
        """Call a method."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()
        }
        return await self.post(method, data=form)

    async def post(self, method: str, **request: Any) -> Answer:
        """Post a body of any kind."""
        url = f"{self.tg.url}/bot{self.tg.token}/{method}"
        async with self.http.post(url, **request) as response:
            return Answer(response.status, await response.json())

    async def updates(self, **fields: Any) -> list[Any]:
        """Fetch updates and confirm them."""
        found: list[Any] = (await self("getUpdates", **fields)).result
        if found:
            await self("getUpdates", offset=found[-1]["update_id"] + 1)
        return found

    async def messages(self) -> list[Any]:
        """Fetch the messages among the updates."""
        return [update["message"] for update in await self.updates() if "message" in update]


@pytest.fixture
async def tg() -> AsyncIterator[TelegramDouble]:
    """Start a Telegram without limits for one test, which must not have broken the wire format."""
    double = TelegramDouble(limits=False)
    await double.start()
    yield double
    await double.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """Give a client session."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        yield session


@pytest.fixture
async def bot(tg: TelegramDouble, http: aiohttp.ClientSession) -> Bot:
    """Give the bot of that Telegram."""
    return Bot(tg, http)
