"""The gate: who may not talk to the bot gets no further, and nothing is noted but who asked to be let in."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.filters import JOIN_TRANSITION, ChatMemberUpdatedFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, MessageGenerationStopped, TelegramObject

from bot.accounts.decisions import Decisions
from bot.accounts.ports import AccessTable
from bot.core.access import Policy, Standing, Verdict
from bot.telegram.access.newcomers import Newcomers
from bot.telegram.addressing import actor_of
from bot.telegram.callbacks import ForgetPressed
from bot.telegram.filters import OurCommand
from bot.telegram.middlewares import Handler
from bot.telegram.outgoing.courier import Courier

_JOINED = ChatMemberUpdatedFilter(JOIN_TRANSITION)
# What is stored of people is theirs, whatever admins decided of them.
_OWN_DATA = (OurCommand("privacy"), OurCommand("forget"))
_ERASE = ForgetPressed.filter()


class Gate(BaseMiddleware):
    """Stands before everything that handlers do; where the storage refuses to tell, nobody gets in.

    The rooms behind it note names and open conversations, so it comes first on every kind of update.
    """

    def __init__(
        self,
        policy: Policy,
        access: AccessTable,
        decisions: Decisions,
        newcomers: Newcomers,
        courier: Courier,
    ) -> None:
        self._policy = policy
        self._access = access
        self._decisions = decisions
        self._newcomers = newcomers
        self._courier = courier

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler for those who may talk, and for others who ask what is stored of them or erase it.

        Handlers receive as `outside` whether it is one of the others. Raises `StorageError`.
        """
        data["outside"] = False
        if await self._opens(event, data):
            return await handler(event, data)
        return None

    async def _opens(self, event: TelegramObject, data: dict[str, Any]) -> bool:
        match event:
            case Message():
                return await self._opens_to_message(event, data)
            case CallbackQuery():
                return await self._opens_to_press(event, data)
            case ChatMemberUpdated():
                return await self._opens_to_arrival(event, data)
            case MessageGenerationStopped():
                return await self._may_talk(event.chat.id, event.chat.id)
        return False

    async def _opens_to_message(self, message: Message, data: dict[str, Any]) -> bool:
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            return True  # nobody says anything: the group's ban moves along with its history
        actor = actor_of(message)
        if actor is None:
            return False
        standing, verdict = await self._judged(actor.id, message.chat.id)
        if verdict is Verdict.TALK:
            return True
        update = data["event_update"]
        if message.chat.type != "private" or update.message is None:
            return False
        if await _is_of_own_data(message, data):
            data["outside"] = known = await self._newcomers.knows(message, data["letters"])
            return known
        return await self._newcomers.lets_in(message, standing, data["letters"], update.update_id)

    async def _opens_to_press(self, query: CallbackQuery, data: dict[str, Any]) -> bool:
        if query.message is not None:
            person, chat = query.from_user.id, query.message.chat
            # Telegram offers the buttons of a private chat to nobody else; should it ever, nothing is done.
            own = chat.type != "private" or chat.id == person
            if own and await self._may_talk(person, chat.id):
                return True
            if own and chat.type == "private" and await _ERASE(query):
                data["outside"] = True
                return True
        ended = self._courier.at_once(AnswerCallbackQuery(callback_query_id=query.id))
        self._courier.asides.begin(ended)
        return False

    async def _opens_to_arrival(self, event: ChatMemberUpdated, data: dict[str, Any]) -> bool:
        if event.chat.type == "private" or not await _JOINED(event):
            return True  # a door that closes is noted whoever closed it
        person, group = await self._access.standings(event.from_user.id, event.chat.id)
        update_id = data["event_update"].update_id
        if group is Standing.BANNED:
            return False
        if self._policy.admits(event.chat.id, group):
            return event.from_user.id in self._policy.admins or person is not Standing.BANNED
        if event.from_user.id in self._policy.admins:
            await self._decisions.decide(event.chat.id, Standing.ALLOWED, event.from_user.id, update_id)
            return True
        if person is not Standing.BANNED:
            await self._newcomers.explain(event, group, data["letters"], update_id)
        return False

    async def _may_talk(self, person_id: int, chat_id: int) -> bool:
        _, verdict = await self._judged(person_id, chat_id)
        return verdict is Verdict.TALK

    async def _judged(self, person_id: int, chat_id: int) -> tuple[Standing, Verdict]:
        person, chat = await self._access.standings(person_id, chat_id)
        return person, self._policy.verdict(person_id, person, chat_id, chat)


async def _is_of_own_data(message: Message, data: dict[str, Any]) -> bool:
    """Tell whether a message can only be a command about what is stored; a reply may answer the bot."""
    if message.reply_to_message is not None:
        return False
    found = [await command(message, data["bot"], data["me"], data["rights"]) for command in _OWN_DATA]
    return any(found)
