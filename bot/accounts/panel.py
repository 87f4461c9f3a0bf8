"""The admin panel: what admins look up of people, groups, figures and acts, for /admin and the terminal."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.accounts.adjustments import Adjustments
from bot.accounts.pictures import days_until, last_days
from bot.accounts.ports import ActsTable, DirectoryTable, UsageTable
from bot.accounts.reports import balance_text, called, described
from bot.core.access import Policy
from bot.core.administration import NamedActs
from bot.core.errors import BotError, ModelError
from bot.core.figures import Overview, spending_of
from bot.core.models import Balance
from bot.core.people import Account, Group, Page, Person
from bot.core.quota import Tariff, day_of, month_of
from bot.locales import Words


@dataclass(frozen=True, slots=True)
class AdminPanel:
    """Looks up; `now` is in unix seconds. Every call may raise `StorageError`.

    `balance` asks GigaChat, and `advice` returns the key of what an owner can do about an error of it.
    """

    usage: UsageTable
    directory: DirectoryTable
    acts: ActsTable
    adjustments: Adjustments
    tariff: Tariff
    policy: Policy
    balance: Callable[[], Awaitable[list[Balance] | None]]
    advice: Callable[[BotError], str]
    now: Callable[[], float]

    async def overview(self) -> Overview:
        """Return the figures of this day and month."""
        today = self._today()
        month = month_of(today)
        return Overview(
            await self.usage.figures(today, today),
            await self.usage.figures(month, today),
            await self.usage.by_model(month, today),
        )

    async def balance_page(self, words: Words) -> str:
        """Return GigaChat's balance in words, or why it is not known."""
        try:
            return balance_text(words, await self.balance())
        except ModelError as error:
            return words("admin-balance-failed", advice=words(self.advice(error)))

    async def newest_acts(self, count: int) -> NamedActs:
        """Return the newest acts, the newest first, with the names of those whom they are about."""
        acts = await self.acts.newest(count)
        ids = {each for act in acts for each in (act.admin_id, act.subject) if each}
        return NamedActs(acts, {each: called(await self.directory.one(each), each) for each in ids})

    async def found(self, search: str, first: int, size: int, *, groups: bool) -> Page[Person] | Page[Group]:
        """Return `size` of the people or groups who are found, from the `first` on (0: the first)."""
        looking = self.directory.groups if groups else self.directory.people
        return await looking(search, first=first, size=size)

    async def account(self, each: int) -> Account:
        """Return what is known of a person or a group."""
        today = self._today()
        days = await self.usage.by_day(month_of(today), today, each)
        limits = await self.adjustments.limits(each)
        quota = self.tariff.quota(each, limits, of_group=each < 0)
        return Account(each, await self.directory.one(each), spending_of(days, today), limits, quota)

    async def described(self, each: int) -> str:
        """Return somebody's name with what tells it from others of that name; it ends with the id."""
        who = await self.directory.one(each)
        return str(each) if who is None else described(who)

    async def pictures(self) -> Sequence[bytes]:
        """Draw the last days as PNGs: questions, then tokens."""
        today = self._today()
        known = await self.usage.by_day(days_until(today)[0], today)
        return await asyncio.to_thread(last_days, known, today)

    def _today(self) -> date:
        return day_of(self.now(), self.tariff.zone)
