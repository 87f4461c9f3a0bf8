"""What the archive holds of a person's or a group's conversations, to be taken along."""

from collections.abc import AsyncIterator

from bot.core.conversation import ConversationKey
from bot.core.privacy import KeptConversation, KeptTurn
from bot.storage.database import Database
from bot.storage.settings_rows import settings_of
from bot.storage.turn_rows import turn_of

# A conversation is read in parts: nobody else is answered while a statement runs.
_BATCH = 500

_CONVERSATIONS = """
SELECT * FROM conversations WHERE chat_id = ?1
    OR id IN (SELECT conversation_id FROM turns WHERE asker_id = ?1)
ORDER BY chat_id <> ?1, chat_id, thread_id
"""
_WORDS = """
SELECT 1 WHERE EXISTS (SELECT 1 FROM turns WHERE asker_id = ?1) OR EXISTS (
    SELECT 1 FROM conversations WHERE chat_id = ?1 AND (
        system_prompt IS NOT NULL OR EXISTS (SELECT 1 FROM turns WHERE conversation_id = conversations.id)))
"""
_TURNS = """
SELECT *, EXISTS (
    SELECT 1 FROM turn_messages AS mine
    JOIN turn_messages AS other ON other.chat_id = mine.chat_id AND other.message_id = mine.message_id
    JOIN turns AS earlier ON earlier.id = other.turn_id AND earlier.parent_id IS turns.parent_id
    WHERE mine.turn_id = turns.id AND mine.role = 'question' AND other.role = 'question'
        AND other.turn_id < turns.id
) AS again
FROM turns WHERE conversation_id = ?1 AND id > ?2 AND (?3 IS NULL OR asker_id = ?3)
ORDER BY id LIMIT ?4
"""


async def has_words(database: Database, each: int) -> bool:
    """Tell whether `export_of` would yield what was written: a turn, a character. Raises StorageError."""
    return bool(await database.rows(_WORDS, (each,)))


async def export_of(database: Database, each: int) -> AsyncIterator[KeptConversation]:
    """Yield the conversations of a private chat (the person's id) or of a group (its id), with all turns.

    For a person, those of groups follow, with what they asked there. This is what `Privacy.forget` erases.
    Raises StorageError.
    """
    for row in await database.rows(_CONVERSATIONS, (each,)):
        key = ConversationKey(row["chat_id"], row["thread_id"])
        own = key.chat_id == each
        turns = await _turns(database, row["id"], None if own else each)
        yield KeptConversation(key, settings_of(row) if own else None, turns)


async def _turns(database: Database, conversation_id: int, asker_id: int | None) -> list[KeptTurn]:
    turns: list[KeptTurn] = []
    while True:
        last = turns[-1].turn.id if turns else 0
        rows = await database.rows(_TURNS, (conversation_id, last, asker_id, _BATCH))
        turns += [
            KeptTurn(turn_of(row), row["asked_at"], row["finished_at"], bool(row["again"])) for row in rows
        ]
        if len(rows) < _BATCH:
            return turns
