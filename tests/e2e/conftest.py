"""The whole, unmodified bot between the sandbox's Telegram and the sandbox's GigaChat, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, open_app
from bot.config import load_settings
from bot.core.conversation import ConversationKey, Showing
from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.telegram import Message, Person, TelegramDouble
from tests.virtual_time import VirtualLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run these tests in virtual time."""
    return {"virtual": VirtualLoop}


class World:
    """Telegram, GigaChat and one bot between them."""

    def __init__(self, folder: Path) -> None:
        self.telegram = TelegramDouble()
        self.gigachat = GigaChatDouble()
        self.overrides: dict[str, Any] = {}
        self._folder = folder
        self._stack = AsyncExitStack()
        self.app: App | None = None

    async def open(self) -> None:
        """Start the two servers."""
        await self.telegram.start()
        await self.gigachat.start()

    async def start_bot(self, **overrides: Any) -> App:
        """Start the bot; `overrides` are settings and stay for later starts."""
        self.overrides |= overrides
        app = await self._stack.enter_async_context(open_app(self._settings()))
        running = asyncio.create_task(app.run())

        async def stop() -> None:
            await app.stop()
            await running

        self._stack.push_async_callback(stop)
        self.app = app
        return app

    async def stop_bot(self) -> None:
        """Stop the bot cleanly, as SIGTERM does."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()
        self.app = None

    async def restart_bot(self, **overrides: Any) -> App:
        """Stop the bot and start another process's worth of it on the same database."""
        await self.stop_bot()
        return await self.start_bot(**overrides)

    async def close(self) -> None:
        """Stop everything."""
        await self.stop_bot()
        await self.telegram.stop()
        await self.gigachat.stop()

    def _settings(self) -> Any:
        settings = {
            "_env_file": "/dev/null",
            "bot_token": self.telegram.token,
            "telegram_api_url": self.telegram.url,
            "gigachat_credentials": self.gigachat.credentials,
            "gigachat_base_url": self.gigachat.base_url,
            "gigachat_auth_url": self.gigachat.auth_url,
            "database_path": self._folder / "bot.sqlite3",
        }
        return load_settings(**settings | self.overrides)

    def prompts(self) -> list[list[dict[str, str]]]:
        """Return the messages of every chat request, oldest first."""
        return [exchange.body["messages"] for exchange in self.gigachat.chats]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Give a world whose bot is not started yet."""
    made = World(tmp_path)
    await made.open()
    yield made
    await made.close()
    assert made.telegram.violations == [], "the bot sent a parameter that the Bot API does not know"


@pytest.fixture
async def bot(world: World) -> World:
    """Give a world whose bot runs."""
    await world.start_bot()
    return world


@pytest.fixture
def anna(world: World) -> Person:
    """Give a Russian-speaking person who has started the bot."""
    person = world.telegram.person("Анна", username="anna")
    world.telegram.private(person)
    return person


@pytest.fixture
def boris(world: World) -> Person:
    """Give an English-speaking person who has started the bot."""
    person = world.telegram.person("Boris", language="en", username="boris")
    world.telegram.private(person)
    return person


@pytest.fixture
async def drafting(bot: World, anna: Person) -> World:
    """Give a world whose bot shows Anna drafts."""
    assert bot.app is not None
    await bot.app.archive.set_showing(ConversationKey(anna.chat.id), Showing.DRAFTS)
    return bot


def finished(text: str) -> Callable[[Message], bool]:
    """Match a message whose text contains this and that no longer offers to stop."""
    return lambda message: (
        text in message.text and not any("Стоп" in b or "Stop" in b for b in message.labels)
    )


def offering(label: str) -> Callable[[Message], bool]:
    """Match a message with a button of exactly these words."""
    return lambda message: label in message.labels


def growing(text: str) -> Callable[[Message], bool]:
    """Match a message whose text contains this and that still offers to stop."""
    return lambda message: text in message.text and any("Стоп" in b or "Stop" in b for b in message.labels)
