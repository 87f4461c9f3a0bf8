"""What outgoing calls have in common."""

from typing import TypeVar

from aiogram.methods import (
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendRichMessage,
    TelegramMethod,
)

T = TypeVar("T")

# What these say of a message holds in its own chat alone.
OF_ONE_MESSAGE = (EditMessageText, EditMessageReplyMarkup, DeleteMessage)


def chat_of(method: TelegramMethod[T]) -> int:
    """Return the chat of a call that Telegram counts."""
    chat_id: int = getattr(method, "chat_id")  # noqa: B009 - every counted method has one
    return chat_id


def sends(method: TelegramMethod[T]) -> bool:
    """Tell whether a call makes a new message."""
    return isinstance(method, SendMessage | SendRichMessage | SendPhoto | SendDocument)
