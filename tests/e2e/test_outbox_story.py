"""Letters in any weather, with deaths at any call: each stands in its chat once, in its order."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.telegram import Chat, Fault, TelegramDouble
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.letters import Letters
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.outbox import Outbox
from bot.telegram.outgoing.seen_messages import SeenMessages
from tests.sudden_death import Life

CHATS = 3


@dataclass(frozen=True)
class Write:
    """A letter to one of the chats."""

    chat: int


@dataclass(frozen=True)
class Weather:
    """What the next send meets."""

    kind: str


@dataclass(frozen=True)
class Wait:
    """Seconds pass; with `last_call` the bot dies at that call of theirs."""

    seconds: float
    last_call: int | None


Act: TypeAlias = Write | Weather | Wait
acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(Write, st.integers(0, CHATS - 1)),
    st.builds(Weather, st.sampled_from(["lost", "reset", "hang", "429", "502_html", "500"])),
    st.builds(Wait, st.sampled_from([0.0, 0.5, 5.0, 100.0]), st.none() | st.integers(1, 4)),
)


class RestartableOutbox:
    """An outbox between a real file and a doubled Telegram, in a process that can die."""

    def __init__(self, telegram: TelegramDouble, path: Path) -> None:
        self.telegram = telegram
        self.outbox: Outbox | None = None
        self.life = Life()
        self._path = path
        self._calls = 0
        self._last_call: int | None = None
        telegram.observe(self._watch)

    async def open(self) -> None:
        """Start as the bot does."""
        self.life = Life()
        opened: asyncio.Future[Outbox] = asyncio.get_running_loop().create_future()
        work = self.life.begin(self._work(opened))
        either: list[asyncio.Future[Any]] = [opened, work]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        self.outbox = opened.result()

    async def _work(self, opened: asyncio.Future[Outbox]) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(self.telegram.url))
        database = await Database.open(self._path)
        archive, courier = Conversations(database), Courier(Bot(self.telegram.token, session), SeenMessages())
        for chat in self.telegram.world.chats.values():
            for message in self.telegram.chat_history(chat):
                if message.sender is not self.telegram.bot:  # what people write comes as updates
                    courier.seen_messages.saw(chat.id, message.message_id)
        for chat_id, message_id in (await archive.newest_message_ids()).items():
            courier.seen_messages.saw(chat_id, message_id)
        outbox = Outbox(courier, Inbox(database), Letters(database), archive, age=86_400.0, now=time.time)
        try:
            await outbox.recover()
            opened.set_result(outbox)
            await asyncio.get_running_loop().create_future()
        finally:
            await session.close()

    async def write(self, chat: Chat, text: str) -> None:
        """Store a letter."""
        assert self.outbox is not None
        await self.life.begin(self.outbox.post([SendMessage(chat_id=chat.id, text=text)]))

    async def wait(self, seconds: float, last_call: int | None) -> None:
        """Let time pass; the process dies with this call, and another one starts."""
        self._calls, self._last_call = 0, last_call
        await asyncio.sleep(seconds)
        self._last_call = None
        if self.life.is_over:
            await self.restart()

    async def restart(self) -> None:
        """Die and start again."""
        await self.close()
        await self.open()

    async def close(self) -> None:
        """Die."""
        self.life.end()
        await self.life.bury()

    def _watch(self, event: Any) -> None:
        if event.kind != "call" or self._last_call is None:
            return
        self._calls += 1
        if self._calls == self._last_call:
            self.life.end()


async def tell(story: Sequence[Act], telegram: TelegramDouble, restartable: RestartableOutbox) -> None:
    """Let a story happen, then clear the sky and compare what was written with what the chats show."""
    people = [telegram.person(name) for name in ("Анна", "Борис")]
    group = telegram.supergroup("Дача", members=people)
    chats = [telegram.private(people[0]), telegram.private(people[1]), group]
    for chat in chats:
        await people[chats.index(chat) % 2].sends("Привет", in_=chat)
    await restartable.open()
    written: list[list[str]] = [[] for _ in chats]
    for act in story:
        match act:
            case Write(number):
                text = f"Слово {len(written[number])}"
                written[number].append(text)
                await restartable.write(chats[number], text)
            case Weather(kind):
                telegram.faults.add(Fault("sendMessage", kind))
            case Wait(seconds, last_call):
                await restartable.wait(seconds, last_call)
    telegram.faults.clear()
    await asyncio.sleep(60)
    await restartable.restart()
    await asyncio.sleep(600)
    for chat, texts in zip(chats, written, strict=True):
        assert [m.text for m in telegram.chat_history(chat) if m.sender is telegram.bot] == texts
    assert restartable.outbox is not None
    assert restartable.outbox.waiting == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts, max_size=12))
async def test_each_letter_stands_once_and_in_order(story: list[Act]) -> None:
    """Whatever is lost and whenever the bot dies, people read each word once, in the order of writing."""
    telegram = TelegramDouble()
    await telegram.start()
    with TemporaryDirectory() as folder:
        restartable = RestartableOutbox(telegram, Path(folder) / "bot.sqlite3")
        try:
            await tell(story, telegram, restartable)
        finally:
            await restartable.close()
            await telegram.stop()
