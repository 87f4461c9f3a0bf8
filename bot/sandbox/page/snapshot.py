"""The whole state at once, for a browser that comes new or was away for too long."""

from bot.sandbox.page.views import chat_view, draft_view, message_view, user_view
from bot.sandbox.telegram import Chat, TelegramDouble
from bot.sandbox.telegram.wire import Json

LATEST = 300  # messages of a chat


def world_view(telegram: TelegramDouble) -> Json:
    """Return people, chats, their latest messages, and the drafts that are on screens now."""
    users = [user_view(user) for user in telegram.world.users.values()]
    chats = list(telegram.world.chats.values())
    return {
        "bot": user_view(telegram.bot),
        "mine": [person.id for person in telegram.people],
        "people": users,
        "chats": [chat_view(chat, telegram.bot) for chat in chats],
        "messages": [view for chat in chats for view in _messages(telegram, chat)],
        "drafts": [draft_view(draft) for chat in chats for draft in telegram.drafts(chat)],
    }


def _messages(telegram: TelegramDouble, chat: Chat) -> list[Json]:
    return [message_view(message) for message in telegram.chat_history(chat)[-LATEST:]]
