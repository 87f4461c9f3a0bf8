"""Who speaks where, in which language."""

from collections.abc import Callable
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.core.conversation import Chat, ConversationKey, User
from bot.locales import language_of, words_in
from bot.telegram.addressing import Actor, actor_of, chat_of, key_of, user_of
from bot.telegram.memory import Memory
from bot.telegram.middlewares import Handler
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.say import Say


class People(Protocol):
    """Where chats and people are noted. Calls raise `StorageError`."""

    async def note_seen(self, chat: Chat, user: User | None, now: float) -> None:
        """Note that they were seen at `now` (unix seconds)."""
        ...


class Introduction(BaseMiddleware):
    """Adds `actor`, `key`, `words` and `say` to a message or a pressed button, and notes who was met."""

    def __init__(self, courier: Courier, memory: Memory, people: People, now: Callable[[], float]) -> None:
        self._courier = courier
        self._memory = memory
        self._people = people
        self._now = now

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler with what it needs to know."""
        if isinstance(event, Message):
            return await self._introduce(handler, event, event, actor_of(event), data)
        if isinstance(event, CallbackQuery) and event.message is not None:
            actor = Actor(event.from_user.id, event.from_user.full_name)
            return await self._introduce(handler, event, event.message, actor, data)
        return None

    async def _introduce(
        self, handler: Handler, event: Message | CallbackQuery, message: Any, actor: Any, data: dict[str, Any]
    ) -> Any:
        if actor is None:
            return None
        person = event.from_user
        await self._people.note_seen(chat_of(message.chat), user_of(person), self._now())
        key = key_of(message) if isinstance(message, Message) else ConversationKey(message.chat.id)
        settings = await self._memory.settings(key)
        words = words_in(settings.language or language_of(person.language_code if person else None))
        say = Say(self._courier, data["letters"], words, key, _answered(event) if key.chat_id < 0 else None)
        data.update(actor=actor, key=key, words=words, say=say, settings=settings)
        return await handler(event, data)


def _answered(event: Message | CallbackQuery) -> int | None:
    """Return the message to reply to: what a person wrote, or what opened the buttons that they press."""
    if isinstance(event, Message):
        return event.message_id
    opened_by = event.message.reply_to_message if isinstance(event.message, Message) else None
    own = opened_by and opened_by.from_user and opened_by.from_user.id == event.from_user.id
    return opened_by.message_id if opened_by and own else None
