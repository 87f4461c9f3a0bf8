"""A real process on a disk that has no room left, and then has some again."""

import json
import subprocess
import sys
from pathlib import Path

import bot
from bot.core.conversation import TurnState
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.integrity import check_integrity

# The file-size limit of a process (setrlimit(2)) refuses its writes as a full disk does.
WRITER = """
import asyncio, json, resource, sys
from pathlib import Path
from bot.core.conversation import Answer, ConversationKey, MessageRef, Question, TurnState
from bot.core.errors import StorageError
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox

taken, begun, ended, refusals = [], [], [], set()

async def answer(inbox, conversations, number):
    await inbox.store([(number, "{}" * 500)], 1.0)
    taken.append(number)
    turn = await conversations.begin_turn(
        ConversationKey(7), Question("?", 7), question_message=MessageRef(7, number), now=1.0,
        update_id=number,
    )
    begun.append(number)
    await conversations.keep_partial(turn.id, "text" * 500)
    await conversations.finish_turn(turn.id, Answer("text" * 1000, TurnState.COMPLETE), 2.0)
    ended.append(number)

async def main():
    database = await Database.open(Path(sys.argv[1]))
    inbox, conversations = Inbox(database), Conversations(database)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in (300_000, 330_000, 360_000, 390_000, most):
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
        for number in range(len(taken) + 1, len(taken) + 41):
            try:
                await answer(inbox, conversations, number)
            except StorageError as error:
                refusals.add(str(error))
    print(json.dumps([taken, begun, ended, sorted(refusals)]))
    await database.close()

asyncio.run(main())
"""


async def test_a_full_disk_costs_nothing_that_was_stored(path: Path) -> None:
    """Refusals are told plainly, what was taken stays taken, and writing goes on when there is room again."""
    command = [sys.executable, "-W", "error", "-c", WRITER, str(path)]
    done = subprocess.run(  # noqa: ASYNC221, S603 - our own script, and nothing else to wait for
        command, capture_output=True, text=True, timeout=300, check=True, cwd=Path(bot.__file__).parents[1]
    )
    assert done.stderr == ""
    taken, begun, ended, (refusal,) = json.loads(done.stdout)
    assert refusal == f"The database {path} can't be read or written: the disk reports an error"
    assert len(ended) > 40, "writing went on"
    assert check_integrity(path).damage == []
    database = await Database.open(path)
    assert [update.update_id for update in await Inbox(database).undone()] == sorted(set(taken) - set(begun))
    found = await Conversations(database).unfinished()
    assert sorted(each.update_id or 0 for each in found) == sorted(begun)
    whole = [each.update_id for each in found if each.turn.answer.state is TurnState.COMPLETE]
    assert sorted(each or 0 for each in whole) == sorted(ended)
    await database.close()
