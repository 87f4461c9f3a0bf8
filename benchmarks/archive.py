"""The archive at ten thousand and at a million turns: `python -m benchmarks.archive`.

One append is a question begun and its answer stored, as for every message; one load is what a prompt is
made from, the last turns of a conversation. Both should cost the same in the large file as in the small one.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.core.conversation import Answer, ConversationKey, MessageRef, Question, TurnState
from bot.core.events import FinishReason, Usage
from bot.core.prompt import REMEMBERED_TURNS
from bot.storage.conversations import Conversations
from bot.storage.database import Database

SMALL, LARGE = 10_000, 1_000_000
CONVERSATIONS = 200
ROUNDS = 1000
TEXT = "Как устроен двигатель внутреннего сгорания? " * 3
ANSWER = Answer(TEXT * 2, TurnState.COMPLETE, "GigaChat-2", Usage(900, 90, 990, 800), FinishReason.STOP)

# The conversations take turns, so that the parents of one lie as far apart as in a bot with many people.
_CONVERSATIONS = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO conversations (id, chat_id, thread_id, session_id) SELECT i, i, 0, 'session-' || i FROM n
"""
_TURNS = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
INSERT INTO turns (id, conversation_id, parent_id, asker_id, question, state, answer, asked_at, finished_at)
SELECT i, 1 + i % ?2, iif(i > ?2, i - ?2, NULL), 7, ?3, 'complete', ?3, i, i FROM n
"""
_MESSAGES = """
INSERT INTO turn_messages (turn_id, role, part, chat_id, message_id)
SELECT id, 'question', 0, conversation_id, id FROM turns
"""
_TIPS = """
UPDATE conversations SET tip_id = (SELECT max(id) FROM turns WHERE conversation_id = conversations.id)
"""


async def fill(database: Database, turns: int) -> None:
    """Write a history of `turns` turns in four statements."""
    async with database.transaction() as statements:
        await statements.rows(_CONVERSATIONS, (CONVERSATIONS,))
        await statements.rows(_TURNS, (turns, CONVERSATIONS, TEXT))
        await statements.rows(_MESSAGES)
        await statements.rows(_TIPS)


async def median(act: Callable[[int], Awaitable[object]]) -> float:
    """Run `act` for many rounds; return the median milliseconds of one."""
    taken = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        await act(number)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


async def measure(folder: Path, turns: int) -> tuple[float, float]:
    """Return the milliseconds of an append and of a load with `turns` turns in the file."""
    database = await Database.open(folder / f"{turns}.sqlite3")
    try:
        await fill(database, turns)
        conversations = Conversations(database)

        async def append(number: int) -> None:
            key = ConversationKey(1 + number % CONVERSATIONS)
            asked = MessageRef(key.chat_id, turns + number + 1)
            turn = await conversations.begin_turn(key, Question(TEXT, 7), question_message=asked, now=1.0)
            await conversations.finish_turn(turn.id, ANSWER, 2.0)

        async def load(number: int) -> None:
            key = ConversationKey(1 + number % CONVERSATIONS)
            assert len(await conversations.branch(key, REMEMBERED_TURNS)) == REMEMBERED_TURNS

        return await median(append), await median(load)
    finally:
        await database.close()


async def main() -> None:
    """Print both sizes and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        small = await measure(Path(folder), SMALL)
        large = await measure(Path(folder), LARGE)
    print(f"{'median of ' + str(ROUNDS):<28}{SMALL:>12,}{LARGE:>12,}   ratio")
    for name, one, other in zip(
        ("append a turn, ms", f"load the last {REMEMBERED_TURNS}, ms"), small, large, strict=True
    ):
        print(f"{name:<28}{one:>12.3f}{other:>12.3f}{other / one:>8.2f}")


if __name__ == "__main__":
    asyncio.run(main())
