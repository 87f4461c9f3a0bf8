"""A Bot API server of our own, with the people, chats, limits and faults behind it."""

from bot.sandbox.telegram.double import TelegramDouble
from bot.sandbox.telegram.faults import Fault
from bot.sandbox.telegram.limiter import ChatLimiter, TypingLimiter
from bot.sandbox.telegram.people import Attachment, Person
from bot.sandbox.telegram.store.callbacks import CallbackAnswer
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import Chat, User
from bot.sandbox.telegram.viewer import NotSeenError
from bot.sandbox.telegram.wire import Call, Event

__all__ = [
    "Attachment",
    "Call",
    "CallbackAnswer",
    "Chat",
    "ChatLimiter",
    "Event",
    "Fault",
    "Message",
    "NotSeenError",
    "Person",
    "TelegramDouble",
    "TypingLimiter",
    "User",
]
