"""Forgetting: what a person or a group said, and what is older than the bot shall remember."""

from dataclasses import replace

from bot.core.privacy import Forgotten
from bot.storage.database import Database, Statements
from bot.storage.usage import move_usage

# Turns that one transaction of a clean-up looks at: everybody else waits for it.
_BATCH = 500

# What a person asked in groups goes too. Whatever followed it there follows what was before it.
_GONE = """
SELECT id FROM turns WHERE asker_id = ?1
    OR conversation_id IN (SELECT id FROM conversations WHERE chat_id = ?1)
"""
_BEFORE = """
WITH RECURSIVE before (id, parent_id, asker_id) AS (
    SELECT id, parent_id, asker_id FROM turns AS nearest WHERE nearest.id = {}
    UNION ALL
    SELECT farther.id, farther.parent_id, farther.asker_id
    FROM before JOIN turns AS farther ON farther.id = before.parent_id WHERE before.asker_id = ?1
)
SELECT id FROM before WHERE asker_id <> ?1
"""
_CLOSE_GAPS = f"""
UPDATE turns SET parent_id = ({_BEFORE.format("turns.parent_id")})
WHERE asker_id <> ?1 AND parent_id IN (SELECT id FROM turns WHERE asker_id = ?1)
"""  # noqa: S608 - put together from constants
_MOVE_TIPS = f"""
UPDATE conversations SET tip_id = ({_BEFORE.format("tip_id")})
WHERE tip_id IN (SELECT id FROM turns WHERE asker_id = ?1)
"""  # noqa: S608 - put together from constants
# A quote names its author as Telegram did, so that others' quotes of this person can be told by the name.
_UNQUOTE = """
UPDATE turns SET quote_author = NULL, quote_text = NULL
WHERE conversation_id IN (SELECT conversation_id FROM turns WHERE asker_id = ?1) AND quote_author IN (
    SELECT speaker FROM turns WHERE asker_id = ?1
    UNION SELECT trim(first_name || ' ' || coalesce(last_name, '')) FROM users WHERE id = ?1)
"""
_DROP_MESSAGES = f"""
DELETE FROM turn_messages WHERE turn_id IN ({_GONE}) RETURNING turn_id
"""  # noqa: S608 - put together from constants
# Their answers stay in the groups: of them the newest number is kept, lest one is taken for a lost message.
_KEEP_NUMBERS = f"""
INSERT INTO letters (chat_id, written_at, ended_at, message_id)
SELECT chat_id, ?2, ?2, max(message_id) FROM turn_messages
WHERE turn_id IN ({_GONE}) AND chat_id <> ?1 AND role = 'answer' GROUP BY chat_id
"""  # noqa: S608 - put together from constants
_DROP_TURNS = f"DELETE FROM turns WHERE id IN ({_GONE}) RETURNING id"  # noqa: S608 - of constants
_DROP_CONVERSATIONS = "DELETE FROM conversations WHERE chat_id = ?1 RETURNING id"
_DROP_LETTERS = "DELETE FROM letters WHERE chat_id = ?1 RETURNING id"
# An update is an object with its id and one event, https://core.telegram.org/bots/api#update
_EMPTY_UPDATES = """
UPDATE updates SET body = NULL, done_at = max(?2, received_at)
WHERE done_at IS NULL AND update_id IS NOT ?3 AND EXISTS (
    SELECT 1 FROM json_each(updates.body) AS event WHERE event.type = 'object' AND ?1 IN (
        json_extract(event.value, '$.from.id'), json_extract(event.value, '$.chat.id'),
        json_extract(event.value, '$.sender_chat.id'), json_extract(event.value, '$.message.chat.id')))
RETURNING update_id
"""
_PERSON = (
    "UPDATE invitations SET used_by = NULL WHERE used_by = ?1",
    "UPDATE acts SET subject = 0, details = NULL WHERE subject = ?1",
    "DELETE FROM broadcast_chats WHERE chat_id = ?1",
    "DELETE FROM access WHERE id = ?1 AND standing = 'allowed'",
    "DELETE FROM users WHERE id = ?1",
)
_DROP_CHAT = "DELETE FROM chats WHERE id = ?1"
_LIMITED = "SELECT 1 FROM limits WHERE id = ?1"

# Turns are stored as they are asked: ids grow with time, and the old ones are the first.
_OLDEST = """
SELECT id, asked_at < ?2 AS old FROM turns WHERE id > ?1 ORDER BY id LIMIT ?3
"""
_ERASE = """
DELETE FROM turns WHERE id BETWEEN ?1 AND ?2 AND asked_at < ?3 AND state <> 'pending' AND NOT unshown
RETURNING id
"""
_ERASE_EMPTY = """
DELETE FROM conversations WHERE NOT EXISTS (SELECT 1 FROM turns WHERE conversation_id = conversations.id)
    AND NOT EXISTS (SELECT 1 FROM chats WHERE chats.id = chat_id AND seen_at >= ?1)
RETURNING id
"""


class Privacy:
    """Erases from all tables of the archive; every method may raise StorageError. Times are unix seconds.

    Rows are overwritten, not only unlinked. Copies of the file, such as backups, are beyond its reach.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget(self, each: int, now: float, present_update: int | None = None) -> Forgotten:
        """Erase what a person (id > 0) said, everywhere, and who they are; or what was said in a group (< 0).

        Of a person stay: figures without a name; a request, a refusal or a ban; limits that admins set; what
        they did as an admin. Of a group stay its standing, its limits and its figures: what admins decided,
        and not what was said.
        Updates of theirs that wait are dropped, but not the `present_update`, which asked for this.
        What grows or waits in these conversations must be stopped before.
        """
        await self._overwrite_what_goes()
        async with self._database.transaction() as statements:
            forgotten = await _drop_words(statements, each, now, present_update)
            if each > 0:
                await move_usage(statements, each, 0)
                for sql in _PERSON:
                    await statements.rows(sql, (each,))
            await statements.rows(_DROP_CHAT, (each,))
            limited = await statements.row(_LIMITED, (each,)) is not None
        await self._fold_in()
        return replace(forgotten, limited=limited)

    async def erase_older_than(self, before: float) -> Forgotten:
        """Erase turns asked before that time, unless they are at work, and conversations left empty since.

        An empty conversation whose chat was seen later keeps its settings.
        """
        await self._overwrite_what_goes()
        turns, last, more = 0, 0, True
        while more:
            async with self._database.transaction() as statements:
                batch = await statements.rows(_OLDEST, (last, before, _BATCH))
                more = len(batch) == _BATCH and any(row["old"] for row in batch)
                if batch:
                    span = (batch[0]["id"], batch[-1]["id"])
                    turns += len(await statements.rows(_ERASE, (*span, before)))
                    last = span[1]
        conversations = await self._database.rows(_ERASE_EMPTY, (before,))
        if turns or conversations:
            await self._fold_in()
        return Forgotten(conversations=len(conversations), turns=turns)

    async def _overwrite_what_goes(self) -> None:
        # https://www.sqlite.org/pragma.html#pragma_secure_delete: zeros instead of free space with old words.
        await self._database.rows("PRAGMA secure_delete = ON")

    async def _fold_in(self) -> None:
        # The write-ahead log still holds the pages as they were.
        await self._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")


async def _drop_words(statements: Statements, each: int, now: float, present_update: int | None) -> Forgotten:
    for sql in (_UNQUOTE, _CLOSE_GAPS, _MOVE_TIPS):
        await statements.rows(sql, (each,))
    await statements.rows(_KEEP_NUMBERS, (each, now))
    messages = await statements.rows(_DROP_MESSAGES, (each,))
    turns = await statements.rows(_DROP_TURNS, (each,))
    conversations = await statements.rows(_DROP_CONVERSATIONS, (each,))
    letters = await statements.rows(_DROP_LETTERS, (each,))
    updates = await statements.rows(_EMPTY_UPDATES, (each, now, present_update))
    return Forgotten(len(conversations), len(turns), len(messages), len(letters), len(updates))
