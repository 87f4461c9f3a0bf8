"""The inbox: updates, stored before Telegram is told that they arrived."""

from collections.abc import Sequence

from bot.core.letters import LetterDraft
from bot.core.updates import StoredUpdate
from bot.storage import letters as outbox
from bot.storage.database import Database

_STORE = """
INSERT INTO updates (update_id, received_at, body) VALUES {} ON CONFLICT DO NOTHING RETURNING update_id
"""
_UNDONE = """
SELECT update_id, body, starts FROM updates WHERE done_at IS NULL ORDER BY update_id
"""
_BEGIN_AGAIN = "UPDATE updates SET starts = starts + 1 WHERE update_id = ? AND done_at IS NULL"
_DONE = "UPDATE updates SET body = NULL, done_at = ? WHERE update_id = ? AND done_at IS NULL"
# Those that Telegram may not know to be taken are among the newest, whatever a clock that jumps says.
_FORGET_UPDATES = """
DELETE FROM updates WHERE done_at < ? AND update_id <= (SELECT max(update_id) FROM updates) - 1000
"""
# The newest number known of a chat stays known: without it an old word could be taken for a lost one.
_FORGET_LETTERS = """
DELETE FROM letters WHERE ended_at < ? AND NOT EXISTS (
    SELECT 1 FROM (SELECT chat_id, max(message_id) AS newest FROM letters GROUP BY chat_id) AS last
    WHERE last.chat_id = letters.chat_id AND last.newest = letters.message_id)
"""


class Inbox:
    """The archive's table of updates; times are unix seconds, every method may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(self, updates: Sequence[tuple[int, str]], now: float) -> list[int]:
        """Store update ids with their JSON, all or none; return the ids never seen before, in their order."""
        if not updates:
            return []
        rows = ", ".join(["(?, ?, ?)"] * len(updates))
        values = [each for update_id, body in updates for each in (update_id, now, body)]
        stored = {row["update_id"] for row in await self._database.rows(_STORE.format(rows), values)}
        return [update_id for update_id in dict(updates) if update_id in stored]

    async def undone(self) -> list[StoredUpdate]:
        """Return the updates that are not done, by their ids."""
        return [StoredUpdate(*row) for row in await self._database.rows(_UNDONE)]

    async def begin_again(self, update_id: int) -> None:
        """Note that the work of an update, left undone by an earlier start, is taken up by this one."""
        await self._database.rows(_BEGIN_AGAIN, (update_id,))

    async def done(self, update_id: int | None, letters: Sequence[LetterDraft], now: float) -> list[int]:
        """Note that an update is done and store the letters that it brought, both or neither.

        Returns the letters' ids, in their order. An update that is done already stays so; None names none.
        """
        if not letters:
            await self._database.rows(_DONE, (now, update_id))
            return []
        async with self._database.transaction() as statements:
            await statements.rows(_DONE, (now, update_id))
            return await outbox.write(statements, letters, now)

    async def purge(self, before: float) -> None:
        """Forget the updates that were done, but for the newest, and the letters that ended before that time.

        Telegram keeps updates for a day (Bot API, "Getting updates"), so none that is older comes twice.
        """
        async with self._database.transaction() as statements:
            await statements.rows(_FORGET_UPDATES, (before,))
            await statements.rows(_FORGET_LETTERS, (before,))
