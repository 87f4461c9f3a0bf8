"""Which of the messages that a search finds may be the lost one."""

from datetime import UTC, datetime

import pytest
from aiogram.types import Chat, Message

from bot.telegram.outgoing.lost_sends import fits

TOPIC = 50


def found(*, thread: int | None = None, answered: int | None = None, is_topic: bool = False) -> Message:
    """Return a message of a supergroup, in a thread, in reply to another."""
    chat = Chat(id=-1000000000001, type="supergroup")
    now = datetime.now(UTC)
    reply = Message(message_id=answered, date=now, chat=chat) if answered else None
    return Message(
        message_id=99, date=now, chat=chat, message_thread_id=thread, is_topic_message=is_topic or None,
        reply_to_message=reply,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("message", "thread_id", "reply_to", "expected"),
    [
        (found(), None, None, True),
        (found(answered=7), None, 7, True),
        (found(), None, 7, True),  # the question was deleted before the answer was sent
        (found(answered=8), None, 7, False),
        (found(answered=8), None, None, False),
        (found(thread=TOPIC, answered=7, is_topic=True), TOPIC, 7, True),
        (found(thread=TOPIC, answered=TOPIC, is_topic=True), TOPIC, None, True),
        (found(thread=TOPIC, answered=7, is_topic=True), None, 7, False),
        (found(answered=7), TOPIC, 7, False),
        (found(thread=7, answered=7), None, 7, True),  # a thread of replies is no topic
    ],
)
def test_a_lost_message_is_known_by_its_place(
    message: Message, thread_id: int | None, reply_to: int | None, expected: bool
) -> None:
    """What stands in another topic, or under another question, belongs to somebody else."""
    assert fits(thread_id, reply_to)(message) is expected
