"""Conversations: their settings, and their turns as a tree with a tip."""

from typing import Literal

from bot.core.conversation import (
    Answer,
    ConversationKey,
    MessageRef,
    Question,
    Turn,
    TurnState,
)
from bot.core.figures import Answered, Totals
from bot.storage.conversation_settings import OPENED, SettingsOfConversations, new_session
from bot.storage.database import Database
from bot.storage.supergroup import move_group
from bot.storage.turn_messages import columns_of
from bot.storage.turn_rows import answer_columns, question_columns, turn_of
from bot.storage.unfinished_turns import UnfinishedTurns
from bot.storage.usage import note_usage
from bot.storage.versions import VersionedTurns

_BEGIN = """
INSERT INTO turns
    (conversation_id, parent_id, asked_at, update_id,
    asker_id, speaker, question, quote_author, quote_text, continues)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *
"""
_MOVE_TIP = "UPDATE conversations SET tip_id = ? WHERE id = ?"
_FINISH = """
UPDATE turns SET finished_at = ?, state = ?, answer = ?, finish_reason = ?, error = ?, model = ?,
    prompt_tokens = ?, completion_tokens = ?, total_tokens = ?, precached_tokens = ?,
    stopping = 0, unshown = 1
WHERE id = ? AND state = 'pending' RETURNING id
"""
_ADD_QUESTION = """
INSERT INTO turn_messages (turn_id, role, part, chat_id, message_id) VALUES (?, 'question', 0, ?, ?)
"""
_TURN = "SELECT * FROM turns WHERE id = ?"
_KEY = """
SELECT chat_id, thread_id FROM turns JOIN conversations ON conversations.id = turns.conversation_id
WHERE turns.id = ?
"""
_TIP = """
SELECT turns.* FROM conversations JOIN turns ON turns.id = conversations.tip_id
WHERE chat_id = ? AND thread_id = ?
"""
# CROSS JOIN fixes the order (https://www.sqlite.org/optoverview.html#crossjoin): each step is one look-up by
# primary key, however many rows the table holds.
_BRANCH = """
WITH RECURSIVE branch (turn_id, next_id, depth) AS (
    SELECT id, parent_id, 1 FROM turns WHERE id = ?1
    UNION ALL
    SELECT id, parent_id, depth + 1 FROM branch CROSS JOIN turns ON turns.id = branch.next_id
    WHERE depth < ?2
)
SELECT turns.* FROM branch CROSS JOIN turns ON turns.id = branch.turn_id ORDER BY depth DESC
"""
_BRANCH_OF_TIP = _BRANCH.replace(
    "?1", "(SELECT tip_id FROM conversations WHERE chat_id = ?1 AND thread_id = ?3)"
)


class Conversations(SettingsOfConversations, VersionedTurns, UnfinishedTurns):
    """The archive's tables of conversations, turns and their messages; every method may raise StorageError.

    Times (`now`) are unix seconds. One transaction begins a turn, one ends it, so nobody reads half of one.
    """

    def __init__(self, database: Database) -> None:
        VersionedTurns.__init__(self, database)
        SettingsOfConversations.__init__(self, database)

    async def begin_turn(
        self,
        key: ConversationKey,
        question: Question,
        *,
        question_message: MessageRef | None,
        now: float,
        parent: int | Literal["tip"] | None = "tip",
        update_id: int | None = None,
    ) -> Turn:
        """Store a pending turn after `parent` (None: after nothing) and make it the tip.

        The update that asked, `update_id`, is done thereby: the turn is what is kept of it.
        Raises StorageError if `parent` is no turn of this conversation.
        """
        async with self._database.transaction() as statements:
            (conversation,) = await statements.rows(OPENED, (*key, new_session()))
            parent_id = conversation["tip_id"] if parent == "tip" else parent
            begun = (conversation["id"], parent_id, now, update_id, *question_columns(question))
            (row,) = await statements.rows(_BEGIN, begun)
            await statements.rows(_MOVE_TIP, (row["id"], conversation["id"]))
            if question_message is not None:
                await statements.rows(_ADD_QUESTION, (row["id"], *columns_of(question_message)))
        return turn_of(row)

    async def finish_turn(self, turn_id: int, answer: Answer, now: float) -> bool:
        """Store how a pending turn ended, as not shown yet.

        Returns False, changing nothing, if it had ended or is unknown.
        """
        row = await self._database.row(_FINISH, _finishing(turn_id, answer, now))
        return row is not None

    async def settle_turn(
        self, turn_id: int, answer: Answer, answered: Answered, now: float
    ) -> Totals | None:
        """Store how a pending turn ended, as not shown yet, together with what it cost.

        Returns what its asker and group have spent with it; None, changing nothing, if it had ended or is
        unknown: nothing is counted twice.
        """
        async with self._database.transaction() as statements:
            if await statements.row(_FINISH, _finishing(turn_id, answer, now)) is None:
                return None
            return await note_usage(statements, answered)

    async def turn(self, turn_id: int) -> Turn | None:
        """Return one turn, None if there is none of this id."""
        row = await self._database.row(_TURN, (turn_id,))
        return None if row is None else turn_of(row)

    async def key_of_turn(self, turn_id: int) -> ConversationKey | None:
        """Return where a turn was asked, or where its chat moved to since."""
        row = await self._database.row(_KEY, (turn_id,))
        return None if row is None else ConversationKey(*row)

    async def tip(self, key: ConversationKey) -> Turn | None:
        """Return the last turn of the active branch, None in a fresh context."""
        row = await self._database.row(_TIP, key)
        return None if row is None else turn_of(row)

    async def branch(self, key: ConversationKey, limit: int) -> list[Turn]:
        """Return the last `limit` turns up to the tip, oldest first."""
        rows = await self._database.rows(_BRANCH_OF_TIP, (key.chat_id, limit, key.thread_id))
        return [turn_of(row) for row in rows]

    async def branch_to(self, turn_id: int, limit: int) -> list[Turn]:
        """Return the last `limit` turns up to and with this one, oldest first."""
        return [turn_of(row) for row in await self._database.rows(_BRANCH, (turn_id, limit))]

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Move everything of a group to the supergroup that it became; a repeat is no harm."""
        async with self._database.transaction() as statements:
            await move_group(statements, old_chat_id, new_chat_id)
        self.forget_settings()


def _finishing(turn_id: int, answer: Answer, now: float) -> tuple[str | float | None, ...]:
    if answer.state is TurnState.PENDING:
        raise ValueError("A finished turn can't be pending")
    return (now, *answer_columns(answer), turn_id)
