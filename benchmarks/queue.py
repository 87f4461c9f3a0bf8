"""Many people at once: `python -m benchmarks.queue`.

The whole bot between both doubles, in virtual time, so that the figures are those of the line and not of this
machine: twenty people and one stream, against the ideal of an answer beginning when the one before it ends;
then the same crowd with one stream and with ten.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import fmean

from bot.app import open_app
from bot.config import load_settings
from bot.sandbox.gigachat import GigaChatDouble, Scenario
from bot.sandbox.telegram import Message, Person, TelegramDouble
from tests.virtual_time import VirtualLoop

PEOPLE, SECONDS = 20, 6.0
CROWD, STREAMS, CROWD_SECONDS = 40, 10, 10.0


class Square:
    """Both doubles, the bot between them, and people who ask."""

    def __init__(self, telegram: TelegramDouble, gigachat: GigaChatDouble) -> None:
        self.telegram = telegram
        self.gigachat = gigachat

    async def ask_at_once(self, people: int, seconds: float) -> list[tuple[Message, Message]]:
        """Let so many people ask; return each question with its answer, which takes so many seconds."""
        persons = [self.telegram.person(f"Гость {number}") for number in range(people)]
        for number in range(people):
            self.gigachat.script(self.scenario(number, seconds), match=f"вопрос {number}.")
        asked = [await person.sends(f"вопрос {number}.") for number, person in enumerate(persons)]
        answered = await asyncio.gather(
            *(self._answer(person, number, seconds) for number, person in enumerate(persons))
        )
        return list(zip(asked, answered, strict=True))

    async def _answer(self, person: Person, number: int, seconds: float) -> Message:
        wanted = self.scenario(number, seconds).text
        return await person.sees(lambda m: m.text == wanted and "↻" in "".join(m.labels), timeout=3600)

    def scenario(self, number: int, seconds: float) -> Scenario:
        """Return the answer to question `number`."""
        return Scenario.of(
            [f"Ответ номер {number}, ", "вот ", "и он."], first_delay=seconds / 3, piece_delay=seconds / 3
        )


@asynccontextmanager
async def square(streams: int) -> AsyncGenerator[Square, None]:
    """Open everything, with so many streams at GigaChat and in the bot."""
    telegram, gigachat = TelegramDouble(), GigaChatDouble(streams=streams)
    await telegram.start()
    await gigachat.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            _env_file="/dev/null", bot_token=telegram.token, telegram_api_url=telegram.url,
            gigachat_credentials=gigachat.credentials, gigachat_base_url=gigachat.base_url,
            gigachat_auth_url=gigachat.auth_url, gigachat_streams=streams,
            database_path=Path(folder, "queue.sqlite3"),
        )  # fmt: skip
        async with open_app(settings) as app:
            running = asyncio.create_task(app.run())
            yield Square(telegram, gigachat)
            await app.stop()
            await running
    await telegram.stop()
    await gigachat.stop()


async def one_stream() -> None:
    """Print what twenty people meet who ask in the same moment."""
    async with square(1) as place:
        pairs = await place.ask_at_once(PEOPLE, SECONDS)
        chats = place.gigachat.chats
    refused = sum(chat.status == 429 for chat in chats)
    order = [chat.body["messages"][-1]["content"] for chat in chats]
    fair = order == [asked.text for asked, _ in pairs]
    waits = [chat.at - asked.at for chat, (asked, _) in zip(chats, pairs, strict=True)]
    ideal = [number * SECONDS for number in range(PEOPLE)]
    over = [wait - least for wait, least in zip(waits, ideal, strict=True)]
    print(f"{PEOPLE} people at once, one stream, answers of {SECONDS:g} s (virtual time)")
    print(f"  answered exactly: {len(pairs)}; 429s: {refused}; in the order of asking: {fair}")
    print(f"  wait, s      mean {fmean(waits):8.2f}   longest {max(waits):8.2f}")
    print(f"  ideal, s     mean {fmean(ideal):8.2f}   longest {max(ideal):8.2f}")
    print(f"  beyond it, s mean {fmean(over):8.2f}   longest {max(over):8.2f}")


async def seconds_for_all(streams: int) -> tuple[float, int]:
    """Return how long the crowd takes (s), and how many requests were refused."""
    async with square(streams) as place:
        pairs = await place.ask_at_once(CROWD, CROWD_SECONDS)
        ended = max(chat.pieces[-1].at for chat in place.gigachat.chats)
        began = min(asked.at for asked, _ in pairs)
        return ended - began, sum(chat.status == 429 for chat in place.gigachat.chats)


async def ten_streams() -> None:
    """Print how much faster ten streams serve the same crowd."""
    alone, _ = await seconds_for_all(1)
    together, refused = await seconds_for_all(STREAMS)
    print(f"{CROWD} people at once, answers of {CROWD_SECONDS:g} s (virtual time)")
    print(f"  one stream {alone:.1f} s, {STREAMS} streams {together:.1f} s: {alone / together:.2f} times "
          f"as fast; 429s: {refused}")  # fmt: skip


def main() -> None:
    """Print both."""
    logging.disable(logging.WARNING)
    for figures in (one_stream, ten_streams):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(figures())


if __name__ == "__main__":
    main()
