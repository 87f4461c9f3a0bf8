"""A usage report: what a person or a group asked and spent, in words and as a picture."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date

from bot.accounts.pictures import bars, days_until
from bot.accounts.ports import LimitsTable, UsageTable
from bot.core.figures import DayFigures, spending_of
from bot.core.quota import Spent, Tariff, day_of, month_of


class UsageReports:
    """Reports what was spent; `now` is the wall clock in unix seconds. Calls raise `StorageError`.

    `carried` tells what of this day and month counts although it was erased from the archive.
    """

    def __init__(
        self,
        usage: UsageTable,
        limits: LimitsTable,
        tariff: Tariff,
        now: Callable[[], float],
        carried: Callable[[int], Spent],
    ) -> None:
        self._usage = usage
        self._limits = limits
        self._tariff = tariff
        self._now = now
        self._carried = carried

    async def of(self, each: int) -> tuple[dict[str, str | int], bytes | None]:
        """Return the variables of the words and a PNG, None where there is nothing to draw."""
        today = day_of(self._now(), self._tariff.zone)
        days = await self._usage.by_day(min(days_until(today)[0], month_of(today)), today, each)
        quota = self._tariff.quota(each, await self._limits.limits(each), of_group=each < 0)
        variables = asdict(spending_of(days, today, self._carried(each))) | {
            "whose": "person" if each > 0 else "group",
            "day_limit": quota.tokens_day,
            "month_limit": quota.tokens_month,
            "per_minute": quota.per_minute,
        }
        return variables, await _drawn(days, today)


async def _drawn(days: Sequence[DayFigures], today: date) -> bytes | None:
    tokens = {known.day: known.figures.total_tokens for known in days}
    shown = days_until(today)
    if not any(tokens.get(day) for day in shown):
        return None
    return await asyncio.to_thread(bars, [(day, tokens.get(day, 0)) for day in shown])
