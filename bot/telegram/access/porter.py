"""The porter: what is said to those who may not talk yet, and what admins are asked of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiogram.methods import SendMessage
from aiogram.types import ChatMemberUpdated, Message, User

from bot.core.access import Mode, Policy, Standing
from bot.core.conversation import ConversationKey
from bot.locales import Words, language_of, words_in
from bot.telegram.access.choices import request_keyboard
from bot.telegram.access.decisions import AccessTable
from bot.telegram.addressing import command_name, key_of
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say


class Tongues(Protocol):
    """Where people's languages stand. Calls raise `StorageError`."""

    async def language_code(self, user_id: int) -> str | None:
        """Return a person's language as Telegram last told it."""
        ...


@dataclass(frozen=True, slots=True)
class Porter:
    """Speaks for the gate; `now` is the wall clock in unix seconds. Calls raise `StorageError`."""

    policy: Policy
    access: AccessTable
    tongues: Tongues
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
        elif await self.access.asked_once(person.id, self.now(), update_id):
            say("access-closed", mode=self.policy.mode.value, asked=self._asked)
            await self._ask_admins(letters, person.id, person, "access-request", name=_described(person))
        elif command_name(message) == "start":
            say("access-closed", mode=self.policy.mode.value, asked=self._asked)
        return False

    async def explain(
        self, event: ChatMemberUpdated, standing: Standing, letters: Letters, update_id: int
    ) -> None:
        """Tell whoever added the bot to a group why it is silent there, and ask the admins, once."""
        person, group = event.from_user, event.chat
        if standing not in {Standing.UNKNOWN, Standing.ASKED} or person.is_bot:
            return
        first = await self.access.asked_once(group.id, self.now(), update_id)
        say = Say(self.courier, letters, _words_of(person), ConversationKey(person.id))
        say("group-not-allowed", title=group.title or "", asked=self._asked)
        if first:
            words = {"title": group.title or "", "id": str(group.id), "name": _described(person)}
            await self._ask_admins(letters, group.id, person, "access-request-group", **words)

    @property
    def _asked(self) -> str:
        return "yes" if self.policy.admins else "no"

    async def _ask_admins(
        self, letters: Letters, subject: int, person: User, key: str, **variables: str
    ) -> None:
        language = _words_of(person).language
        for admin_id in sorted(self.policy.admins):
            words = words_in(language_of(await self.tongues.language_code(admin_id)))
            keyboard = request_keyboard(words, subject, language)
            text = words(key, **variables)
            letters.write([SendMessage(chat_id=admin_id, text=text, reply_markup=keyboard)])


def _described(person: User) -> str:
    """Return a person's name with what tells them from others of that name."""
    known = [f"@{person.username}"] if person.username else []
    return f"{person.full_name} ({', '.join([*known, str(person.id)])})"


def _words_of(person: User) -> Words:
    return words_in(language_of(person.language_code))


def _code_in(message: Message) -> str:
    """Return what follows /start, as a link with `?start=` makes a client send it."""
    if command_name(message) != "start":
        return ""
    return (message.text or "").partition(" ")[2].strip()
