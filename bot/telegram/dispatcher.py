"""The dispatcher: routers, middlewares and what handlers receive by name."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiogram import Dispatcher
from aiogram.types import ErrorEvent, Message, User

from bot.core.conversation import ConversationKey
from bot.core.errors import BotError
from bot.dialog.afterlife import Afterlife
from bot.dialog.catalogue import Catalogue
from bot.dialog.run import Defaults
from bot.dialog.runs import Runs
from bot.locales import language_of, words_in
from bot.telegram.addressing import key_of
from bot.telegram.courier import Courier
from bot.telegram.failures import Failure, failure_of
from bot.telegram.memory import Memory
from bot.telegram.middlewares import AdminsChange, Albums, InOrder, Introduction, People
from bot.telegram.rights import Rights
from bot.telegram.routers import answers, commands, membership, model, questions, settings, showing, system
from bot.telegram.routers.membership import Doors
from bot.telegram.say import Say
from bot.telegram.turn_buttons import TurnButtons

log = logging.getLogger(__name__)

# The order matters: the first handler that matches takes the update, and every text may be a question.
_ROUTERS = (membership, commands, model, system, settings, showing, answers, questions)


class PeopleAndDoors(People, Doors, Protocol):
    """Where people and chats are noted."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the handlers work with."""

    me: User
    courier: Courier
    runs: Runs
    afterlife: Afterlife
    catalogue: Catalogue
    memory: Memory
    people: PeopleAndDoors
    defaults: Defaults
    now: Callable[[], float]


def make_dispatcher(parts: Parts, in_order: InOrder) -> Dispatcher:
    """Return the dispatcher of a bot; routers belong to one dispatcher, so each call makes new ones."""
    rights = Rights(parts.courier)
    dispatcher = Dispatcher(
        disable_fsm=True, me=parts.me, courier=parts.courier, runs=parts.runs, afterlife=parts.afterlife,
        catalogue=parts.catalogue, memory=parts.memory, doors=parts.people, rights=rights,
        defaults=parts.defaults, now=parts.now,
    )  # fmt: skip
    dispatcher.update.outer_middleware(in_order)
    introduction = Introduction(parts.courier, parts.memory, parts.people, parts.now)
    dispatcher.message.outer_middleware(introduction)
    dispatcher.message.outer_middleware(Albums())
    dispatcher.edited_message.outer_middleware(introduction)
    dispatcher.callback_query.outer_middleware(introduction)
    dispatcher.include_routers(*(module.make_router() for module in _ROUTERS))
    for router in dispatcher.sub_routers:
        router.callback_query.middleware(AdminsChange(rights))
        router.callback_query.middleware(TurnButtons(parts.memory, rights))
    # The bound method: aiogram takes an object with an async __call__ for a function, and never awaits it.
    dispatcher.errors.register(Apology(parts.courier).apologize)
    return dispatcher


class Apology:
    """Puts what went wrong in a handler into words, and logs what was not foreseen."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    async def apologize(self, event: ErrorEvent) -> None:
        """Log the error; tell the one who wrote or pressed, unless nobody can be told."""
        error, update = event.exception, event.update
        if failure_of(error) is Failure.CHAT_CLOSED:
            log.info("update %s can't be answered: %s", update.update_id, error)
            return
        if isinstance(error, BotError):
            log.error("update %s: %s: %s", update.update_id, type(error).__name__, error)
        else:
            log.error("update %s failed", update.update_id, exc_info=error)
        key = error.words if isinstance(error, BotError) else BotError.words
        message = update.message or update.edited_message
        if message is not None:
            self._say(message)(key)
        if update.callback_query is not None:
            query = update.callback_query
            words = words_in(language_of(query.from_user.language_code))
            await Say(self._courier, words, ConversationKey(query.from_user.id)).toast(query, key, alert=True)

    def _say(self, message: Message) -> Say:
        code = message.from_user.language_code if message.from_user else None
        return Say(self._courier, words_in(language_of(code)), key_of(message), message.message_id)
