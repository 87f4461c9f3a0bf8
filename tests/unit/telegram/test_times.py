"""How waits and moments are spelled: never later than said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.locales import words_in
from bot.telegram.times import spelled_moment, spelled_wait

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (0.0, "1 секунду", "1 second"), (39.2, "40 секунд", "40 seconds"), (52.0, "52 секунды", "52 seconds"),
        (60.0, "минуту", "a minute"), (61.0, "2 минуты", "2 minutes"), (300.0, "5 минут", "5 minutes"),
        (1260.0, "21 минуту", "21 minutes"), (5399.0, "90 минут", "90 minutes"),
        (5400.0, "2 часа", "2 hours"), (18_000.0, "5 часов", "5 hours"), (75_600.0, "21 час", "21 hours"),
        (172_799.0, "48 часов", "48 hours"), (172_801.0, "3 дня", "3 days"),
        (604_800.0, "7 дней", "7 days"), (1_814_400.0, "21 день", "21 days"),
    ],
)  # fmt: skip
def test_a_wait_is_rounded_up(seconds: float, russian: str, english: str) -> None:
    """Whoever comes back after the time that they were told finds it open; each plural is the right one."""
    assert spelled_wait(seconds, words_in("ru")) == russian
    assert spelled_wait(seconds, words_in("en")) == english


def test_a_moment_has_its_date_on_another_day() -> None:
    """Today's time stands alone, another day's with its date, both in the zone that is named."""
    now = datetime(2026, 5, 14, 23, 50, tzinfo=MOSCOW)
    soon = datetime(2026, 5, 14, 23, 58, 1, tzinfo=MOSCOW)
    assert spelled_moment(soon.timestamp(), now.timestamp(), MOSCOW) == "23:59 (Europe/Moscow)"
    midnight = datetime(2026, 5, 15, tzinfo=MOSCOW)
    assert spelled_moment(midnight.timestamp(), now.timestamp(), MOSCOW) == "15.05 00:00 (Europe/Moscow)"
