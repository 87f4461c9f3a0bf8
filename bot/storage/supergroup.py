"""A group that became a supergroup and so has a new chat id."""

from bot.storage.database import Statements
from bot.storage.usage import move_usage

# What is said in the supergroup before its history arrives goes on from that history, unless it was /new.
_GO_ON = """
UPDATE turns SET parent_id = old.tip_id
FROM conversations AS old, conversations AS new
WHERE old.chat_id = ?1 AND new.chat_id = ?2 AND new.thread_id = old.thread_id
    AND turns.conversation_id = new.id AND turns.parent_id IS NULL
    AND new.fresh_at IS NULL AND turns.id > old.tip_id
"""
_INHERIT = """
UPDATE conversations SET
    tip_id = CASE WHEN conversations.fresh_at IS NULL THEN coalesce(conversations.tip_id, old.tip_id)
        ELSE conversations.tip_id END,
    model = coalesce(conversations.model, old.model),
    system_prompt = coalesce(conversations.system_prompt, old.system_prompt),
    language = coalesce(conversations.language, old.language),
    showing = coalesce(conversations.showing, old.showing),
    rich = coalesce(conversations.rich, old.rich)
FROM conversations AS old
WHERE old.chat_id = ?1 AND conversations.chat_id = ?2 AND conversations.thread_id = old.thread_id
"""
_MOVE_TURNS = """
UPDATE turns SET conversation_id = new.id
FROM conversations AS old, conversations AS new
WHERE old.chat_id = ?1 AND new.chat_id = ?2 AND new.thread_id = old.thread_id
    AND turns.conversation_id = old.id
"""
_DROP_MERGED = """
DELETE FROM conversations
WHERE chat_id = ?1 AND thread_id IN (SELECT thread_id FROM conversations WHERE chat_id = ?2)
"""
_RENAME = "UPDATE conversations SET chat_id = ?2 WHERE chat_id = ?1"
# Marks count in the group's numbers, of which the supergroup knows none. Letters that arrived stay there.
_FORGET_MARKS = """
UPDATE turns SET sending_after = NULL
WHERE sending_after IS NOT NULL AND conversation_id IN (SELECT id FROM conversations WHERE chat_id = ?1)
"""
_MOVE_LETTERS = """
UPDATE letters SET chat_id = ?2, sending_after = NULL WHERE chat_id = ?1 AND ended_at IS NULL
"""
# A supergroup that spoke before this may stand as having asked; what an admin decided last holds.
_STANDING = """
INSERT INTO access (id, standing, changed_at, changed_by, update_id)
SELECT ?2, standing, changed_at, changed_by, update_id FROM access WHERE id = ?1
ON CONFLICT DO UPDATE SET standing = excluded.standing, changed_at = excluded.changed_at,
    changed_by = excluded.changed_by, update_id = excluded.update_id
WHERE access.standing = 'asked' OR (excluded.standing <> 'asked' AND excluded.changed_at > access.changed_at)
"""
_LIMITS = """
INSERT INTO limits (id, per_minute, tokens_day, tokens_month)
SELECT ?2, per_minute, tokens_day, tokens_month FROM limits WHERE id = ?1
ON CONFLICT DO UPDATE SET per_minute = coalesce(limits.per_minute, excluded.per_minute),
    tokens_day = coalesce(limits.tokens_day, excluded.tokens_day),
    tokens_month = coalesce(limits.tokens_month, excluded.tokens_month)
"""
_MOVE = (
    _GO_ON,
    _INHERIT,
    _MOVE_TURNS,
    _DROP_MERGED,
    _RENAME,
    _MOVE_LETTERS,
    _STANDING,
    _LIMITS,
    "UPDATE acts SET subject = ?2 WHERE subject = ?1",
    "UPDATE OR IGNORE broadcast_chats SET chat_id = ?2 WHERE chat_id = ?1",
)
_LEAVE = (
    "UPDATE chats SET active = 0 WHERE id = ?1",
    "DELETE FROM access WHERE id = ?1",
    "DELETE FROM limits WHERE id = ?1",
    "DELETE FROM broadcast_chats WHERE chat_id = ?1",
)


async def move_group(statements: Statements, old_chat_id: int, new_chat_id: int) -> None:
    """Give the new chat the old one's conversations, what admins decided of it and what was spent there.

    A repeat is no harm. Conversations are merged and figures added up; where both chats have a setting or a
    limit, the new chat's is kept. Messages keep the old chat id: their numbers mean nothing in the
    supergroup, which counts its messages anew (Telegram Bot API, `migrate_to_chat_id`).
    """
    if old_chat_id == new_chat_id:
        return
    await statements.rows(_FORGET_MARKS, (old_chat_id,))
    for sql in _MOVE:
        await statements.rows(sql, (old_chat_id, new_chat_id))
    await move_usage(statements, old_chat_id, new_chat_id)
    for sql in _LEAVE:
        await statements.rows(sql, (old_chat_id,))
