"""Versions: the turns that answer one question message at one point of a conversation, and their sequels."""

from bot.core.conversation import Question, Turn
from bot.core.errors import StorageError
from bot.storage.turn_messages import VERSION_IDS, TurnMessages
from bot.storage.turn_rows import question_columns, turn_of

_VERSIONS = f"SELECT * FROM turns WHERE id IN ({VERSION_IDS}) ORDER BY id"  # noqa: S608 - of constants
_BEGIN = """
INSERT INTO turns (conversation_id, parent_id, asked_at,
    asker_id, speaker, question, quote_author, quote_text, continues)
SELECT conversation_id, parent_id, ?, ?, ?, ?, ?, ?, ? FROM turns WHERE id = ? RETURNING *
"""
_SHARE_QUESTION = """
INSERT INTO turn_messages (turn_id, role, part, chat_id, message_id)
SELECT ?, role, part, chat_id, message_id FROM turn_messages WHERE turn_id = ? AND role = 'question'
"""
_MAKE_TIP = """
UPDATE conversations SET tip_id = ?1 WHERE id = (SELECT conversation_id FROM turns WHERE id = ?1)
"""
_REWRITE = """
UPDATE turns SET asker_id = ?, speaker = ?, question = ?, quote_author = ?, quote_text = ?, continues = ?
WHERE id = ? AND state = 'pending' RETURNING id
"""
_CONTINUATION = "SELECT * FROM turns WHERE parent_id = ? AND continues ORDER BY id DESC LIMIT 1"


class VersionedTurns(TurnMessages):
    """The archive's turns as versions of each other; every method may raise StorageError."""

    async def begin_version(self, turn_id: int, question: Question, now: float) -> Turn:
        """Store a pending sibling of a turn, asked by the same message, and make it the tip.

        Raises StorageError if there is no such turn.
        """
        async with self._database.transaction() as statements:
            row = await statements.row(_BEGIN, (now, *question_columns(question), turn_id))
            if row is None:
                raise StorageError(f"There is no turn {turn_id} to answer again")
            await statements.rows(_SHARE_QUESTION, (row["id"], turn_id))
            await statements.rows(_MAKE_TIP, (row["id"],))
        return turn_of(row)

    async def versions(self, turn_id: int) -> list[Turn]:
        """Return the versions of a turn, itself among them, oldest first; nothing for an unknown one."""
        return [turn_of(row) for row in await self._database.rows(_VERSIONS, (turn_id,))]

    async def make_tip(self, turn_id: int) -> None:
        """Let the conversation go on from this turn; what followed other turns stays in the tree."""
        await self._database.rows(_MAKE_TIP, (turn_id,))

    async def rewrite_question(self, turn_id: int, question: Question) -> bool:
        """Replace the question of a pending turn; return False, changing nothing, if it had ended."""
        row = await self._database.row(_REWRITE, (*question_columns(question), turn_id))
        return row is not None

    async def continuation(self, turn_id: int) -> Turn | None:
        """Return the newest turn that goes on with the answer of this one, None if none does."""
        row = await self._database.row(_CONTINUATION, (turn_id,))
        return None if row is None else turn_of(row)
