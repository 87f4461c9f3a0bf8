"""A report: what a person or a group asked and spent, in words and as a picture."""

import asyncio
from collections.abc import Callable
from datetime import date

from bot.accounts.pictures import bars, days_until
from bot.accounts.ports import LimitsTable, UsageTable
from bot.core.figures import DayFigures
from bot.core.quota import Spent, Tariff, day_of, month_of

Carried = Callable[[int], Spent]


def nothing_carried(_: int) -> Spent:
    """Return nothing, for figures of the archive alone."""
    return Spent()


class UsageReports:
    """Reports usage; `now` is the wall clock in unix seconds. Calls raise `StorageError`.

    `carried` tells what of this day and month counts although it was erased from the archive.
    """

    def __init__(
        self,
        usage: UsageTable,
        limits: LimitsTable,
        tariff: Tariff,
        now: Callable[[], float],
        carried: Carried = nothing_carried,
    ) -> None:
        self._usage = usage
        self._limits = limits
        self._tariff = tariff
        self._now = now
        self._carried = carried

    async def of(self, each: int) -> tuple[dict[str, str | int], bytes | None]:
        """Return the variables of the words and a PNG, None where there is nothing to draw."""
        variables, days = await self.figures(each)
        quota = self._tariff.quota(each, await self._limits.limits(each), of_group=each < 0)
        variables |= {
            "day_limit": quota.tokens_day,
            "month_limit": quota.tokens_month,
            "per_minute": quota.per_minute,
        }
        return variables, await self._drawn(days)

    async def figures(self, each: int) -> tuple[dict[str, str | int], list[DayFigures]]:
        """Return questions and tokens of this day and month, and all days since the oldest that is shown."""
        today = self._today()
        days = await self._usage.by_day(min(days_until(today)[0], month_of(today)), today, each)
        month = [known.figures for known in days if known.day >= month_of(today)]
        present = [known.figures for known in days if known.day == today]
        carried = self._carried(each)
        variables: dict[str, str | int] = {
            "whose": "person" if each > 0 else "group",
            "day_questions": sum(figures.questions for figures in present),
            "day_tokens": carried.day + sum(figures.total_tokens for figures in present),
            "month_questions": sum(figures.questions for figures in month),
            "month_tokens": carried.month + sum(figures.total_tokens for figures in month),
        }
        return variables, days

    def _today(self) -> date:
        return day_of(self._now(), self._tariff.zone)

    async def _drawn(self, days: list[DayFigures]) -> bytes | None:
        tokens = {known.day: known.figures.total_tokens for known in days}
        shown = days_until(self._today())
        if not any(tokens.get(day) for day in shown):
            return None
        return await asyncio.to_thread(bars, [(day, tokens.get(day, 0)) for day in shown])
