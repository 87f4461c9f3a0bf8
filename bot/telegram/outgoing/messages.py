"""What the bot's own messages have in common."""

from aiogram.methods import SendMessage
from aiogram.types import ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters

from bot.core.conversation import ConversationKey

Keyboard = InlineKeyboardMarkup | ForceReply

# An edit without this brings a preview back, so it goes with every send and edit.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def message_to(
    key: ConversationKey, text: str, keyboard: Keyboard | None = None, reply_to: int | None = None
) -> SendMessage:
    """Return a message to a conversation; `reply_to` is the id of the message that it answers."""
    return SendMessage(
        chat_id=key.chat_id,
        message_thread_id=key.thread_id or None,
        text=text,
        reply_markup=keyboard,
        link_preview_options=NO_PREVIEW,
        reply_parameters=reply_parameters(reply_to),
    )


def reply_parameters(message_id: int | None) -> ReplyParameters | None:
    """Return what makes a message a reply; it is sent, too, where the other one was deleted meanwhile."""
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
