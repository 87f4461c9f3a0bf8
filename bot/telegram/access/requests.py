"""Requests for access: how admins are asked whether to let somebody in, and who still waits for that."""

from dataclasses import dataclass

from aiogram.methods import SendMessage

from bot.accounts.ports import DirectoryTable, Languages
from bot.accounts.reports import called, described
from bot.core.access import Mode, Policy, Standing
from bot.core.people import Group, Person
from bot.locales import Words, language_of, words_in
from bot.telegram.keyboards import request_keyboard

# An admin is shown the newest requests, not a flood of them.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Requests:
    """Writes to admins who would like to talk. Calls raise `StorageError`."""

    policy: Policy
    languages: Languages
    directory: DirectoryTable

    async def to_all_admins(
        self, subject: int, language: str, key: str, **variables: str
    ) -> list[SendMessage]:
        """Return a request for each admin; `language` is the one in which who asked is answered."""
        requests = []
        for admin_id in sorted(self.policy.admins):
            words = words_in(language_of(await self.languages.language_code(admin_id)))
            keyboard = request_keyboard(words, subject, language)
            text = words(key, **variables)
            requests.append(SendMessage(chat_id=admin_id, text=text, reply_markup=keyboard))
        return requests

    async def undecided(self, admin_id: int, words: Words) -> list[SendMessage]:
        """Return for one admin the newest requests that nobody has answered, and a word if there are more.

        Whoever asked before an admin had opened the bot could not be shown to them: Telegram forbids it.
        """
        if self.policy.mode is Mode.OPEN:
            return []
        people = await self.directory.people(standing=Standing.ASKED, size=SHOWN)
        groups = await self.directory.groups(standing=Standing.ASKED, size=SHOWN)
        both: list[Person | Group] = [*people.rows, *groups.rows]
        asked = sorted(both, key=lambda who: who.seen_at or 0.0)[-SHOWN:]
        shown = [_request(admin_id, words, who) for who in asked if self._matters(who)]
        more = people.total + groups.total - len(asked)
        if more:
            shown.append(SendMessage(chat_id=admin_id, text=words("access-requests-more", count=more)))
        return shown

    async def count(self) -> int:
        """Return how many people and groups nobody has answered."""
        if self.policy.mode is Mode.OPEN:
            return 0
        people = await self.directory.people(standing=Standing.ASKED, size=1)
        return people.total + (await self.directory.groups(standing=Standing.ASKED, size=1)).total

    def _matters(self, who: Person | Group) -> bool:
        # Since they asked they may have been listed, or the bot put out of the group.
        gone = isinstance(who, Group) and who.seen_at is not None and not who.active
        return not gone and not self.policy.admits(who.id, who.standing)


def _request(admin_id: int, words: Words, who: Person | Group) -> SendMessage:
    if isinstance(who, Person):
        text = words("access-request", name=described(who))
    else:
        text = words("access-request-waiting-group", title=called(who, who.id), id=str(who.id))
    # In which language to answer them stands with their name, if it is known.
    keyboard = request_keyboard(words, who.id, words.language)
    return SendMessage(chat_id=admin_id, text=text, reply_markup=keyboard)
