"""Which Telegram messages ask and show a turn. A message shows one turn: the version that people read now."""

import json
from typing import Literal

from bot.core.conversation import MessageRef, Turn
from bot.storage.database import Database
from bot.storage.turn_rows import turn_of

Role = Literal["question", "answer"]

_ADD_ANSWER = """
INSERT INTO turn_messages (turn_id, role, part, chat_id, message_id)
SELECT ?, 'answer', key, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)
"""
_SENDS_NO_MORE = "UPDATE turns SET sending_after = NULL WHERE id = ? AND sending_after IS NOT NULL"
_DROP_ANSWER = "DELETE FROM turn_messages WHERE turn_id = ? AND role = 'answer'"
_MESSAGES = "SELECT chat_id, message_id FROM turn_messages WHERE turn_id = ? AND role = ? ORDER BY part"
# A message that shows a cut answer may also ask to go on with it: people who reply to it mean what they read.
_TURN_OF_MESSAGE = """
SELECT turns.* FROM turn_messages JOIN turns ON turns.id = turn_messages.turn_id
WHERE turn_messages.chat_id = ?1 AND turn_messages.message_id = ?2 AND role = coalesce(?3, role)
ORDER BY role, turn_messages.turn_id DESC LIMIT 1
"""
# Answers to one question message at one point of the conversation; a turn without a message stands alone.
VERSION_IDS = """
SELECT ?1 UNION SELECT other.turn_id FROM turn_messages AS mine
JOIN turn_messages AS other ON other.chat_id = mine.chat_id AND other.message_id = mine.message_id
WHERE mine.turn_id = ?1 AND mine.role = 'question' AND other.role = 'question'
    AND (SELECT parent_id FROM turns WHERE id = other.turn_id)
        IS (SELECT parent_id FROM turns WHERE id = ?1)
"""
_NEWEST_SHOWN = f"""
SELECT max(turn_id) FROM turn_messages WHERE role = 'answer' AND turn_id IN ({VERSION_IDS})
"""  # noqa: S608 - put together from constants
# A message that another version sent, and whose sending was never confirmed, is looked for as this one's.
_TAKE_OVER_DOUBT = f"""
UPDATE turns SET sending_after = (
    SELECT max(sending_after) FROM turns WHERE id IN ({VERSION_IDS}) AND state <> 'pending')
WHERE id = ?1 AND sending_after IS NULL
"""  # noqa: S608 - put together from constants
_DOUBT_NO_OTHER = f"""
UPDATE turns SET sending_after = NULL
WHERE id <> ?1 AND sending_after IS NOT NULL AND id IN ({VERSION_IDS})
"""  # noqa: S608 - put together from constants
_TAKE_OVER = "UPDATE turn_messages SET turn_id = ? WHERE turn_id = ? AND role = 'answer'"


class TurnMessages:
    """The archive's table of messages; every method may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set_answer_messages(self, turn_id: int, messages: list[MessageRef]) -> None:
        """Note that these messages show the answer, first part first, no others do, none is on its way."""
        parts = json.dumps([columns_of(message) for message in messages])
        async with self._database.transaction() as statements:
            await statements.rows(_DROP_ANSWER, (turn_id,))
            await statements.rows(_ADD_ANSWER, (turn_id, parts))
            await statements.rows(_SENDS_NO_MORE, (turn_id,))

    async def answer_messages(self, turn_id: int) -> list[MessageRef]:
        """Return the messages that show the answer, first part first."""
        return [MessageRef(*row) for row in await self._database.rows(_MESSAGES, (turn_id, "answer"))]

    async def take_over_messages(self, turn_id: int) -> list[MessageRef]:
        """Let a turn have the messages that show its question's answer now, and return them.

        One that another version may have sent without knowing goes with them (`sending_after`).
        """
        async with self._database.transaction() as statements:
            ((shown,),) = await statements.rows(_NEWEST_SHOWN, (turn_id,))
            if shown is not None and shown != turn_id:
                await statements.rows(_DROP_ANSWER, (turn_id,))
                await statements.rows(_TAKE_OVER, (turn_id, shown))
            await statements.rows(_TAKE_OVER_DOUBT, (turn_id,))
            await statements.rows(_DOUBT_NO_OTHER, (turn_id,))
            return [MessageRef(*row) for row in await statements.rows(_MESSAGES, (turn_id, "answer"))]

    async def question_message(self, turn_id: int) -> MessageRef | None:
        """Return the message that asked, None where there was none."""
        row = await self._database.row(_MESSAGES, (turn_id, "question"))
        return None if row is None else MessageRef(*row)

    async def turn_of_message(self, message: MessageRef, role: Role | None = None) -> Turn | None:
        """Return the newest turn that `message` shows or, if it shows none, asks; `role` names one."""
        row = await self._database.row(_TURN_OF_MESSAGE, (*columns_of(message), role))
        return None if row is None else turn_of(row)


def columns_of(message: MessageRef) -> tuple[int, int]:
    """Return chat_id and message_id."""
    return message.chat_id, message.message_id
