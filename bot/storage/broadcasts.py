"""Broadcasts: an admin's words to many chats, resumed where a stop or a crash interrupted them."""

import json
import sqlite3
from collections.abc import Iterable

from bot.core.access import Standing
from bot.core.administration import Broadcast, BroadcastState, Progress
from bot.core.letters import LetterDraft
from bot.storage import letters as outbox
from bot.storage.database import Database

_AUDIENCE = """
SELECT chats.id, coalesce(standing, 'unknown') AS standing
FROM chats LEFT JOIN access ON access.id = chats.id WHERE active AND type <> 'channel' ORDER BY chats.id
"""
# Who begins twice by one message (a body that names it), begins once.
_BEGIN = """
INSERT INTO broadcasts (body, made_by, made_at) SELECT ?1, ?2, ?3
WHERE NOT ?4 OR NOT EXISTS (SELECT 1 FROM broadcasts WHERE body = ?1) RETURNING *
"""
_ADDRESS = """
INSERT INTO broadcast_chats (broadcast_id, chat_id) SELECT DISTINCT ?, value FROM json_each(?)
"""
_UNDER_WAY = "SELECT * FROM broadcasts WHERE state = 'sending' ORDER BY id"
_NEWEST = "SELECT * FROM broadcasts ORDER BY id DESC LIMIT 1"
_NEXT = """
SELECT chat_id FROM broadcast_chats JOIN broadcasts ON broadcasts.id = broadcast_id
WHERE broadcast_id = ? AND sent_at IS NULL AND state = 'sending' ORDER BY chat_id LIMIT ?
"""
_HAND_OVER = """
UPDATE broadcast_chats SET sent_at = ?3 WHERE broadcast_id = ?1 AND chat_id = ?2 AND sent_at IS NULL
    AND EXISTS (SELECT 1 FROM broadcasts WHERE id = ?1 AND state = 'sending') RETURNING chat_id
"""
_SENT = "UPDATE broadcast_chats SET sent_at = ?, failed = ? WHERE broadcast_id = ? AND chat_id = ?"
_PROGRESS = """
SELECT count(*) AS chats, count(*) FILTER (WHERE sent_at IS NOT NULL AND NOT failed) AS sent,
    count(*) FILTER (WHERE failed) AS failed
FROM broadcast_chats WHERE broadcast_id = ?
"""
# A letter and the mark that its chat has it are written in one moment.
_NOT_ARRIVED = """
SELECT letters.chat_id, letters.ended_at IS NOT NULL AS ended FROM broadcast_chats AS handed
JOIN letters ON letters.chat_id = handed.chat_id AND letters.written_at = handed.sent_at
WHERE broadcast_id = ? AND NOT failed AND letters.message_id IS NULL
"""
_END = "UPDATE broadcasts SET state = ? WHERE id = ? AND state = 'sending' RETURNING id"


class Broadcasts:
    """The archive's tables of broadcasts; every method may raise StorageError. Times are unix seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def audience(self) -> dict[int, Standing]:
        """Return the chats that the bot can write to, with their standings; channels are nobody's ear."""
        rows = await self._database.rows(_AUDIENCE)
        return {row["id"]: Standing(row["standing"]) for row in rows}

    async def begin(self, body: str, chat_ids: Iterable[int], by: int, now: float) -> Broadcast:
        """Store words for these chats, each once however often it is named."""
        async with self._database.transaction() as statements:
            (row,) = await statements.rows(_BEGIN, (body, by, now, False))
            await statements.rows(_ADDRESS, (row["id"], json.dumps(list(chat_ids))))
        return _broadcast_of(row)

    async def begin_once(self, body: str, chat_ids: Iterable[int], by: int, now: float) -> Broadcast | None:
        """Store words like `begin`, unless ones of the very same body were stored before: None."""
        async with self._database.transaction() as statements:
            row = await statements.row(_BEGIN, (body, by, now, True))
            if row is not None:
                await statements.rows(_ADDRESS, (row["id"], json.dumps(list(chat_ids))))
        return None if row is None else _broadcast_of(row)

    async def under_way(self) -> list[Broadcast]:
        """Return the broadcasts that have not ended, oldest first: a start goes on with them."""
        rows = await self._database.rows(_UNDER_WAY)
        return [_broadcast_of(row) for row in rows]

    async def newest(self) -> Broadcast | None:
        """Return the broadcast that was begun last, None if there was none."""
        row = await self._database.row(_NEWEST)
        return None if row is None else _broadcast_of(row)

    async def next_chats(self, broadcast_id: int, count: int) -> list[int]:
        """Return chats that are still to be sent the words; none once the broadcast has ended."""
        return [row["chat_id"] for row in await self._database.rows(_NEXT, (broadcast_id, count))]

    async def hand_over(self, broadcast_id: int, letter: LetterDraft, now: float) -> int | None:
        """Store a chat's letter and that it has it, both or neither; return the letter's id.

        None: the chat has one already, or the broadcast has ended. From then on the letter's own way keeps it
        from being lost or sent twice.
        """
        async with self._database.transaction() as statements:
            if await statements.row(_HAND_OVER, (broadcast_id, letter.chat_id, now)) is None:
                return None
            (letter_id,) = await outbox.write(statements, [letter], now)
        return letter_id

    async def sent(self, broadcast_id: int, chat_id: int, now: float, *, failed: bool = False) -> None:
        """Note that a chat has the words, or can't be sent them."""
        await self._database.rows(_SENT, (now, failed, broadcast_id, chat_id))

    async def progress(self, broadcast_id: int) -> Progress:
        """Return how far a broadcast came."""
        (row,) = await self._database.rows(_PROGRESS, (broadcast_id,))
        return Progress(*row)

    async def not_arrived(self, broadcast_id: int) -> dict[int, bool]:
        """Return the chats whose letters have not arrived, and whether they were given up."""
        rows = await self._database.rows(_NOT_ARRIVED, (broadcast_id,))
        return {row["chat_id"]: bool(row["ended"]) for row in rows}

    async def end(self, broadcast_id: int, state: BroadcastState) -> bool:
        """Note that a broadcast is done or was stopped; False, changing nothing, if it had ended."""
        return await self._database.row(_END, (state, broadcast_id)) is not None


def _broadcast_of(row: sqlite3.Row) -> Broadcast:
    return Broadcast(row["id"], row["body"], BroadcastState(row["state"]))
