"""The outbox: letters on their way, and those that arrived lately."""

from collections.abc import Sequence

from bot.core.letters import Letter, LetterDraft
from bot.storage.database import Database, Statements

_WRITE = "INSERT INTO letters (chat_id, written_at, body) VALUES {} RETURNING id"
_WAITING = """
SELECT id, chat_id, body, written_at, sending_after FROM letters WHERE ended_at IS NULL ORDER BY id
"""
_SENDING = "UPDATE letters SET sending_after = ? WHERE id = ? AND ended_at IS NULL"
_END = "UPDATE letters SET body = NULL, message_id = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL"


class Letters:
    """The archive's table of letters; times are unix seconds, every method may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self) -> list[Letter]:
        """Return the letters that have not ended, oldest first."""
        return [Letter(*row) for row in await self._database.rows(_WAITING)]

    async def begin_sending(self, letter_id: int, mark: int) -> None:
        """Note that a letter is being sent, so that it may stand as a message above `mark`."""
        await self._database.rows(_SENDING, (mark, letter_id))

    async def ended(self, letter_id: int, message_id: int | None, now: float) -> None:
        """Note that a letter arrived as this message, or was given up (None); a repeat is no harm."""
        await self._database.rows(_END, (message_id, now, letter_id))


async def write(statements: Statements, letters: Sequence[LetterDraft], now: float) -> list[int]:
    """Store letters, at least one, in their order; return their ids in it."""
    rows = ", ".join(["(?, ?, ?)"] * len(letters))
    values = [each for letter in letters for each in (letter.chat_id, now, letter.body)]
    return sorted(row["id"] for row in await statements.rows(_WRITE.format(rows), values))
