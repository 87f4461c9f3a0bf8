"""The dispatcher: routers, middlewares and what handlers receive by name."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aiogram import Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import ErrorEvent, Update, User

from bot.accounts.ports import OpenChats
from bot.core.conversation import ConversationKey
from bot.core.errors import BotError, StorageError
from bot.dialog.catalogue import Catalogue
from bot.dialog.follow_ups import FollowUps
from bot.dialog.run_context import Defaults
from bot.dialog.runs import Runs
from bot.locales import language_of, words_in
from bot.telegram.access.limit_words import LimitWords
from bot.telegram.addressing import key_of
from bot.telegram.memory import Memory
from bot.telegram.middlewares.albums import Albums
from bot.telegram.middlewares.gate import Gate
from bot.telegram.middlewares.introduction import Introduction, People
from bot.telegram.middlewares.over_quota import OverQuota
from bot.telegram.middlewares.setting_buttons import SettingButtons
from bot.telegram.middlewares.turn_buttons import TurnButtons
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import Failure, failure_of
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights
from bot.telegram.routers import (
    access,
    admin,
    answers,
    commands,
    membership,
    model,
    privacy,
    questions,
    settings,
    showing,
    system,
    usage,
)

log = logging.getLogger(__name__)

# The order matters: the first handler that matches takes the update, and every text may be a question.
_ROUTERS = (
    membership, access, admin, commands, model, system, settings, showing, usage, privacy, answers, questions,
)  # fmt: skip


class PeopleAndChats(People, OpenChats, Protocol):
    """Where people and chats are noted."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the handlers work with; `for_handlers` they receive by the names of its keys."""

    me: User
    courier: Courier
    runs: Runs
    follow_ups: FollowUps
    catalogue: Catalogue
    memory: Memory
    people: PeopleAndChats
    defaults: Defaults
    now: Callable[[], float]
    gate: Gate
    limit_words: LimitWords
    for_handlers: Mapping[str, Any]


def make_dispatcher(parts: Parts) -> Dispatcher:
    """Return the dispatcher of a bot; routers belong to one dispatcher, so each call makes new ones.

    Each update is fed with its `letters`, and with whether it `may_retry` should the storage refuse.
    """
    rights = Rights(parts.courier)
    dispatcher = Dispatcher(
        disable_fsm=True, me=parts.me, courier=parts.courier, runs=parts.runs, follow_ups=parts.follow_ups,
        catalogue=parts.catalogue, memory=parts.memory, open_chats=parts.people, rights=rights,
        defaults=parts.defaults, now=parts.now, **parts.for_handlers,
    )  # fmt: skip
    for kind in (
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "stopped_message_generation",
    ):
        dispatcher.observers[kind].outer_middleware(parts.gate)
    introduction = Introduction(parts.courier, parts.memory, parts.people, parts.now)
    dispatcher.message.outer_middleware(introduction)
    dispatcher.message.outer_middleware(Albums())
    dispatcher.edited_message.outer_middleware(introduction)
    dispatcher.callback_query.outer_middleware(introduction)
    over_quota = OverQuota(parts.limit_words)
    for kind in ("message", "edited_message", "callback_query"):
        dispatcher.observers[kind].outer_middleware(over_quota)
    dispatcher.include_routers(*(module.make_router() for module in _ROUTERS))
    for router in dispatcher.sub_routers:
        router.callback_query.middleware(SettingButtons(rights))
        router.callback_query.middleware(TurnButtons(parts.memory, rights))
    # The bound method: aiogram takes an object with an async __call__ for a function, and never awaits it.
    dispatcher.errors.register(Apology(parts.courier).apologize)
    return dispatcher


class Apology:
    """Puts what went wrong in a handler into words, and logs what was not foreseen."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    async def apologize(self, event: ErrorEvent, letters: Letters, may_retry: bool) -> object:
        """Log the error; tell the one who wrote or pressed, unless nobody can be told.

        A storage that refuses is left to the one who fed the update, as long as that may try again.
        """
        error, update = event.exception, event.update
        if isinstance(error, StorageError) and may_retry:
            return UNHANDLED
        if failure_of(error) is Failure.CHAT_CLOSED:
            log.info("update %s can't be answered: %s", update.update_id, error)
            return None
        if isinstance(error, BotError):
            log.error("update %s: %s: %s", update.update_id, type(error).__name__, error)
        else:
            log.error("update %s failed", update.update_id, exc_info=error)
        letters.are_an_apology = isinstance(error, StorageError)
        await self._tell(update, letters, _words_for(error))
        return None

    async def _tell(self, update: Update, letters: Letters, key: str) -> None:
        message, query = update.message or update.edited_message, update.callback_query
        if message is not None:
            words = words_in(language_of(message.from_user.language_code if message.from_user else None))
            Say(self._courier, letters, words, key_of(message), message.message_id)(key)
        if query is not None:
            words = words_in(language_of(query.from_user.language_code))
            say = Say(self._courier, letters, words, ConversationKey(query.from_user.id))
            await say.toast(query, key, alert=True)


def _words_for(error: Exception) -> str:
    # Neither "your question will be answered" nor "it is kept" is true of an update that is given up; nor is
    # every command or press a question.
    if isinstance(error, StorageError) or not isinstance(error, BotError) or error.words == BotError.words:
        return "error-defect"
    return error.words
