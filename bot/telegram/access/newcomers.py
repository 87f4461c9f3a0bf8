"""Newcomers: what is said to those who may not talk yet, and what admins are asked of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiogram.types import ChatMemberUpdated, Message
from aiogram.types import User as TelegramUser

from bot.accounts.ports import AccessTable
from bot.accounts.reports import name_with_id
from bot.core.access import Mode, Policy, Standing
from bot.core.conversation import Chat, ConversationKey, User
from bot.locales import Words, language_of, words_in
from bot.telegram.access.requests import Requests
from bot.telegram.addressing import chat_of, command_name, key_of, user_of
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say


class PeopleTable(Protocol):
    """Where it is noted who asks. Calls raise `StorageError`."""

    async def note_seen(self, chat: Chat | None, user: User | None, now: float) -> None:
        """Note what they are called at `now` (unix seconds)."""
        ...

    async def knows(self, user_id: int) -> bool:
        """Tell whether anything is stored of a person."""
        ...


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Speaks for the gate; `now` is the wall clock in unix seconds. Calls raise `StorageError`.

    Of those who ask to be let in it notes what they are called: admins decide by that.
    """

    policy: Policy
    access: AccessTable
    people: PeopleTable
    requests: Requests
    courier: Courier
    now: Callable[[], float]

    async def lets_in(self, message: Message, standing: Standing, letters: Letters, update_id: int) -> bool:
        """Tell whether a person who may not talk brings a valid invitation; else say what there is to say."""
        person = message.from_user
        if person is None or standing is Standing.BANNED:
            return False
        code = _code_in(message) if self.policy.mode is Mode.INVITE else ""
        if code and await self.access.redeem(code, person.id, self.now()):
            return True
        if standing is Standing.REFUSED:
            return False
        say = Say(self.courier, letters, _words_of(person), key_of(message))
        if code:
            say("access-code-spent")
            return False
        first = await self.access.asked_once(person.id, self.now(), update_id)
        if first or command_name(message) == "start":
            await self.people.note_seen(None, user_of(person), self.now())
            say("access-closed", mode=self.policy.mode.value, asked=self._asked)
        if first:
            language, name = _words_of(person).language, _described(person)
            request = await self.requests.to_all_admins(person.id, language, "access-request", name=name)
            letters.write(request)
        return False

    async def knows(self, message: Message, letters: Letters) -> bool:
        """Tell whether anything is stored of a person who may not talk; else say that nothing is."""
        person = message.from_user
        if person is None or await self.people.knows(person.id):
            return person is not None
        Say(self.courier, letters, _words_of(person), key_of(message))("privacy-nothing", id=str(person.id))
        return False

    async def explain(
        self, event: ChatMemberUpdated, standing: Standing, letters: Letters, update_id: int
    ) -> None:
        """Tell whoever added the bot to a group why it is silent there, and ask the admins, once."""
        person, group = event.from_user, event.chat
        if standing not in {Standing.UNKNOWN, Standing.ASKED} or person.is_bot:
            return
        await self.people.note_seen(chat_of(group), None, self.now())
        first = await self.access.asked_once(group.id, self.now(), update_id)
        say = Say(self.courier, letters, _words_of(person), ConversationKey(person.id))
        say("group-not-allowed", title=group.title or "", asked=self._asked)
        if first:
            told = {"title": group.title or "", "id": str(group.id), "name": _described(person)}
            language, key = _words_of(person).language, "access-request-group"
            letters.write(await self.requests.to_all_admins(group.id, language, key, **told))

    @property
    def _asked(self) -> str:
        return "yes" if self.policy.admins else "no"


def _described(person: TelegramUser) -> str:
    return name_with_id(person.full_name, person.username, person.id)


def _words_of(person: TelegramUser) -> Words:
    return words_in(language_of(person.language_code))


def _code_in(message: Message) -> str:
    """Return what follows /start, as a link with `?start=` makes a client send it."""
    if command_name(message) != "start":
        return ""
    return (message.text or "").partition(" ")[2].strip()
