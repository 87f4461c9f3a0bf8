"""How much a person or a group may ask. Pure: `now` is an argument, in unix seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import inf
from zoneinfo import ZoneInfo

from bot.core.errors import BotError

MINUTE = 60.0


class Limit(StrEnum):
    """Which of the three limits is meant."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Quota:
    """Questions in any 60 s, tokens of a calendar day and of a month; 0 is no limit."""

    per_minute: int = 0
    tokens_day: int = 0
    tokens_month: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """One person's or group's exceptions from the default quota; None is the default, 0 no limit."""

    per_minute: int | None = None
    tokens_day: int | None = None
    tokens_month: int | None = None

    def over(self, default: Quota) -> Quota:
        """Return the quota that holds for them."""
        return Quota(
            default.per_minute if self.per_minute is None else self.per_minute,
            default.tokens_day if self.tokens_day is None else self.tokens_day,
            default.tokens_month if self.tokens_month is None else self.tokens_month,
        )


@dataclass(frozen=True, slots=True)
class Spent:
    """When the latest questions were asked (unix seconds, oldest first), and tokens of this day and month.

    `promised` of these tokens are estimated, for answers that are under way.
    """

    minute: Sequence[float] = ()
    day: int = 0
    month: int = 0
    promised: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """The limit that stands in the way longest, and the first moment at which none does.

    None says that there is no such moment: this question alone costs more than the limit. While a limit is
    used up its opening is told of such a question too: before that no other is let through either.
    `left` tokens are not enough for this question of about `estimate`, None: nothing is left. Without those
    that answers `under_way` may still take it would be let through.
    """

    what: Limit
    opens_at: float | None
    left: int | None = None
    estimate: int = 0
    under_way: bool = False

    @property
    def lasts_until(self) -> float:
        """`opens_at`, or infinity where there is no such moment."""
        return inf if self.opens_at is None else self.opens_at


class OverQuotaError(BotError):
    """A question was refused: by the asker's own limit or, `of_group`, by the group's.

    `fits_afresh`: without the conversation's memory it would not cost more than a whole limit.
    """

    words = "limit-refused"

    def __init__(self, refusal: Refusal, *, of_group: bool, fits_afresh: bool) -> None:
        super().__init__(f"the limit of a {refusal.what} is reached")
        self.refusal = refusal
        self.of_group = of_group
        self.fits_afresh = fits_afresh


@dataclass(frozen=True, slots=True)
class Tariff:
    """The quotas of whoever has no exceptions, of people and groups; days and months begin in `zone`.

    `admins` have no limits.
    """

    person: Quota
    group: Quota
    zone: ZoneInfo
    admins: frozenset[int] = frozenset()

    def quota(self, each: int, limits: Limits, *, of_group: bool) -> Quota:
        """Return what holds for an asker, or `of_group` for a group, with these exceptions."""
        if each in self.admins:
            return Quota()
        return limits.over(self.group if of_group else self.person)


def check(quota: Quota, spent: Spent, estimate: int, now: float, zone: ZoneInfo) -> Refusal | None:
    """Refuse a question of about `estimate` tokens that would exceed a limit; None lets it through.

    `zone` says where days and months begin; `spent` is of the day and month of `now` there.
    """
    recent = [asked_at for asked_at in spent.minute if asked_at <= now < asked_at + MINUTE]
    obstacles: list[Refusal] = []
    if 0 < quota.per_minute <= len(recent):
        obstacles.append(Refusal(Limit.MINUTE, recent[-quota.per_minute] + MINUTE))
    today = day_of(now, zone)
    used_up = False
    for what, limit, known in (
        (Limit.DAY, quota.tokens_day, spent.day),
        (Limit.MONTH, quota.tokens_month, spent.month),
    ):
        left = limit - (known - spent.promised)
        if not 0 < limit < known + estimate:
            continue
        if left <= 0:
            obstacles.append(Refusal(what, opening(what, today, zone)))
            used_up = True
        else:
            opens_at = opening(what, today, zone) if estimate <= limit else None
            obstacles.append(Refusal(what, opens_at, left, estimate, under_way=estimate <= left))
    if used_up:
        obstacles = [obstacle for obstacle in obstacles if obstacle.opens_at is not None]
    return max(obstacles, key=lambda obstacle: obstacle.lasts_until, default=None)


def crosses_warning(quota: Quota, before: Spent, after: Spent) -> Limit | None:
    """Return the limit of which an answer used up the first four fifths.

    Of two, the one that it used up as a whole; else the month's.
    """
    crossed = [
        (after_it >= limit, what)
        for what, limit, before_it, after_it in (
            (Limit.MONTH, quota.tokens_month, before.month, after.month),
            (Limit.DAY, quota.tokens_day, before.day, after.day),
        )
        if _crosses(limit, before_it, after_it)
    ]
    return max(crossed, key=lambda each: each[0])[1] if crossed else None


def opening(what: Limit, today: date, zone: ZoneInfo) -> float:
    """Return when the tokens of a day or a month that goes on `today` are counted afresh (unix seconds)."""
    months = what is Limit.MONTH
    first = (month_of(today) + timedelta(days=31)).replace(day=1) if months else today + timedelta(days=1)
    # Where clocks are put forward at midnight there is no 00:00: Python counts it by the old offset, which
    # gives the very moment of the change (PEP 495), the day's first.
    return datetime.combine(first, time(), zone).timestamp()


def day_of(now: float, zone: ZoneInfo) -> date:
    """Return the calendar day of a moment."""
    return datetime.fromtimestamp(now, zone).date()


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def _crosses(limit: int, before: int, after: int) -> bool:
    return limit > 0 and 5 * before < 4 * limit <= 5 * after
