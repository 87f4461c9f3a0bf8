"""How waits and moments are spelled: never later than said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.locales import words_in
from bot.telegram.access.limit_words import spelled_moment, spelled_wait

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("seconds", "spelled"),
    [
        (0.0, "через 1 с"), (39.2, "через 40 с"), (99.0, "через 99 с"), (100.0, "через 2 мин"),
        (7199.0, "через 120 мин"), (7200.0, "через 2 ч"),
        (172_799.0, "через 48 ч"), (172_801.0, "через 3 дн."),
    ],
)  # fmt: skip
def test_a_wait_is_rounded_up(seconds: float, spelled: str) -> None:
    """Whoever comes back after the time that they were told finds it open."""
    assert spelled_wait(seconds, words_in("ru")) == spelled


def test_a_moment_has_its_date_on_another_day() -> None:
    """Today's time stands alone, another day's with its date, both in the zone that is named."""
    now = datetime(2026, 5, 14, 23, 50, tzinfo=MOSCOW)
    soon = datetime(2026, 5, 14, 23, 58, 1, tzinfo=MOSCOW)
    assert spelled_moment(soon.timestamp(), now.timestamp(), MOSCOW) == "23:59 (Europe/Moscow)"
    midnight = datetime(2026, 5, 15, tzinfo=MOSCOW)
    assert spelled_moment(midnight.timestamp(), now.timestamp(), MOSCOW) == "15.05 00:00 (Europe/Moscow)"
