"""Limits of questions and tokens, played over random times and over the edges of days and months."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import inf, nextafter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quota import (
    MINUTE,
    Limit,
    Limits,
    Quota,
    Refusal,
    Spent,
    check,
    crosses_warning,
    day_of,
    month_of,
)
from bot.core.tally import Tally

# Without changes of the clock, with them at night, at midnight (Cairo, Beirut, Havana: a day without 00:00,
# or with two), from midnight back to the day before (Nuuk), and as far from Greenwich as there is.
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Moscow",
        "Europe/Berlin",
        "Africa/Cairo",
        "Asia/Beirut",
        "America/Havana",
        "America/Nuuk",
        "Australia/Lord_Howe",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    )
]
MOSCOW = ZoneInfo("Europe/Moscow")


def moment(text: str, zone: ZoneInfo = MOSCOW) -> float:
    """Return the unix seconds of a wall clock's time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def changes(zone: ZoneInfo) -> list[float]:
    """Return when a zone's clocks are changed in some years, to the minute."""
    found = []
    at = datetime(2023, 1, 1, tzinfo=UTC)
    while at.year < 2027:
        later = at + timedelta(hours=6)
        if at.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            minutes = (at + timedelta(minutes=each) for each in range(361))
            before = at.astimezone(zone).utcoffset()
            found.append(next(m for m in minutes if m.astimezone(zone).utcoffset() != before).timestamp())
        at = later
    return found


EDGES = {
    zone.key: [
        *changes(zone),
        *(datetime(2024, month, 1, tzinfo=zone).timestamp() for month in range(1, 13)),
        moment("2024-02-29T00:00", zone),
        moment("2025-07-13T00:00", zone),
    ]
    for zone in ZONES
}
GAPS = st.one_of(st.floats(0, 20), st.floats(0, 40_000), st.sampled_from([0.0, 30.0, MINUTE, 86_400.0]))
WISHES = st.lists(st.tuples(GAPS, st.integers(0, 60)), max_size=60)
QUOTAS = st.one_of(
    st.builds(Quota, st.integers(1, 4)),
    st.builds(Quota, st.just(0), st.integers(1, 100), st.integers(0, 300)),
    st.builds(Quota, st.integers(0, 4), st.integers(0, 100), st.integers(0, 300)),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was let through, and its tokens."""

    at: float
    tokens: int


def spent_at(asked: list[Asked], now: float, zone: ZoneInfo) -> Spent:
    """Return what an archive and a memory would tell at `now`."""
    today = day_of(now, zone)
    return Spent(
        tuple(each.at for each in asked if each.at <= now),
        sum(each.tokens for each in asked if day_of(each.at, zone) == today),
        sum(each.tokens for each in asked if month_of(day_of(each.at, zone)) == month_of(today)),
    )


@st.composite
def plays(draw: st.DrawFn) -> tuple[ZoneInfo, Quota, list[tuple[float, int]]]:
    """Draw a zone, a quota, and wishes (when, tokens) that begin shortly before an edge of that zone."""
    zone = draw(st.sampled_from(ZONES))
    at = draw(st.sampled_from(EDGES[zone.key])) - draw(st.floats(0, 100_000))
    wishes = []
    for gap, tokens in draw(WISHES):
        at += gap
        wishes.append((at, tokens))
    return zone, draw(QUOTAS), wishes


@given(plays())
def test_never_more_than_the_limit_is_let_through(
    play: tuple[ZoneInfo, Quota, list[tuple[float, int]]],
) -> None:
    """No 60 seconds, no calendar day and no month holds more than the quota, whenever people ask."""
    zone, quota, wishes = play
    asked: list[Asked] = []
    for now, tokens in wishes:
        if check(quota, spent_at(asked, now, zone), tokens, now, zone) is None:
            asked.append(Asked(now, tokens))
    days: Counter[date] = Counter()
    months: Counter[date] = Counter()
    for each in asked:
        days[day_of(each.at, zone)] += each.tokens
        months[month_of(day_of(each.at, zone))] += each.tokens
        in_minute = sum(each.at <= other.at < each.at + MINUTE for other in asked)
        assert not quota.per_minute or in_minute <= quota.per_minute
    assert not quota.tokens_day or max(days.values(), default=0) <= quota.tokens_day
    assert not quota.tokens_month or max(months.values(), default=0) <= quota.tokens_month


@given(plays(), st.lists(st.floats(0, 1), max_size=5))
def test_a_refusal_tells_the_first_moment_at_which_it_would_be_none(
    play: tuple[ZoneInfo, Quota, list[tuple[float, int]]], shares: list[float]
) -> None:
    """Whoever comes back when they were told is let through, and nobody a moment earlier would have been."""
    zone, quota, wishes = play
    asked: list[Asked] = []
    for now, tokens in wishes:
        refusal = check(quota, spent_at(asked, now, zone), tokens, now, zone)
        if refusal is None:
            asked.append(Asked(now, tokens))
            continue
        opens_at = refusal.opens_at
        if opens_at is None:
            limit = quota.tokens_day if refusal.what is Limit.DAY else quota.tokens_month
            assert tokens > limit
            continue
        assert opens_at > now
        if tokens > min(each or inf for each in (quota.tokens_day, quota.tokens_month)):
            continue  # while a limit is used up this is told even of what never fits
        assert check(quota, spent_at(asked, opens_at, zone), tokens, opens_at, zone) is None
        earlier = [nextafter(opens_at - 2e-6, -inf), *(now + share * (opens_at - now) for share in shares)]
        for at in earlier:
            if now <= at < opens_at - 1e-6:  # Python's dates know microseconds
                assert check(quota, spent_at(asked, at, zone), tokens, at, zone) is not None


@pytest.mark.parametrize(
    ("zone", "now", "opens_at"),
    [
        ("Europe/Moscow", "2025-12-31T23:59:59+03:00", "2026-01-01T00:00:00+03:00"),
        ("Africa/Cairo", "2024-04-25T23:30:00+02:00", "2024-04-26T01:00:00+03:00"),  # no 00:00 that day
        ("America/Havana", "2024-11-02T12:00:00-04:00", "2024-11-03T00:00:00-04:00"),  # the first of two
        ("America/Havana", "2024-11-03T00:30:00-05:00", "2024-11-04T00:00:00-05:00"),  # within the second
        ("Asia/Beirut", "2024-03-30T12:00:00+02:00", "2024-03-31T01:00:00+03:00"),
    ],
)
def test_a_day_begins_where_people_live(zone: str, now: str, opens_at: str) -> None:
    """Midnight is the zone's own, also where clocks are changed at midnight."""
    at = datetime.fromisoformat(now).timestamp()
    refusal = check(Quota(tokens_day=10), Spent(day=10), 1, at, ZoneInfo(zone))
    assert refusal == Refusal(Limit.DAY, datetime.fromisoformat(opens_at).timestamp())


def test_of_several_limits_the_one_that_stands_longest_is_told() -> None:
    """Nobody is sent away to come back in a minute only to be sent away again."""
    now = moment("2025-01-30T12:00")
    minute = tuple(now - 10 + each for each in range(3))
    quota = Quota(per_minute=2, tokens_day=100, tokens_month=1000)
    assert check(quota, Spent(minute), 1, now, MOSCOW) == Refusal(Limit.MINUTE, now - 9 + MINUTE)
    tomorrow = Refusal(Limit.DAY, moment("2025-01-31T00:00"))
    assert check(quota, Spent(minute, 100, 100), 1, now, MOSCOW) == tomorrow
    next_month = Refusal(Limit.MONTH, moment("2025-02-01T00:00"))
    assert check(quota, Spent(minute, 100, 1000), 1, now, MOSCOW) == next_month
    assert check(quota, Spent(minute, 99, 999), 101, now, MOSCOW) == Refusal(Limit.DAY, None, 1, 101)


def test_a_limit_that_is_used_up_is_told_of_every_question() -> None:
    """Nobody is told to shorten a question when no question at all is let through before tomorrow."""
    now, tomorrow = moment("2025-01-30T12:00"), Refusal(Limit.DAY, moment("2025-01-31T00:00"))
    assert check(Quota(tokens_day=100), Spent(day=100), 101, now, MOSCOW) == tomorrow
    assert check(Quota(tokens_day=100), Spent(day=99), 101, now, MOSCOW) == Refusal(Limit.DAY, None, 1, 101)
    both = Quota(tokens_day=100, tokens_month=150)
    assert check(both, Spent(day=100, month=100), 151, now, MOSCOW) == tomorrow


def test_a_limit_is_called_used_up_only_when_it_is() -> None:
    """What is left is told of a question that needs more, and that answers under way hold some of it."""
    now, tomorrow = moment("2025-01-30T12:00"), moment("2025-01-31T00:00")
    quota = Quota(tokens_day=100)
    assert check(quota, Spent(day=70), 31, now, MOSCOW) == Refusal(Limit.DAY, tomorrow, 30, 31)
    waits = Refusal(Limit.DAY, tomorrow, 30, 20, under_way=True)
    assert check(quota, Spent(day=110, promised=40), 20, now, MOSCOW) == waits
    assert check(quota, Spent(day=140, promised=40), 20, now, MOSCOW) == Refusal(Limit.DAY, tomorrow)


def test_a_clock_that_was_put_back_locks_nobody_out() -> None:
    """Questions that seem to come from the future don't count for longer than they would have."""
    assert check(Quota(per_minute=1), Spent((5000.0,)), 0, 1000.0, MOSCOW) is None


def test_exceptions_stand_over_the_default() -> None:
    """An exception of 0 lifts a limit, none at all leaves the default."""
    default = Quota(10, 1000, 20_000)
    assert Limits().over(default) == default
    assert Limits(per_minute=0, tokens_day=5).over(default) == Quota(0, 5, 20_000)
    assert Limits(tokens_month=7).over(default) == Quota(10, 1000, 7)


@given(st.integers(0, 500), st.lists(st.integers(0, 100), max_size=30))
def test_the_warning_comes_once(limit: int, costs: list[int]) -> None:
    """Exactly the answer that reaches four fifths of a limit warns, however big the answers are."""
    warned, day = [], 0
    for cost in costs:
        after = day + cost
        if crosses_warning(Quota(tokens_day=limit), Spent(day=day), Spent(day=after)):
            warned.append(after)
        day = after
    reached = limit > 0 and day >= limit * 4 / 5
    assert len(warned) == reached
    assert all(5 * after >= 4 * limit for after in warned)


def test_the_month_warns_before_the_day() -> None:
    """One answer that crosses both warns of the limit that takes longer to open again."""
    quota = Quota(tokens_day=100, tokens_month=100)
    assert crosses_warning(quota, Spent(day=79, month=79), Spent(day=80, month=80)) is Limit.MONTH
    assert crosses_warning(quota, Spent(day=79, month=85), Spent(day=80, month=86)) is Limit.DAY
    assert crosses_warning(quota, Spent(day=80, month=85), Spent(day=99, month=99)) is None


def test_a_limit_that_is_used_up_is_told_before_one_that_comes_near() -> None:
    """Whoever can ask nothing more today hears that, and not that the month comes near."""
    quota = Quota(tokens_day=100, tokens_month=200)
    assert crosses_warning(quota, Spent(day=70, month=70), Spent(day=160, month=160)) is Limit.DAY
    assert crosses_warning(quota, Spent(day=70, month=70), Spent(day=210, month=210)) is Limit.MONTH


def test_ten_questions_at_once_are_ten() -> None:
    """Answers on their way count with what they are expected to cost, until their true cost is stored."""
    tally = Tally()
    for turn_id in range(10):
        tally.promise(turn_id, (7, -5), 100)
    tally.promise(11, (8, -5), 50)
    assert tally.spent(7, Spent(day=3, month=4), 0.0) == Spent((), 1003, 1004, 1000)
    assert tally.spent(-5, Spent(), 0.0) == Spent((), 1050, 1050, 1050)
    for turn_id in (*range(10), 0):
        tally.settle(turn_id)
    assert tally.spent(7, Spent(day=5), 0.0) == Spent((), 5, 0)


@given(st.lists(st.tuples(st.floats(0, 100), st.sets(st.sampled_from([1, 2, -3]), min_size=1)), max_size=60))
def test_the_last_minute_is_remembered_and_no_longer(steps: list[tuple[float, set[int]]]) -> None:
    """The tally tells of the questions that a quota asks for, and keeps nobody who is quiet."""
    tally, now, asked = Tally(), 1.7e9, []
    for gap, ids in steps:
        now += gap
        tally.asked(ids, now)
        asked += [(now, each) for each in ids]
        for each in (1, 2, -3):
            recent = tuple(at for at, who in asked if who == each and now < at + MINUTE)
            assert tally.spent(each, Spent(), now).minute == recent
    tally.asked([9], now + 1000)
    assert set(tally._asked) == {9}
