"""The pacer of drafts against the sandbox's limiter, which knows Telegram's rules from elsewhere."""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.draft_pacing import LONGEST, DraftBudget
from bot.sandbox.telegram.limiter import TypingLimiter

PEER = 77
TAKES = 0.01  # seconds of a call in the plays of one answer


@dataclass(frozen=True, slots=True)
class Wish:
    """A call that somebody wants to make: when (s), how long it takes (s), and when it is counted.

    `counted` is the share of its time after which Telegram counts it.
    """

    at: float
    frame: bool
    first: bool
    seconds: float
    counted: float


wishes = st.lists(
    st.builds(
        Wish,
        at=st.floats(0, 70),
        frame=st.booleans(),
        first=st.booleans(),
        seconds=st.one_of(st.just(0.0), st.floats(0, 0.5), st.floats(0, 12)),
        counted=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=120,
)


class Play:
    """Carries wishes out as soon as the budget allows, calls of any length side by side."""

    def __init__(self, wanted: list[Wish]) -> None:
        self.budget = DraftBudget()
        self.limiter = TypingLimiter()
        self.refusals: list[float] = []
        self.started: list[float] = []
        self._events: list[tuple[float, int, str, Wish]] = []
        self._numbers = count()
        for wish in wanted:
            self._later(wish.at, "want", wish)

    def run(self) -> "Play":
        """Play to the end."""
        while self._events:
            now, _, kind, wish = heappop(self._events)
            if kind == "want":
                self._want(now, wish)
            elif kind == "end":
                self.budget.end(now)
            elif self.limiter.admit(PEER, now):
                self.refusals.append(now)
        return self

    def _want(self, now: float, wish: Wish) -> None:
        at = self.budget.frame_at(now, first=wish.first) if wish.frame else self.budget.ready_at(now)
        if at > now:
            self._later(at, "want", wish)
            return
        self.budget.begin(now, preview=wish.frame)
        self.started.append(now)
        self._later(now + wish.seconds * wish.counted, "count", wish)
        self._later(now + wish.seconds, "end", wish)

    def _later(self, at: float, kind: str, wish: Wish) -> None:
        heappush(self._events, (at, next(self._numbers), kind, wish))


@given(wishes)
@settings(max_examples=200)
def test_telegram_never_says_later(wanted: list[Wish]) -> None:
    """Whatever drafts and actions are wanted when, and whenever one is counted, none is refused or lost."""
    play = Play(wanted).run()
    assert play.refusals == []
    assert len(play.started) == len(wanted)


def lags(words: int, seconds: float) -> list[float]:
    """Play one answer behind its "Thinking" frame; return each word's lag but those of the last frame."""
    budget, limiter, seen, now = DraftBudget(), TypingLimiter(), list[float](), -0.5
    due = [seconds * number / words for number in range(1, words + 1)]
    while now < seconds:
        fresh = sum(word <= now for word in due) - len(seen)
        at = budget.frame_at(now, first=not seen)
        if at > now or (not fresh and now > 0):
            now = max(at, due[len(seen)] if len(seen) < words else seconds)
            continue
        budget.begin(now, preview=True)
        assert not limiter.admit(PEER, now + TAKES)
        now += TAKES
        budget.end(now)
        seen += [now - word for word in due[len(seen) : len(seen) + fresh]]
    return seen


@pytest.mark.parametrize(("words", "seconds", "mean"), [(400, 4, 0.25), (400, 10, 0.25), (240, 60, 0.5)])
def test_an_answer_flows(words: int, seconds: float, mean: float) -> None:
    """A short answer is shown quickly and a long one never stands still, within the documented limits."""
    found = lags(words, seconds)
    assert found[0] <= 0.1
    assert sum(found) / len(found) <= mean
    assert max(found) <= 1.5


def test_an_endless_answer_evens_out() -> None:
    """After its beginning an answer goes on at what the half-minute grants, with no gap of seconds."""
    budget, now, shown = DraftBudget(), 0.0, list[float]()
    while now < 600:
        now = budget.frame_at(now)
        budget.begin(now, preview=True)
        budget.end(now)
        shown.append(now)
    assert len(shown) >= 600 / 0.8
    assert max(later - earlier for earlier, later in pairwise(shown[120:])) <= 1.0


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(1, 600)), min_size=1, max_size=6), st.floats(0, 10))
def test_nothing_goes_during_a_flood(floods: list[tuple[float, int]], later: float) -> None:
    """After a 429 neither frames nor actions go until the time that it named."""
    budget, now, closed_until = DraftBudget(), 0.0, 0.0
    for gap, retry_after in floods:
        now += gap
        budget.flood(now, retry_after)
        closed_until = max(closed_until, now + retry_after)
    assert budget.ready_at(now + later) >= closed_until
    assert budget.frame_at(now + later) >= closed_until


def test_an_unused_ledger_is_idle() -> None:
    """A ledger that holds nothing any more can be dropped, and one with a call under way can't."""
    budget = DraftBudget()
    assert budget.is_idle(0.0)
    budget.begin(0.0, preview=True)
    assert not budget.is_idle(500.0)
    budget.end(500.0)
    assert not budget.is_idle(500.0 + LONGEST / 2)
    assert budget.is_idle(501.0 + LONGEST)
