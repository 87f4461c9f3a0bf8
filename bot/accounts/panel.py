"""The admin panel: everything that admins look up and change, in front of where it stands."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from bot.accounts.adjustments import Adjustments
from bot.accounts.pictures import days_until, last_days
from bot.accounts.ports import ActsTable, DirectoryTable, UsageTable
from bot.accounts.reports import (
    access_text,
    act_text,
    balance_text,
    called,
    described,
    figures_text,
    limits_text,
    subject_text,
)
from bot.accounts.usage_reports import UsageReports
from bot.core.access import Policy, Standing
from bot.core.entities import utf16_length
from bot.core.errors import BotError, ModelError
from bot.core.models import Balance
from bot.core.people import Group, Page, Person
from bot.core.quota import Quota, Tariff, day_of, month_of
from bot.locales import Words

# How many rows of a list, and how many acts, a page has.
ROWS, ACTS = 8, 20
# What of a message (4096 UTF-16 units) the lines of acts may take.
LOG_UNITS = 3900


@dataclass(frozen=True, slots=True)
class AdminPanel:
    """Writes the admins' pages; `now` is in unix seconds. Every call may raise `StorageError`."""

    usage: UsageTable
    directory: DirectoryTable
    acts: ActsTable
    usage_reports: UsageReports
    adjustments: Adjustments
    tariff: Tariff
    policy: Policy
    balance: Callable[[], Awaitable[list[Balance] | None]]
    advice: Callable[[BotError], str]
    now: Callable[[], float]

    async def figures(self, words: Words) -> str:
        """Return the figures of this day and month."""
        today = self._today()
        month = month_of(today)
        day, so_far = await self.usage.figures(today, today), await self.usage.figures(month, today)
        return figures_text(words, day, so_far, await self.usage.by_model(month, today))

    async def left(self, words: Words) -> str:
        """Return GigaChat's balance, or why it is not known."""
        try:
            return balance_text(words, await self.balance())
        except ModelError as error:
            return words("admin-balance-failed", advice=words(self.advice(error)))

    async def log(self, words: Words) -> str:
        """Return the newest acts, as many as one message holds."""
        acts = await self.acts.newest(ACTS)
        names = await self._names({each for act in acts for each in (act.admin_id, act.subject) if each})
        lines = [act_text(words, act, names, self.tariff.zone) for act in acts]
        lengths = accumulate(utf16_length(line) + 1 for line in lines)
        fitting = [line for line, length in zip(lines, lengths, strict=True) if length <= LOG_UNITS]
        return words("admin-acts", acts="\n".join(fitting) or words("admin-acts-none"))

    async def found(self, search: str, first: int, *, groups: bool) -> Page[Person] | Page[Group]:
        """Return a page of people or of groups."""
        looking = self.directory.groups if groups else self.directory.people
        return await looking(search, first=first, size=ROWS)

    async def subject(self, words: Words, each: int) -> str | None:
        """Return somebody's page, None for one of whom nothing is known."""
        who = await self.directory.one(each)
        if who is None:
            return None
        spent, _ = await self.usage_reports.figures(each)
        limits = await self.adjustments.limits(each)
        access = access_text(words, self.policy, each, who.standing)
        shown = limits_text(words, limits, self.tariff.quota(each, limits, of_group=each < 0))
        return subject_text(words, who, spent, access=access, limits=shown, zone=self.tariff.zone)

    async def quota(self, each: int) -> Quota:
        """Return the limits that hold for somebody."""
        return self.tariff.quota(each, await self.adjustments.limits(each), of_group=each < 0)

    async def described(self, each: int) -> str:
        """Return somebody's name with what tells it from others of that name; it ends with the id."""
        who = await self.directory.one(each)
        return str(each) if who is None else described(who)

    async def standing(self, each: int) -> Standing:
        """Return what somebody is to this bot."""
        who = await self.directory.one(each)
        return Standing.UNKNOWN if who is None else who.standing

    async def pictures(self) -> Sequence[bytes]:
        """Draw the last days as PNGs: questions, then tokens."""
        today = self._today()
        known = await self.usage.by_day(days_until(today)[0], today)
        return await asyncio.to_thread(last_days, known, today)

    async def _names(self, ids: Collection[int]) -> dict[int, str]:
        return {each: called(await self.directory.one(each), each) for each in ids}

    def _today(self) -> date:
        return day_of(self.now(), self.tariff.zone)
