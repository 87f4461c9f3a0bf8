"""Turns on their way: what the next start must know of an answer, should this process die."""

import json
import sqlite3
from collections.abc import Sequence

from bot.core.conversation import ConversationKey, MessageRef, Unfinished
from bot.storage.turn_messages import TurnMessages
from bot.storage.turn_rows import turn_of

_SHOWN = "UPDATE turns SET unshown = 0 WHERE id = ?"
_KEEP_PARTIAL = "UPDATE turns SET answer = ? WHERE id = ? AND state = 'pending'"
_NOTE_STOPPING = """
UPDATE turns SET stopping = 1 WHERE state = 'pending' AND id IN (SELECT value FROM json_each(?))
"""
_SENDING = "UPDATE turns SET sending_after = ? WHERE id = ?"
_SENDING_AFTER = "SELECT sending_after FROM turns WHERE id = ?"
_COUNT_START = """
UPDATE turns SET starts = starts + 1
WHERE state = 'pending' AND (answer <> '' OR sending_after IS NOT NULL
    OR EXISTS (SELECT 1 FROM turn_messages WHERE turn_id = turns.id AND role = 'answer'))
"""
# The union lets each half use its partial index; an OR would read the whole table.
_UNFINISHED = """
SELECT turns.*, conversations.chat_id, thread_id, asked.chat_id AS asked_in, asked.message_id
FROM (SELECT id FROM turns WHERE state = 'pending' UNION SELECT id FROM turns WHERE unshown) AS open
CROSS JOIN turns ON turns.id = open.id
JOIN conversations ON conversations.id = turns.conversation_id
LEFT JOIN turn_messages AS asked ON asked.turn_id = turns.id AND role = 'question' AND part = 0
ORDER BY turns.id
"""
_KNOWN = """
SELECT message_id FROM turn_messages WHERE chat_id = ?1 AND message_id > ?2
UNION SELECT message_id FROM letters WHERE chat_id = ?1 AND message_id > ?2
"""
_NEWEST = """
SELECT chat_id, max(newest) AS newest FROM (
    SELECT chat_id, max(message_id) AS newest FROM turn_messages GROUP BY chat_id
    UNION ALL
    SELECT chat_id, max(message_id) FROM letters WHERE message_id IS NOT NULL GROUP BY chat_id
) GROUP BY chat_id
"""


_DOUBTS = """
SELECT count(*), coalesce(min(sending_after), 0), coalesce(max(sending_after), 0) FROM (
    SELECT sending_after FROM turns WHERE (state = 'pending' OR unshown) AND sending_after IS NOT NULL
    UNION ALL
    SELECT sending_after FROM letters WHERE ended_at IS NULL AND sending_after IS NOT NULL
)
"""
# Reads both tables whole, once at a start that has to look for messages.
_LATER = """
SELECT chat_id, message_id FROM turn_messages WHERE message_id > ?1
UNION SELECT chat_id, message_id FROM letters WHERE message_id > ?1
"""


class UnfinishedTurns(TurnMessages):
    """The archive's turns that have not ended or are not shown; every method may raise StorageError."""

    async def unfinished(self) -> list[Unfinished]:
        """Return the turns that a start has to see to, oldest first, and count it on half-grown ones."""
        async with self._database.transaction() as statements:
            await statements.rows(_COUNT_START)
            return [_unfinished_of(row) for row in await statements.rows(_UNFINISHED)]

    async def sends_in_doubt(self) -> tuple[int, int, int]:
        """Return how many messages were being sent when somebody last wrote, their oldest and newest mark."""
        ((count, oldest, newest),) = await self._database.rows(_DOUBTS)
        return count, oldest, newest

    async def messages_after(self, mark: int) -> list[MessageRef]:
        """Return the known messages of all chats whose number is above `mark`."""
        return [MessageRef(*row) for row in await self._database.rows(_LATER, (mark,))]

    async def shown(self, turn_id: int) -> None:
        """Note that an answer stands in its chat, or never will."""
        await self._database.rows(_SHOWN, (turn_id,))

    async def keep_partial(self, turn_id: int, text: str) -> None:
        """Store the text so far of a pending turn; one that has ended keeps its own."""
        await self._database.rows(_KEEP_PARTIAL, (text, turn_id))

    async def note_stopping(self, turn_ids: Sequence[int]) -> None:
        """Note which pending turns somebody stopped, in case their end can't be stored any more."""
        await self._database.rows(_NOTE_STOPPING, (json.dumps(list(turn_ids)),))

    async def begin_sending(self, turn_id: int, mark: int) -> None:
        """Note that a message of an answer is being sent, so that it may stand as a message above `mark`."""
        await self._database.rows(_SENDING, (mark, turn_id))

    async def sending_after(self, turn_id: int) -> int | None:
        """Return the mark of a send whose message was never noted, None if there is no such send."""
        row = await self._database.row(_SENDING_AFTER, (turn_id,))
        return None if row is None else row["sending_after"]

    async def known_messages(self, chat_id: int, after: int) -> set[int]:
        """Return the ids above `after` of a chat's messages that ask, answer or are letters."""
        return {row["message_id"] for row in await self._database.rows(_KNOWN, (chat_id, after))}

    async def newest_message_ids(self) -> dict[int, int]:
        """Return the largest known message id of each chat."""
        return {row["chat_id"]: row["newest"] for row in await self._database.rows(_NEWEST)}


def _unfinished_of(row: sqlite3.Row) -> Unfinished:
    asked_in = None if row["message_id"] is None else MessageRef(row["asked_in"], row["message_id"])
    return Unfinished(
        key=ConversationKey(row["chat_id"], row["thread_id"]),
        turn=turn_of(row),
        question_message=asked_in,
        update_id=row["update_id"],
        stopping=bool(row["stopping"]),
        starts=row["starts"],
        asked_at=row["asked_at"],
        ended_at=row["finished_at"],
    )
