"""The whole, unmodified bot between the sandbox's Telegram and the sandbox's GigaChat, in virtual time."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import trustme

from bot.app import App, open_app
from bot.config import Settings, load_settings
from bot.core.conversation import ConversationKey, Showing
from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.telegram import Message, Person, TelegramDouble
from tests.sudden_death import Life
from tests.virtual_time import VirtualLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run these tests in virtual time."""
    return {"virtual": VirtualLoop}


class World:
    """Telegram, GigaChat and one bot between them; `overrides` are settings of the bot."""

    def __init__(self, folder: Path, overrides: dict[str, Any] | None = None) -> None:
        self.telegram = TelegramDouble()
        self.gigachat = GigaChatDouble()
        self.overrides: dict[str, Any] = overrides or {}
        self._folder = folder
        self._life: Life | None = None
        self._running: asyncio.Task[None] | None = None
        self.app: App | None = None

    @property
    def path(self) -> Path:
        """The bot's database."""
        return self._folder / "bot.sqlite3"

    async def open(self) -> None:
        """Start the two servers."""
        await self.telegram.start()
        await self.gigachat.start()

    async def start_bot(self, **overrides: Any) -> App:
        """Start the bot; `overrides` are settings and stay for later starts. Raises what a start raises."""
        self.overrides |= overrides
        opened: asyncio.Future[App] = asyncio.get_running_loop().create_future()

        async def run(settings: Settings) -> None:
            async with open_app(settings) as app:
                opened.set_result(app)
                await app.run()

        self._life = Life()
        self._running = self._life.begin(run(self._settings()))
        either: list[asyncio.Future[Any]] = [opened, self._running]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not opened.done():
            raise await self.ended() or AssertionError("the bot ended before it was open")
        self.app = opened.result()
        return self.app

    async def stop_bot(self) -> None:
        """Stop the bot cleanly, as SIGTERM does."""
        if self.app is not None:
            await self.app.stop()
        if self._running is not None:
            error = await self.ended()
            if error is not None:
                raise error

    async def ended(self) -> BaseException | None:
        """Wait until the bot has ended by itself; return the error with which it did."""
        assert self._running is not None
        running, self._running, self.app = self._running, None, None
        await asyncio.wait([running])
        return asyncio.CancelledError() if running.cancelled() else running.exception()

    def strike(self) -> None:
        """Kill the bot as `kill -9` does, in this very moment; `kill_bot` has to follow."""
        if self._life is not None:
            self._life.end()

    async def kill_bot(self) -> None:
        """Kill the bot as `kill -9` does: no line of it runs any more, nothing is cleaned up."""
        if self._life is not None:
            self._life.end()
            await self._life.bury()
        self._running = self.app = self._life = None

    async def restart_bot(self, **overrides: Any) -> App:
        """Stop the bot and start another process's worth of it on the same database."""
        await self.stop_bot()
        return await self.start_bot(**overrides)

    async def close(self) -> None:
        """Stop everything."""
        await self.stop_bot()
        await self.telegram.stop()
        await self.gigachat.stop()

    def _settings(self) -> Settings:
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


# For a module whose tests must hold however updates come: `pytestmark = BOTH_DELIVERIES`.
BOTH_DELIVERIES = pytest.mark.parametrize("delivery", ["polling", "webhook"], indirect=True)


@pytest.fixture
def delivery(request: pytest.FixtureRequest) -> str:
    """Give the way in which updates come: by polling, where nothing else is asked for."""
    return getattr(request, "param", "polling")


@pytest.fixture(scope="session")
def pem_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give the files of a certificate (with its root, as it is shown to Telegram) and of its key."""
    folder, authority = tmp_path_factory.mktemp("tls"), trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    certificate, key = folder / "webhook.crt", folder / "webhook.key"
    certificate.write_bytes(leaf.cert_chain_pems[0].bytes() + authority.cert_pem.bytes())
    key.write_bytes(leaf.private_key_pem.bytes())
    return certificate, key


def webhook_settings(pem_files: tuple[Path, Path]) -> dict[str, Any]:
    """Return the settings of a bot that listens at a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        "webhook_url": f"https://127.0.0.1:{port}/telegram",
        "webhook_port": port,
        "webhook_cert_file": pem_files[0],
        "webhook_key_file": pem_files[1],
    }


@pytest.fixture
async def world(tmp_path: Path, delivery: str, pem_files: tuple[Path, Path]) -> AsyncIterator[World]:
    """Give a world whose bot is not started yet."""
    made = World(tmp_path, webhook_settings(pem_files) if delivery == "webhook" else {})
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
    """Match a message whose text contains this and that no longer offers to stop, or to leave the line."""
    offers = ("Стоп", "Stop", "Не ждать", "Leave")
    return lambda message: (
        text in message.text and not any(offer in b for offer in offers for b in message.labels)
    )


def offering(label: str) -> Callable[[Message], bool]:
    """Match a message with a button of exactly these words."""
    return lambda message: label in message.labels


def growing(text: str) -> Callable[[Message], bool]:
    """Match a message whose text contains this and that still offers to stop."""
    return lambda message: text in message.text and any("Стоп" in b or "Stop" in b for b in message.labels)
