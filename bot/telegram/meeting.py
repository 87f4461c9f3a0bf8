"""Telegram's chats and people as they are noted."""

from aiogram.types import Chat as TelegramChat
from aiogram.types import User as TelegramUser

from bot.core.conversation import Chat, User


def chat_of(chat: TelegramChat) -> Chat:
    """Return a chat as it is noted."""
    return Chat(chat.id, chat.type, chat.title, chat.username)


def user_of(user: TelegramUser | None) -> User | None:
    """Return a person as they are noted, None for a bot and for nobody."""
    if user is None or user.is_bot:
        return None
    return User(user.id, user.first_name, user.last_name, user.username, user.language_code)
