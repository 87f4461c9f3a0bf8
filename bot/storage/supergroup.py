"""A group that became a supergroup and so has a new chat id."""

from bot.storage.database import Statements

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
_LEAVE = "UPDATE chats SET active = 0 WHERE id = ?1"


async def move_chat(statements: Statements, old_chat_id: int, new_chat_id: int) -> None:
    """Give the old chat's conversations to the new chat, merged where it has its own; a repeat is no harm.

    Where both have a setting, the new chat's is kept. Messages keep the old chat id: their numbers mean
    nothing in the supergroup, which counts its messages anew (Telegram Bot API, `migrate_to_chat_id`).
    """
    if old_chat_id == new_chat_id:
        return
    await statements.rows(_FORGET_MARKS, (old_chat_id,))
    for sql in (_GO_ON, _INHERIT, _MOVE_TURNS, _DROP_MERGED, _RENAME, _MOVE_LETTERS):
        await statements.rows(sql, (old_chat_id, new_chat_id))
    await statements.rows(_LEAVE, (old_chat_id,))
