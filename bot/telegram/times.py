"""How waits and moments are told: rounded up, so never is it later than said."""

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from bot.core.quota import MINUTE, day_of
from bot.locales import Words

HOUR, DAY = 3600.0, 86_400.0
# The units of a wait, longest first, each with the shortest wait that is told in it (s).
_UNITS = (("days", DAY, 2 * DAY), ("hours", HOUR, 90 * MINUTE), ("minutes", MINUTE, MINUTE))


def spelled_wait(seconds: float, words: Words) -> str:
    """Return a wait as people say it, such as "5 minutes"; at least one second."""
    for unit, size, least in _UNITS:
        if seconds >= least:
            return words("wait", unit=unit, count=ceil(seconds / size))
    return words("wait", unit="seconds", count=max(1, ceil(seconds)))


def spelled_moment(at: float, now: float, zone: ZoneInfo) -> str:
    """Return a moment's time in the bot's time zone, with its date where that is another day's than now.

    Both are in unix seconds; the time is in whole minutes.
    """
    moment = ceil(at / MINUTE) * MINUTE
    local = datetime.fromtimestamp(moment, zone)
    time = f"{local:%H:%M}" if day_of(moment, zone) == day_of(now, zone) else f"{local:%d.%m %H:%M}"
    return f"{time} ({zone.key})"
