"""How many streams are used while GigaChat refuses some, and how long a refused question waits."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.stream_limit import EASING, LONGEST_WAIT, ONE_BLOW, StreamLimit, wait_before_retry

gaps = st.lists(st.floats(0, 600), max_size=30)


@given(st.integers(1, 50), gaps, st.floats(0, 10_000))
def test_between_one_and_all_streams_are_used(count: int, between: list[float], later: float) -> None:
    """No run of refusals leaves no stream at all, and no calm grants more than there are."""
    slow, now = StreamLimit(count), 0.0
    for gap in between:
        now += gap
        before = slow.limit(now)
        slow.refused(now)
        assert max(1, before // 2) <= slow.limit(now) <= before
    assert slow.limit(now) <= slow.limit(now + later) <= count


@given(st.integers(1, 50), gaps, st.integers(0, 60))
def test_each_minute_without_a_refusal_gives_one_stream_back(
    count: int, between: list[float], minutes: int
) -> None:
    """After so many minutes of calm so many streams more are used, up to all of them."""
    slow, now = StreamLimit(count), 0.0
    for gap in between:
        now += gap
        slow.refused(now)
    at_first = slow.limit(now)
    assert slow.limit(now + minutes * EASING + 0.001) == min(count, at_first + minutes)
    assert slow.limit(now + count * EASING + 0.001) == count


@given(st.integers(1, 50), gaps)
def test_it_tells_when_one_more_is_to_be_had(count: int, between: list[float]) -> None:
    """Whoever sleeps until the told moment finds a higher limit, and so on up to the full one."""
    slow, now = StreamLimit(count), 0.0
    for gap in between:
        now += gap
        slow.refused(now)
    limits = [slow.limit(now)]
    while (at := slow.grows_at(now)) is not None:
        assert at > now
        now = at
        limits.append(slow.limit(now))
    assert all(more == less + 1 for less, more in pairwise(limits))
    assert limits[-1] == count


def test_refusals_of_one_moment_count_once() -> None:
    """Ten streams that are refused together halve what is used once, not to a single stream."""
    slow = StreamLimit(10)
    for number in range(10):
        slow.refused(number * 0.1)
    assert slow.limit(1.0) == 5
    slow.refused(ONE_BLOW)
    assert slow.limit(ONE_BLOW) == 2


@pytest.mark.parametrize(
    ("refusals", "retry_after", "wait"),
    [(1, None, 1), (2, None, 2), (3, None, 4), (5, None, 16), (6, None, 30), (5000, None, 30), (4, 7.0, 7)],
)
def test_waits_double_up_to_half_a_minute(refusals: int, retry_after: float | None, wait: float) -> None:
    """The schedule is 1, 2, 4… 30 s, and what GigaChat says itself goes before it."""
    assert wait_before_retry(refusals, retry_after, jitter=0.0) == wait


@given(st.integers(1, 1000), st.none() | st.floats(0, 60), st.floats(0, 1, exclude_max=True))
def test_jitter_never_makes_it_sooner(refusals: int, retry_after: float | None, jitter: float) -> None:
    """A spread wait is a little longer, never shorter, than what was said."""
    exact = wait_before_retry(refusals, retry_after, 0.0)
    assert exact <= wait_before_retry(refusals, retry_after, jitter) <= exact * 1.25
    assert retry_after is not None or exact <= LONGEST_WAIT
