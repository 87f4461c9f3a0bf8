"""The arena of the lag benchmarks: the bot as a process of its own between both doubles, in real time.

Lag is the time from a word's departure at the model to its being visible: of the first word, the mean over
all, of the last.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.gigachat import GigaChatDouble, Scenario
from bot.sandbox.telegram import Chat, Message, Person, TelegramDouble
from bot.sandbox.telegram.store.drafts import Frame

START_TIME = 60.0
DRAFT = -1  # the draft's number among the messages
SHOWING = {"sendMessage", "editMessageText", "sendMessageDraft"}
# Drafts are switched on by buttons, whose calls are counted with those of the answer: let them be forgotten.
FORGETTING = 5.0


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of answer: `words` in `seconds`, so many a piece, in a private chat or a group.

    With `drafts` they are switched on before.
    """

    name: str
    words: int
    seconds: float
    words_per_piece: int = 1
    group: bool = False
    drafts: bool = False

    @property
    def scenario(self) -> Scenario:
        """The answer as the sandbox's GigaChat streams it."""
        return Scenario.words(self.words, self.seconds, words_per_piece=self.words_per_piece)


@dataclass(frozen=True, slots=True)
class Lags:
    """The lags of one answer in seconds (of the words that were seen), and what it took."""

    first: float
    mean: float
    last: float
    calls: int
    floods: int
    complete: bool

    def __str__(self) -> str:
        fate = "" if self.complete else "  TEXT LOST"
        return f"{self.first:5.2f} {self.mean:6.2f} {self.last:6.2f}   {self.calls:3} {self.floods:3}{fate}"


@dataclass(frozen=True, slots=True)
class Arena:
    """Both doubles in this process, and the bot's process between them."""

    telegram: TelegramDouble
    gigachat: GigaChatDouble
    bot: asyncio.subprocess.Process

    def processor_time(self) -> float:
        """Return the seconds of processor time that the bot has used so far (Linux: proc(5), stat)."""
        fields = Path(f"/proc/{self.bot.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def place(self, row: Row) -> tuple[Person, Chat]:
        """Return a new person and the chat in which they ask."""
        anna = self.telegram.person("Анна")
        if row.group:
            return anna, self.telegram.group(row.name, members=[anna])
        return anna, self.telegram.private(anna)

    async def answer(self, row: Row, anna: Person, chat: Chat) -> Lags:
        """Ask, wait for the end, and return the lags of this answer."""
        if row.drafts:
            await self._switch_drafts_on(anna)
        self.gigachat.script(row.scenario, match=row.name)
        asked = await anna.sends(f"@{self.telegram.bot.username} {row.name}", in_=chat)
        last = row.scenario.text.split()[-1]
        await anna.sees(
            lambda m: "↻" in "".join(m.labels) and m.text.endswith(last),
            in_=chat, after=asked, timeout=row.seconds + 60,
        )  # fmt: skip
        exchange = next(e for e in self.gigachat.chats if row.name in e.body["messages"][-1]["content"])
        arrivals = [piece.at for piece in exchange.pieces for _ in piece.text.split()]
        return lags_of(self.telegram, chat, asked.message_id, arrivals, row)

    async def _switch_drafts_on(self, anna: Person) -> None:
        await anna.sends("/settings")
        for label in ("Показ ответа", "черновик Telegram"):
            page = await anna.sees(_offers(label))
            await anna.presses(label, on=page)
        await anna.sees(_offers("✓ черновик Telegram"))
        await asyncio.sleep(FORGETTING)


@asynccontextmanager
async def arena(streams: int) -> AsyncGenerator[Arena, None]:
    """Start everything, with so many streams at GigaChat."""
    telegram, gigachat = TelegramDouble(), GigaChatDouble(streams=streams)
    await telegram.start()
    await gigachat.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url,
            "GIGACHAT_CREDENTIALS": gigachat.credentials, "GIGACHAT_BASE_URL": gigachat.base_url,
            "GIGACHAT_AUTH_URL": gigachat.auth_url, "GIGACHAT_STREAMS": str(streams), "LOG_LEVEL": "ERROR",
            "DATABASE_PATH": f"{folder}/bench.sqlite3",
        }  # fmt: skip
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=os.environ | settings
        )
        try:
            await telegram.bell.until(lambda: telegram.calls_of("getUpdates") or None, START_TIME)
            yield Arena(telegram, gigachat, bot)
        finally:
            bot.terminate()
            await bot.wait()
            await telegram.stop()
            await gigachat.stop()


def _offers(label: str) -> Callable[[Message], bool]:
    return lambda message: label in message.labels


def lags_of(telegram: TelegramDouble, chat: Chat, after: int, arrivals: Sequence[float], row: Row) -> Lags:
    """Return the lags of the bot's messages in a chat after the message of the id `after`."""
    later = [m for m in telegram.chat_history(chat) if m.message_id > after]
    answers = [m for m in later if m.sender is telegram.bot]
    drafts = [draft for draft in telegram.draft_book.log if draft.chat is chat]
    frames = [frame for draft in drafts for frame in draft.frames if frame.at >= arrivals[0]]
    seen = _visible_at(answers, frames, len(arrivals))
    lags = [at - arrival for at, arrival in zip(seen, arrivals, strict=False)]
    calls = [c for c in telegram.calls if c.chat_id == chat.id and c.method in SHOWING]
    mine = [call for call in calls if call.at >= arrivals[0]]
    whole = " ".join(m.text for m in answers).split() == row.scenario.text.split()
    floods = sum(call.status == 429 for call in mine)
    return Lags(lags[0], sum(lags) / len(lags), lags[-1], len(mine), floods, whole)


def _visible_at(answers: Sequence[Message], frames: Sequence[Frame], words: int) -> list[float]:
    """Return when each word came into sight: the words of all messages and of the draft count together."""
    changes = [
        (revision.at, number, len(revision.text.split()))
        for number, message in enumerate(answers)
        for revision in message.history
    ]
    changes += [(frame.at, DRAFT, len(frame.text.split())) for frame in frames]
    changes += [(message.at, DRAFT, 0) for message in answers]  # any message takes the draft away
    changes.sort()
    now: dict[int, int] = {}
    seen: list[float] = []
    for at, number, count in changes:
        now[number] = count
        seen += [at] * (min(sum(now.values()), words) - len(seen))
    return seen
