"""Versions: the turns that answer one question message at one point of a conversation, and their sequels."""

from bot.core.conversation import Question, Turn
from bot.core.errors import StorageError
from bot.storage.turn_messages import VERSION_IDS, TurnMessages
from bot.storage.turn_rows import question_columns, turn_of

_VERSIONS = f"SELECT * FROM turns WHERE id IN ({VERSION_IDS}) ORDER BY id"  # noqa: S608 - of constants
_BEGIN = """
INSERT INTO turns (conversation_id, parent_id, asked_at, update_id,
    asker_id, speaker, question, quote_author, quote_text, continues)
SELECT conversation_id, parent_id, ?, ?, ?, ?, ?, ?, ?, ? FROM turns WHERE id = ? RETURNING *
"""
_SHARE_QUESTION = """
INSERT INTO turn_messages (turn_id, role, part, chat_id, message_id)
SELECT ?, role, part, chat_id, message_id FROM turn_messages WHERE turn_id = ? AND role = 'question'
"""
# The new version takes over the messages in which they were to be shown.
_SHOW_NO_OTHER = f"""
UPDATE turns SET unshown = 0 WHERE unshown AND id IN ({VERSION_IDS})
"""  # noqa: S608 - put together from constants
_TO_BE_SHOWN = "UPDATE turns SET unshown = 1 WHERE id = ? AND state <> 'pending'"
_MAKE_TIP = """
UPDATE conversations SET tip_id = ?1 WHERE id = (SELECT conversation_id FROM turns WHERE id = ?1)
"""
_REWRITE = """
UPDATE turns SET answer = '',
    asker_id = ?, speaker = ?, question = ?, quote_author = ?, quote_text = ?, continues = ?
WHERE id = ? AND state = 'pending' RETURNING id
"""
_CONTINUATION = "SELECT * FROM turns WHERE parent_id = ? AND continues ORDER BY id DESC LIMIT 1"


class VersionedTurns(TurnMessages):
    """The archive's turns as versions of each other; every method may raise StorageError."""

    async def begin_version(
        self, turn_id: int, question: Question, now: float, update_id: int | None = None
    ) -> Turn:
        """Store a pending sibling of a turn, asked by the same message, and make it the tip.

        Versions that were still to be shown no longer are, and the update that asked, `update_id`, is done.
        Raises StorageError if there is no such turn.
        """
        async with self._database.transaction() as statements:
            row = await statements.row(_BEGIN, (now, update_id, *question_columns(question), turn_id))
            if row is None:
                raise StorageError(f"There is no turn {turn_id} to answer again")
            await statements.rows(_SHARE_QUESTION, (row["id"], turn_id))
            await statements.rows(_SHOW_NO_OTHER, (turn_id,))
            await statements.rows(_MAKE_TIP, (row["id"],))
        return turn_of(row)

    async def versions(self, turn_id: int) -> list[Turn]:
        """Return the versions of a turn, itself among them, oldest first; nothing for an unknown one."""
        return [turn_of(row) for row in await self._database.rows(_VERSIONS, (turn_id,))]

    async def make_tip(self, turn_id: int) -> None:
        """Let the conversation go on from this turn, which is to be shown in place of its other versions.

        What followed other turns stays in the tree.
        """
        async with self._database.transaction() as statements:
            await statements.rows(_SHOW_NO_OTHER, (turn_id,))
            await statements.rows(_TO_BE_SHOWN, (turn_id,))
            await statements.rows(_MAKE_TIP, (turn_id,))

    async def rewrite_question(self, turn_id: int, question: Question) -> bool:
        """Replace the question of a pending turn and forget the text so far, which answered the old one.

        Returns False, changing nothing, if the turn had ended.
        """
        row = await self._database.row(_REWRITE, (*question_columns(question), turn_id))
        return row is not None

    async def continuation(self, turn_id: int) -> Turn | None:
        """Return the newest turn that goes on with the answer of this one, None if none does."""
        row = await self._database.row(_CONTINUATION, (turn_id,))
        return None if row is None else turn_of(row)
