"""Conversations: their settings, and their turns as a tree with a tip."""

from typing import Literal
from uuid import uuid4

from bot.core.conversation import (
    Answer,
    ConversationKey,
    ConversationSettings,
    MessageRef,
    Question,
    Showing,
    Turn,
    TurnState,
)
from bot.storage.settings_rows import settings_of
from bot.storage.supergroup import move_chat
from bot.storage.turn_messages import columns_of
from bot.storage.turn_rows import answer_columns, question_columns, turn_of
from bot.storage.unfinished_turns import UnfinishedTurns
from bot.storage.versions import VersionedTurns

# An upsert that changes nothing still returns the row, whichever task or process made it.
_OPENED = """
INSERT INTO conversations (chat_id, thread_id, session_id) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET chat_id = excluded.chat_id RETURNING *
"""
_SETTINGS = "SELECT * FROM conversations WHERE chat_id = ? AND thread_id = ?"
_SET_MODEL = """
INSERT INTO conversations (chat_id, thread_id, session_id, model) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET model = excluded.model
"""
_SET_SYSTEM_PROMPT = """
INSERT INTO conversations (chat_id, thread_id, session_id, system_prompt) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET system_prompt = excluded.system_prompt
"""
_SET_LANGUAGE = """
INSERT INTO conversations (chat_id, thread_id, session_id, language) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET language = excluded.language
"""
_SET_SHOWING = """
INSERT INTO conversations (chat_id, thread_id, session_id, showing) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET showing = excluded.showing
"""
_SET_RICH = """
INSERT INTO conversations (chat_id, thread_id, session_id, rich) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET rich = excluded.rich
"""
_START_AFRESH = """
INSERT INTO conversations (chat_id, thread_id, session_id, fresh_at) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET tip_id = NULL, session_id = excluded.session_id, fresh_at = excluded.fresh_at
"""
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


class Conversations(VersionedTurns, UnfinishedTurns):
    """The archive's tables of conversations, turns and their messages; every method may raise StorageError.

    Times (`now`) are unix seconds. One transaction begins a turn, one ends it, so nobody reads half of one.
    """

    async def settings(self, key: ConversationKey) -> ConversationSettings:
        """Return what the conversation changed; a new one gets its lasting session id here."""
        row = await self._database.row(_SETTINGS, key)
        if row is None:
            (row,) = await self._database.rows(_OPENED, (*key, _new_session()))
        return settings_of(row)

    async def set_model(self, key: ConversationKey, model: str | None) -> None:
        """Choose the model; None means the bot's default again."""
        await self._database.rows(_SET_MODEL, (*key, _new_session(), model))

    async def set_system_prompt(self, key: ConversationKey, text: str | None) -> None:
        """Choose the system prompt; None means the bot's default again."""
        await self._database.rows(_SET_SYSTEM_PROMPT, (*key, _new_session(), text))

    async def set_language(self, key: ConversationKey, code: str | None) -> None:
        """Choose the language of the bot's words; None means the reader's own again."""
        await self._database.rows(_SET_LANGUAGE, (*key, _new_session(), code))

    async def set_showing(self, key: ConversationKey, showing: Showing) -> None:
        """Choose how answers appear while they are written."""
        await self._database.rows(_SET_SHOWING, (*key, _new_session(), showing))

    async def set_rich(self, key: ConversationKey, rich: bool) -> None:
        """Choose whether tables and formulas of finished answers are native."""
        await self._database.rows(_SET_RICH, (*key, _new_session(), int(rich)))

    async def start_afresh(self, key: ConversationKey, now: float) -> None:
        """Forget the context and take a new session id; the turns and the settings stay."""
        await self._database.rows(_START_AFRESH, (*key, _new_session(), now))

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
            (conversation,) = await statements.rows(_OPENED, (*key, _new_session()))
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
        if answer.state is TurnState.PENDING:
            raise ValueError("A finished turn can't be pending")
        row = await self._database.row(_FINISH, (now, *answer_columns(answer), turn_id))
        return row is not None

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

    async def branch(self, key: ConversationKey, limit: int = 40) -> list[Turn]:
        """Return the last `limit` turns up to the tip, oldest first."""
        rows = await self._database.rows(_BRANCH_OF_TIP, (key.chat_id, limit, key.thread_id))
        return [turn_of(row) for row in rows]

    async def branch_to(self, turn_id: int, limit: int = 40) -> list[Turn]:
        """Return the last `limit` turns up to and with this one, oldest first."""
        return [turn_of(row) for row in await self._database.rows(_BRANCH, (turn_id, limit))]

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Move everything of a group to the supergroup that it became; a repeat is no harm."""
        async with self._database.transaction() as statements:
            await move_chat(statements, old_chat_id, new_chat_id)


def _new_session() -> str:
    return str(uuid4())
