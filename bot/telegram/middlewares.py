"""What every update passes before its handler: who speaks where, in which language."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.accounts.adjustments import Adjustments
from bot.core.conversation import Chat, ConversationKey, ConversationSettings, User
from bot.locales import language_of, words_in
from bot.telegram.addressing import Actor, actor_of, key_of
from bot.telegram.meeting import chat_of, user_of
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights

# Albums arrive within a second or so; only the latest matter.
KEPT_ALBUMS = 1000

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Memory(Protocol):
    """What the middlewares read and note. Calls raise `StorageError`."""

    async def settings(self, key: ConversationKey) -> ConversationSettings:
        """Return what a conversation changed."""
        ...


class People(Protocol):
    """Where chats and people are noted. Calls raise `StorageError`."""

    async def met(self, chat: Chat, user: User | None, now: float) -> None:
        """Note that they were seen at `now` (unix seconds)."""
        ...


class Introduction(BaseMiddleware):
    """Adds `actor`, `key`, `words` and `say` to a message or a pressed button, and notes who was met.

    Other bots, automatic forwards and messages of nobody end here.
    """

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
        await self._people.met(chat_of(message.chat), user_of(person), self._now())
        key = key_of(message) if isinstance(message, Message) else ConversationKey(message.chat.id)
        settings = await self._memory.settings(key)
        words = words_in(settings.language or language_of(person.language_code if person else None))
        say = Say(self._courier, data["letters"], words, key, _answered(event) if key.chat_id < 0 else None)
        data.update(actor=actor, key=key, words=words, say=say, settings=settings)
        return await handler(event, data)


class Adjusted(BaseMiddleware):
    """Lets each update find the settings as admins have changed them, in another process too."""

    def __init__(self, adjustments: Adjustments) -> None:
        self._adjustments = adjustments

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler after a look at what changed."""
        await self._adjustments.look_again()
        return await handler(event, data)


class Albums(BaseMiddleware):
    """Adds `goes_on` to a message: whether it continues an album, which comes picture by picture."""

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=KEPT_ALBUMS)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler with this knowledge."""
        album = event.media_group_id if isinstance(event, Message) else None
        data["goes_on"] = album in self._seen
        if album is not None and not data["goes_on"]:
            self._seen.append(album)
        return await handler(event, data)


class AdminsChange(BaseMiddleware):
    """Refuses a pressed button flagged `changes` to those who may not change this chat's settings."""

    def __init__(self, rights: Rights) -> None:
        self._rights = rights

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler, or say who may."""
        allowed = not get_flag(data, "changes") or await self._rights.may_change(
            data["key"].chat_id, data["actor"]
        )
        if allowed:
            return await handler(event, data)
        return await data["say"].toast(event, "toast-admins-only", alert=True)


def _answered(event: Message | CallbackQuery) -> int | None:
    """Return the message to reply to: what a person wrote, or what opened the buttons that they press."""
    if isinstance(event, Message):
        return event.message_id
    opened_by = event.message.reply_to_message if isinstance(event.message, Message) else None
    own = opened_by and opened_by.from_user and opened_by.from_user.id == event.from_user.id
    return opened_by.message_id if opened_by and own else None
