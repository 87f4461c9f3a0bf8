"""Standing, limits and figures of a group that became a supergroup and so has a new chat id."""

from bot.storage.database import Statements
from bot.storage.usage import ADD_UP

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
_COLUMNS = """
model, questions, failed, prompt_tokens, completion_tokens, total_tokens, answers, waited, first_text
"""
_USAGE = f"""
INSERT INTO usage (day, asker_id, chat_id, {_COLUMNS})
SELECT day, iif(asker_id = ?1, ?2, asker_id), iif(chat_id = ?1, ?2, chat_id), {_COLUMNS}
FROM usage WHERE asker_id = ?1 OR chat_id = ?1 {ADD_UP}
"""  # noqa: S608 - put together from constants
_MOVE = (
    _STANDING,
    _LIMITS,
    _USAGE,
    "UPDATE acts SET subject = ?2 WHERE subject = ?1",
    "UPDATE OR IGNORE broadcast_chats SET chat_id = ?2 WHERE chat_id = ?1",
)
_LEAVE = (
    "DELETE FROM access WHERE id = ?1",
    "DELETE FROM limits WHERE id = ?1",
    "DELETE FROM usage WHERE asker_id = ?1 OR chat_id = ?1",
    "DELETE FROM broadcast_chats WHERE chat_id = ?1",
)


async def move_footing(statements: Statements, old_chat_id: int, new_chat_id: int) -> None:
    """Give the new chat what admins decided of the old one, and what was spent there; a repeat is no harm.

    Where both have limits, the new chat's are kept; figures are added up.
    """
    if old_chat_id == new_chat_id:
        return
    for sql in _MOVE:
        await statements.rows(sql, (old_chat_id, new_chat_id))
    for sql in _LEAVE:
        await statements.rows(sql, (old_chat_id,))
