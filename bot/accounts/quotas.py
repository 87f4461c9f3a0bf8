"""Quotas in force: questions within the limits pass, and a warning is due when a limit comes near."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.accounts.ports import LimitsTable
from bot.core.errors import StorageError
from bot.core.figures import Answered, Totals
from bot.core.people import Footing
from bot.core.quota import (
    Limit,
    OverQuotaError,
    Quota,
    Refusal,
    Spent,
    Tariff,
    check,
    crosses_warning,
    day_of,
    month_of,
    opening,
)
from bot.core.tally import Tally
from bot.dialog.expense import ExpectedTokens
from bot.dialog.ports import Ask

log = logging.getLogger(__name__)

# Admitted updates whose answers are not paid yet; more than that are of answers that nobody will pay.
KEPT_AT_MOST = 10_000

Estimate = Callable[[Ask], Awaitable[ExpectedTokens]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Four fifths of a limit or all of it are used up: by a person or, `of_group`, by a group.

    `opens_at` (unix seconds) is when it begins afresh.
    """

    limit: Limit
    of_group: bool
    used: int
    allowed: int
    opens_at: float


Warn = Callable[[Ask, Crossing], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Side:
    id: int
    of_group: bool
    quota: Quota
    stored: Spent


class Quotas:
    """Knows what everybody has spent; `estimate` tells what a question will cost, `now` in unix seconds."""

    def __init__(
        self, tariff: Tariff, limits: LimitsTable, estimate: Estimate, warn: Warn, now: Callable[[], float]
    ) -> None:
        self._tariff = tariff
        self._limits = limits
        self._estimate = estimate
        self._warn = warn
        self._now = now
        self._tally = Tally()
        self._admitted: dict[int, tuple[Sequence[_Side], int]] = {}  # and the tokens promised
        self._carried: dict[int, tuple[date, Spent]] = {}
        self._refused: dict[tuple[int, Limit], date] = {}

    async def admit(self, ask: Ask) -> None:
        """Count a question that is within all limits; one whose update is worked off again counts once.

        Raises `OverQuotaError` where it is not, and `StorageError`; then nothing is counted.
        """
        if ask.question.asker_id in self._tariff.admins:
            return
        if ask.update_id is not None and ask.update_id in self._admitted:
            admitted, promised = self._admitted[ask.update_id]
            self._tally.promise(ask.update_id, [side.id for side in admitted], promised)
            return
        sides = await self._sides(ask)
        costly = any(side.quota.tokens_day or side.quota.tokens_month for side in sides)
        tokens = await self._estimate(ask) if costly else ExpectedTokens()
        # Nothing is awaited from here on, so of two that come at once the second sees the first.
        ids = [side.id for side in sides]
        self._refuse(sides, tokens)
        # What waited for the bot while it was away was not asked all at once.
        self._tally.asked(ids, _moment() - max(0.0, self._now() - ask.asked_at))
        if ask.update_id is not None:
            self._tally.promise(ask.update_id, ids, tokens.at_tip)
            if len(self._admitted) >= KEPT_AT_MOST:
                self._admitted.clear()
            self._admitted[ask.update_id] = sides, tokens.at_tip

    def settle(self, ask: Ask) -> None:
        """Note that nothing more is to be paid for an answer; a repeat is no harm."""
        if ask.update_id is not None:
            self._tally.settle(ask.update_id)

    async def paid(self, ask: Ask, answered: Answered, totals: Totals) -> None:
        """Warn whoever has used up four fifths of a limit by this answer, unless it has refused them."""
        known = self._admitted.pop(ask.update_id, None) if ask.update_id is not None else None
        if answered.usage is None or answered.asker_id in self._tariff.admins:
            return
        try:
            for side in await self._sides(ask) if known is None else known[0]:
                spent = totals.group if side.of_group else totals.person
                if spent is not None and (found := self._crossing(side, spent, answered)):
                    await self._warn(ask, found)
        except StorageError as error:
            log.warning("nobody is warned of a limit that comes near in chat %s: %s", ask.key.chat_id, error)

    async def carry(self, each: int) -> None:
        """Keep in memory what somebody has spent, who is erased from the file. Raises `StorageError`.

        Else whoever erased themselves could ask afresh.
        """
        today = self._today()
        footing = (await self._limits.visit(each, each, today)).person
        if each > 0:
            self._carried[each] = (today, self._with_carried(each, footing.spent))

    def carried(self, each: int) -> Spent:
        """Return what of this day and month is carried so; nothing of groups and of most people."""
        return self._with_carried(each, Spent())

    def _today(self) -> date:
        return day_of(self._now(), self._tariff.zone)

    async def _sides(self, ask: Ask) -> list[_Side]:
        asker_id, chat_id = ask.question.asker_id, ask.key.chat_id
        visit = await self._limits.visit(asker_id, chat_id, self._today())
        sides = [] if visit.group is None else [self._side(chat_id, visit.group, of_group=True)]
        # Of an anonymous admin nothing is known but the group.
        return sides if asker_id == chat_id < 0 else [self._side(asker_id, visit.person), *sides]

    def _side(self, each: int, footing: Footing, *, of_group: bool = False) -> _Side:
        quota = self._tariff.quota(each, footing.limits, of_group=of_group)
        return _Side(each, of_group, quota, self._with_carried(each, footing.spent))

    def _with_carried(self, each: int, stored: Spent) -> Spent:
        day, before = self._carried.get(each, (date.min, Spent()))
        today = self._today()
        if month_of(day) != month_of(today):
            return stored
        of_day = stored.day + (before.day if day == today else 0)
        return replace(stored, day=of_day, month=stored.month + before.month)

    def _refuse(self, sides: Sequence[_Side], tokens: ExpectedTokens) -> None:
        refused: list[tuple[_Side, Refusal]] = []
        now, moment = self._now(), _moment()
        for side in sides:
            spent = self._tally.spent(side.id, side.stored, moment)
            spent = replace(spent, minute=[now - (moment - asked) for asked in spent.minute])
            refusal = check(side.quota, spent, tokens.at_tip, now, self._tariff.zone)
            if refusal is not None:
                refused.append((side, refusal))
        if refused:
            side, worst = max(refused, key=lambda each: each[1].lasts_until)
            self._note_refusal(side.id, worst)
            fits_afresh = check(side.quota, Spent(), tokens.afresh, now, self._tariff.zone) is None
            raise OverQuotaError(worst, of_group=side.of_group, fits_afresh=fits_afresh)

    def _note_refusal(self, each: int, refusal: Refusal) -> None:
        if refusal.opens_at is not None and not refusal.under_way:
            if len(self._refused) >= KEPT_AT_MOST:
                self._refused.clear()
            self._refused[each, refusal.what] = self._today()

    def _crossing(self, side: _Side, stored: Spent, answered: Answered) -> Crossing | None:
        spent, cost = self._with_carried(side.id, stored), answered.usage.total if answered.usage else 0
        before = Spent(day=spent.day - cost, month=spent.month - cost)
        limit = crosses_warning(side.quota, before, spent)
        if limit is None or self._has_refused(side.id, limit, answered.day):
            return None
        of_month = limit is Limit.MONTH
        used = spent.month if of_month else spent.day
        allowed = side.quota.tokens_month if of_month else side.quota.tokens_day
        return Crossing(limit, side.of_group, used, allowed, opening(limit, answered.day, self._tariff.zone))

    def _has_refused(self, each: int, limit: Limit, day: date) -> bool:
        refused = self._refused.get((each, limit), date.min)
        return month_of(refused) == month_of(day) if limit is Limit.MONTH else refused == day


def _moment() -> float:
    # Only the loop's clock measures: the wall clock may be set back.
    return asyncio.get_running_loop().time()
