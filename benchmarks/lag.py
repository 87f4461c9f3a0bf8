"""How far what people see lags behind what the model has written (`python -m benchmarks.lag`).

The whole bot runs between the sandbox's GigaChat and its strict Bot API on loopback, in real time, all rows
at once, each in a chat of its own; beside each a naive streamer that edits every 100 characters and sleeps on
a 429, for a minute longer than the answer takes. Lag is the time from a word's departure at the model to its
being visible: of the first word, the mean over all, of the last.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.app import open_app
from bot.config import load_settings
from bot.sandbox.gigachat import GigaChatDouble, Scenario
from bot.sandbox.telegram import Chat, Message, TelegramDouble

SHOWING = {"sendMessage", "editMessageText"}
NAIVE_STEP = 100
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of answer: `words` in `seconds`, so many a piece, in a private chat or a group."""

    name: str
    words: int
    seconds: float
    words_per_piece: int = 1
    group: bool = False

    @property
    def scenario(self) -> Scenario:
        """The answer as the sandbox's GigaChat streams it."""
        return Scenario.words(self.words, self.seconds, words_per_piece=self.words_per_piece)


@dataclass(frozen=True, slots=True)
class Lags:
    """The lags of one answer in seconds, and what it took."""

    first: float
    mean: float
    last: float
    calls: int
    floods: int
    complete: bool

    def __str__(self) -> str:
        fate = "" if self.complete else "  TEXT LOST"
        return f"{self.first:5.2f} {self.mean:6.2f} {self.last:6.2f}   {self.calls:3} {self.floods:3}{fate}"


ROWS = (
    Row("private, 400 words in 10 s", 400, 10),
    Row("private, 400 words in 4 s", 400, 4),
    Row("private, 240 words in 60 s", 240, 60),
    Row("private, 20 sentences, two a second", 400, 10, words_per_piece=20),
    Row("private, 1,600 words in 20 s", 1600, 20),
    Row("group, 400 words in 10 s", 400, 10, group=True),
    Row("group, 240 words in 60 s", 240, 60, group=True),
)


async def measure(rows: Sequence[Row]) -> list[tuple[Row, Lags, Lags]]:
    """Run all rows at once; return the lags of the bot and of the naive streamer."""
    telegram, gigachat = TelegramDouble(), GigaChatDouble(streams=len(rows))
    await telegram.start()
    await gigachat.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings = load_settings(
                _env_file="/dev/null", bot_token=telegram.token, telegram_api_url=telegram.url,
                gigachat_credentials=gigachat.credentials, gigachat_base_url=gigachat.base_url,
                gigachat_auth_url=gigachat.auth_url, gigachat_streams=len(rows),
                database_path=Path(folder) / "bench.sqlite3",
            )  # fmt: skip
            async with open_app(settings) as app:
                running = asyncio.create_task(app.run())
                found = await asyncio.gather(*(_compare(telegram, gigachat, row) for row in rows))
                await app.stop()
                await running
        return found
    finally:
        await telegram.stop()
        await gigachat.stop()


async def _compare(telegram: TelegramDouble, gigachat: GigaChatDouble, row: Row) -> tuple[Row, Lags, Lags]:
    ours, naive = await asyncio.gather(_ours(telegram, gigachat, row), _naive(telegram, row))
    return row, ours, naive


async def _ours(telegram: TelegramDouble, gigachat: GigaChatDouble, row: Row) -> Lags:
    anna = telegram.person("Анна")
    chat = telegram.group(row.name, members=[anna]) if row.group else telegram.private(anna)
    gigachat.script(row.scenario, match=row.name)
    await anna.sends(f"@{telegram.bot.username} {row.name}", in_=chat)
    await anna.sees(lambda m: "↻" in "".join(m.labels), in_=chat, timeout=row.seconds + PATIENCE)
    exchange = next(e for e in gigachat.chats if row.name in e.body["messages"][-1]["content"])
    arrivals = [piece.at for piece in exchange.pieces for _ in piece.text.split()]
    return _lags(telegram, chat, arrivals, row)


async def _naive(telegram: TelegramDouble, row: Row) -> Lags:
    """Edit every 100 characters, as pieces arrive; a 429 is slept out inside the loop."""
    anna = telegram.person("Анна")
    chat = telegram.group(row.name, members=[anna]) if row.group else telegram.private(anna)
    arrivals: list[float] = []
    async with aiohttp.ClientSession(f"{telegram.url}/bot{telegram.token}/") as http:
        text, shown, message_id = "", 0, None
        loop = asyncio.get_running_loop()
        due = loop.time()
        for piece in row.scenario.pieces:
            due += piece.delay
            arrivals += [due] * len(piece.text.split())
        with suppress(TimeoutError):
            async with asyncio.timeout(row.seconds + PATIENCE):
                for piece, at in zip(row.scenario.pieces, arrivals[:: row.words_per_piece], strict=False):
                    await asyncio.sleep(at - loop.time())
                    text += piece.text
                    if len(text) - shown >= NAIVE_STEP:
                        message_id, shown = await _show(http, chat, text, message_id), len(text)
                await _show(http, chat, text, message_id)
    return _lags(telegram, chat, arrivals, row)


async def _show(http: aiohttp.ClientSession, chat: Chat, text: str, message_id: int | None) -> int | None:
    fields = {"chat_id": chat.id, "text": text[:4096]}
    method = "sendMessage" if message_id is None else "editMessageText"
    while True:
        async with http.post(method, json=fields | ({"message_id": message_id} if message_id else {})) as got:
            answer = await got.json()
        if answer["ok"]:
            return int(answer["result"]["message_id"])
        if answer["error_code"] != 429:  # the same text again: nothing to show
            return message_id
        await asyncio.sleep(answer["parameters"]["retry_after"])


def _lags(telegram: TelegramDouble, chat: Chat, arrivals: list[float], row: Row) -> Lags:
    answers = [m for m in telegram.chat_history(chat) if m.sender is telegram.bot]
    seen = _visible_at(answers, len(arrivals))
    lags = [at - arrival for at, arrival in zip(seen, arrivals, strict=False)]
    calls = [c for c in telegram.calls if c.chat_id == chat.id and c.method in SHOWING]
    whole = " ".join(m.text for m in answers).split() == row.scenario.text.split()
    floods = sum(call.status == 429 for call in calls)
    return Lags(lags[0], sum(lags) / len(lags), lags[-1], len(calls), floods, whole)  # of what was seen


def _visible_at(answers: Sequence[Message], words: int) -> list[float]:
    """Return when each word came into sight: the words of all messages count together."""
    changes = sorted(
        (revision.at, number, len(revision.text.split()))
        for number, message in enumerate(answers)
        for revision in message.history
    )
    now: dict[int, int] = {}
    seen: list[float] = []
    for at, number, count in changes:
        now[number] = count
        seen += [at] * (min(sum(now.values()), words) - len(seen))
    return seen


def main() -> None:
    """Print the table."""
    found = asyncio.run(measure(ROWS))
    print(f"{'seconds of lag':38} first   mean   last calls 429s")
    for row, ours, naive in found:
        print(f"{row.name:36}  {ours}\n{'  naive streamer':36}  {naive}")


if __name__ == "__main__":
    main()
