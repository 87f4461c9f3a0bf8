"""A time in which nothing can be written down: told once, to the owner and to each chat."""

import asyncio
import logging
from collections.abc import Callable

from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import Update, User

from bot.core.errors import StorageError
from bot.locales import language_of, words_in
from bot.telegram.addressing import is_addressed, key_of
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.messages import message_to

log = logging.getLogger(__name__)

Heard = Callable[[StorageError | None], object]


class Outage:
    """Whether the storage refuses, and who was told so. What it says is not stored: it could not be.

    `heard` is told with which error an outage begins, and (None) that it is over.
    """

    def __init__(self, courier: Courier, me: User, heard: Heard = lambda _: None) -> None:
        self._courier = courier
        self._heard = heard
        self._me = me
        self._told: dict[int, int] = {}  # chats, and the update for which each was told
        self._lasts = False
        self._words: set[asyncio.Task[None]] = set()

    def begins(self, error: StorageError, update: Update | None) -> None:
        """Note that `update` can't be written down or worked off for now, and tell whoever sent it."""
        if not self._lasts:
            log.error("nothing can be stored, trying again until it can: %s", error)
            self._lasts = True
            self._heard(error)
        if update is not None and (word := self._word(update)) is not None:
            task = asyncio.create_task(self._say(word))
            self._words.add(task)
            task.add_done_callback(self._words.discard)

    def ends(self, update_id: int) -> None:
        """Note that this update was stored and worked off; whose own still waits is not told again."""
        self._told = {chat: told_for for chat, told_for in self._told.items() if told_for != update_id}
        if self._lasts:
            log.warning("the storage works again")
            self._lasts = False
            self._heard(None)

    async def close(self) -> None:
        """Say nothing any more."""
        for task in self._words:
            task.cancel()
        await asyncio.gather(*self._words, return_exceptions=True)

    def _word(self, update: Update) -> SendMessage | AnswerCallbackQuery | None:
        """Return what to tell, None where nobody is to be told, or was already."""
        query, message = update.callback_query, update.message or update.edited_message
        chat = query.from_user.id if query else message.chat.id if message else 0
        if chat in self._told or not (query or (message and is_addressed(message, self._me))):
            return None
        self._told[chat] = update.update_id
        if query is not None:
            text = _text(query.from_user)
            return AnswerCallbackQuery(callback_query_id=query.id, text=text, show_alert=True)
        return message_to(key_of(message), _text(message.from_user)) if message else None

    async def _say(self, word: SendMessage | AnswerCallbackQuery) -> None:
        if isinstance(word, AnswerCallbackQuery):
            await self._courier.at_once(word)
        else:
            await self._courier.deliver_or_log(word)


def _text(person: User | None) -> str:
    return words_in(language_of(person.language_code if person else None))("error-storage")
