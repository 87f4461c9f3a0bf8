"""Whether a message that an edit has found may be the one whose sending was never confirmed. Pure."""

from collections.abc import Callable

from aiogram.types import Message

Fits = Callable[[Message], bool]


def fits(thread_id: int | None, reply_to: int | None) -> Fits:
    """Return the judge of found messages: in this topic, and a reply to this message or to none.

    In a forum several conversations share a chat, and each may have lost a message in the same moment.
    """

    def judge(found: Message) -> bool:
        thread = found.message_thread_id if found.is_topic_message else None
        answered = found.reply_to_message.message_id if found.reply_to_message else None
        if answered == thread:
            answered = None  # in a topic what replies to nothing "replies" to the topic's root
        return thread == thread_id and answered in {None, reply_to}

    return judge
