"""From a piece's arrival to the edit's request: what the bot itself adds (`python -m benchmarks.overhead`).

The whole bot runs between the sandbox's GigaChat and Telegram on loopback, all in one process. Pieces come
farther apart than the pacing of edits, so every piece becomes an edit at once; the time from the piece's
departure at GigaChat to the edit's arrival at Telegram is the bot's overhead plus two hops on loopback.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bot.app import open_app
from bot.config import load_settings
from bot.sandbox.gigachat import GigaChatDouble, Piece, Scenario
from bot.sandbox.telegram import Person, TelegramDouble

CHATS = 4
PIECES = 12
GAP = 1.5
SHOWING = {"sendMessage", "editMessageText"}
WORDS = "**Слова** растут, _как трава_, и `код` среди них. "


async def measure() -> None:
    """Run the answers and print the figures."""
    telegram, gigachat = TelegramDouble(), GigaChatDouble(streams=CHATS)
    await telegram.start()
    await gigachat.start()
    gigachat.script(Scenario((Piece(WORDS, 0.1), *[Piece(WORDS, GAP)] * (PIECES - 1))))
    people = [telegram.person(f"Анна {number}") for number in range(CHATS)]
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            _env_file="/dev/null", bot_token=telegram.token, telegram_api_url=telegram.url,
            gigachat_credentials=gigachat.credentials, gigachat_base_url=gigachat.base_url,
            gigachat_auth_url=gigachat.auth_url, gigachat_streams=CHATS, log_level="ERROR",
            database_path=Path(folder) / "bench.sqlite3",
        )  # fmt: skip
        async with open_app(settings) as app:
            running = asyncio.create_task(app.run())
            spent = time.process_time()
            await asyncio.gather(*(_converse(person, number) for number, person in enumerate(people)))
            _report(telegram, gigachat, time.process_time() - spent)
            await app.stop()
            await running
    await telegram.stop()
    await gigachat.stop()


async def _converse(person: Person, number: int) -> None:
    person.chat.started = True
    await asyncio.sleep(number * GAP / CHATS)  # so that the chats do not stand in each other's way
    await person.sends(str(person.id))
    await person.sees(lambda m: m.text.count("Слова") == PIECES and "■" not in "".join(m.labels), timeout=60)


def _report(telegram: TelegramDouble, gigachat: GigaChatDouble, spent: float) -> None:
    lags = []
    for exchange in gigachat.chats:
        chat_id = int(exchange.body["messages"][-1]["content"])
        shown = [c.at for c in telegram.calls if c.chat_id == chat_id and c.method in SHOWING]
        lags += [next(at for at in shown if at >= piece.at) - piece.at for piece in exchange.pieces]
    lags.sort()
    print(f"{len(lags)} pieces in {CHATS} chats, each becomes an edit; 429s: {len(telegram.floods)}")
    print(f"  piece to edit's request: median {statistics.median(lags) * 1e3:.1f} ms, "
          f"90 % {lags[int(len(lags) * 0.9)] * 1e3:.1f} ms, worst {lags[-1] * 1e3:.1f} ms")  # fmt: skip
    seconds = CHATS * PIECES * GAP
    print(f"  processor: {spent / seconds * 1e3:.1f} ms for a second of one growing answer "
          f"(bot and both doubles together)")  # fmt: skip


if __name__ == "__main__":
    asyncio.run(measure())
