"""The limiters: pure, so the time is a number."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram import ChatLimiter, TypingLimiter

PAUSES = st.lists(st.floats(0, 30, allow_nan=False), max_size=80)


def test_a_burst_of_three_then_one_a_second() -> None:
    """A private chat takes three calls at once and one more each second, and blocks the fourth for 10 s."""
    limiter = ChatLimiter()
    assert [limiter.admit(5, 0.0) for _ in range(3)] == [0, 0, 0]
    assert limiter.admit(5, 1.0) == 0
    assert limiter.admit(5, 1.5) == 10
    assert limiter.admit(5, 11.6) == 0


def test_hammering_doubles_the_block() -> None:
    """Each call during a block makes it longer, as it does at Telegram, and never beyond the longest."""
    limiter = ChatLimiter(longest=35)
    for _ in range(3):
        limiter.admit(5, 0.0)
    assert [limiter.admit(5, 0.0) for _ in range(4)] == [10, 20, 35, 35]
    assert limiter.admit(5, 34.9) == 35
    assert limiter.admit(5, 69.9) == 0


def test_chats_do_not_share_a_budget() -> None:
    """A block in one chat leaves another one free."""
    limiter = ChatLimiter()
    for _ in range(4):
        limiter.admit(5, 0.0)
    assert limiter.admit(6, 0.0) == 0


def test_a_group_takes_twenty_a_minute() -> None:
    """The twenty-first call within a minute is refused in a group and admitted in a private chat."""
    limiter = ChatLimiter()
    assert not any(limiter.admit(-5, 2.0 * n) or limiter.admit(5, 2.0 * n) for n in range(20))
    assert limiter.admit(-5, 40.0) == 10
    assert limiter.admit(5, 40.0) == 0


@given(PAUSES)
def test_no_schedule_beats_the_limits(pauses: list[float]) -> None:
    """However calls are spaced, a group admits at most 20 in any minute and three in any second."""
    limiter, now = ChatLimiter(), 0.0
    admitted: list[float] = []
    for pause in pauses:
        now += pause
        if limiter.admit(-5, now) == 0:
            admitted.append(now)
    assert all(late - early >= 60 - 1e-6 for early, late in zip(admitted, admitted[20:], strict=False))
    assert all(late - early >= 1 - 1e-6 for early, late in zip(admitted, admitted[3:], strict=False))


@given(PAUSES)
def test_whoever_waits_as_told_is_admitted(pauses: list[float]) -> None:
    """A bot that stays away for retry_after seconds is always served then (in a private chat)."""
    limiter, now = ChatLimiter(), 0.0
    for pause in pauses:
        now += pause
        wait = limiter.admit(5, now)
        if wait:
            now += wait
            assert limiter.admit(5, now) == 0


def test_the_gauge_shows_what_is_left() -> None:
    """A page can draw tokens, calls in the window and the rest of a block."""
    limiter = ChatLimiter()
    for _ in range(4):
        limiter.admit(-5, 0.0)
    assert limiter.gauge(-5, 0.5) == (0.5, 3, 9.5)


def test_typing_windows() -> None:
    """Twenty drafts in 5 s pass and the next must wait for the first to leave; so with 40 in 30 s."""
    limiter = TypingLimiter()
    assert not any(limiter.admit(5, 0.1 * n) for n in range(20))
    assert limiter.admit(5, 2.0) == 3
    assert not any(limiter.admit(5, 5.0 + n) for n in range(20))
    assert limiter.admit(5, 26.0) == 4
    assert limiter.admit(6, 26.0) == 0


@given(st.lists(st.floats(0, 3, allow_nan=False), max_size=150))
def test_typing_windows_hold(pauses: list[float]) -> None:
    """No 5 seconds hold more than 20 admitted drafts, no 30 seconds more than 40."""
    limiter, now = TypingLimiter(), 0.0
    admitted: list[float] = []
    for pause in pauses:
        now += pause
        if limiter.admit(5, now) == 0:
            admitted.append(now)
    assert all(late - early >= 5 - 1e-6 for early, late in zip(admitted, admitted[20:], strict=False))
    assert all(late - early >= 30 - 1e-6 for early, late in zip(admitted, admitted[40:], strict=False))
