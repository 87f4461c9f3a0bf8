"""The pacer against the sandbox's limiter, which knows Telegram's rules from elsewhere."""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.pacing import WINDOW, Allowance, ChatBudget
from bot.sandbox.telegram.limiter import ChatLimiter

PRIVATE, GROUP = 77, -77
# A final text waits for previews no longer than this (s), whatever they spent.
LONGEST_WAIT = 0.21


@dataclass(frozen=True, slots=True)
class Wish:
    """A call that somebody wants to make: when (s), where, how long it takes (s), and when it is counted.

    `counted` is the share of its time after which Telegram counts it.
    """

    at: float
    chat_id: int
    preview: bool
    first: bool
    seconds: float
    counted: float


wishes = st.lists(
    st.builds(
        Wish,
        at=st.floats(0, 90),
        chat_id=st.sampled_from([PRIVATE, GROUP]),
        preview=st.booleans(),
        first=st.booleans(),
        seconds=st.one_of(st.just(0.0), st.floats(0, 0.5), st.floats(0, 30)),
        counted=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=90,
)


class Play:
    """Carries wishes out as soon as the budgets allow, calls of any length side by side."""

    def __init__(self, wanted: list[Wish]) -> None:
        self.budgets = {chat_id: ChatBudget(Allowance.of_chat(chat_id)) for chat_id in (PRIVATE, GROUP)}
        self.limiter = ChatLimiter()
        self.refusals: list[tuple[float, Wish]] = []
        self.started: list[tuple[float, Wish]] = []
        self._events: list[tuple[float, int, str, Wish]] = []
        self._numbers = count()
        for wish in wanted:
            self._later(wish.at, "want", wish)

    def run(self) -> "Play":
        """Play to the end."""
        while self._events:
            now, _, kind, wish = heappop(self._events)
            budget = self.budgets[wish.chat_id]
            if kind == "want":
                self._want(now, wish, budget)
            elif kind == "end":
                budget.end(now)
            elif self.limiter.admit(wish.chat_id, now):
                self.refusals.append((now, wish))
        return self

    def _want(self, now: float, wish: Wish, budget: ChatBudget) -> None:
        at = budget.preview_at(now, first=wish.first) if wish.preview else budget.ready_at(now)
        if at > now:
            self._later(at, "want", wish)
            return
        budget.begin(now, preview=wish.preview)
        if wish.preview:
            assert budget.ready_at(now) <= now + LONGEST_WAIT, "a final text must not wait for a preview"
        self.started.append((now, wish))
        self._later(now + wish.seconds * wish.counted, "count", wish)
        self._later(now + wish.seconds, "end", wish)

    def _later(self, at: float, kind: str, wish: Wish) -> None:
        heappush(self._events, (at, next(self._numbers), kind, wish))


@given(wishes)
@settings(max_examples=200)
def test_telegram_never_says_later(wanted: list[Wish]) -> None:
    """Whatever is wanted when, and whenever a call is counted, nothing is refused and everything goes."""
    play = Play(wanted).run()
    assert play.refusals == []
    assert len(play.started) == len(wanted)


@pytest.mark.parametrize("chat_id", [PRIVATE, GROUP])
@pytest.mark.parametrize("seconds", [0.0, 0.3, 7.0])
@pytest.mark.parametrize("counted", [0.0, 1.0])
def test_a_crowd_is_served_within_the_minute(chat_id: int, seconds: float, counted: float) -> None:
    """Seventy final texts that want to go at once go one after another, and none meets a limit."""
    crowd = [
        Wish(0.0, chat_id, preview=False, first=False, seconds=seconds, counted=counted) for _ in range(70)
    ]
    assert Play(crowd).run().refusals == []


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(1, 600)), min_size=1, max_size=6), st.floats(0, 10))
def test_nothing_goes_during_a_flood(floods: list[tuple[float, int]], later: float) -> None:
    """After a 429 the chat is closed until the time that it named, for final texts too."""
    budget, now = ChatBudget(Allowance.of_chat(PRIVATE)), 0.0
    closed_until = 0.0
    for gap, retry_after in floods:
        now += gap
        budget.flood(now, retry_after)
        closed_until = max(closed_until, now + retry_after)
    assert budget.ready_at(now + later) >= closed_until
    assert budget.preview_at(now + later, first=True) >= closed_until


def test_floods_widen_the_distance_and_quiet_minutes_narrow_it() -> None:
    """Previews come more rarely after a flood, and as before once minutes have passed without one."""

    def distance(budget: ChatBudget, now: float) -> float:
        now = budget.preview_at(now)
        budget.begin(now, preview=True)
        budget.end(now)
        return budget.preview_at(now) - now

    budget = ChatBudget(Allowance.of_chat(PRIVATE))
    before = distance(budget, 0.0)
    for number in range(3):
        budget.flood(10.0 * number, 5)
    assert distance(budget, 30.0) >= 5 * before
    assert distance(budget, 30.0 + 5 * WINDOW) == before


def test_a_long_answer_in_a_group_goes_on_moving() -> None:
    """Twenty calls a minute are spread: no rush at the beginning, no standstill after it."""
    budget, now = ChatBudget(Allowance.of_chat(GROUP)), 0.0
    shown: list[float] = []
    while now < 600:
        now = budget.preview_at(now, first=not shown)
        budget.begin(now, preview=True)
        budget.end(now)
        shown.append(now)
    gaps = [later - earlier for earlier, later in pairwise(shown)]
    assert max(gaps) <= 6.0
    assert gaps[0] <= 2.0


def test_a_private_answer_moves_about_once_a_second() -> None:
    """In private a preview goes nearly each second, which is what Telegram grants, and not less."""
    budget, now = ChatBudget(Allowance.of_chat(PRIVATE)), 0.0
    for _ in range(100):
        now = budget.preview_at(now)
        budget.begin(now, preview=True)
        budget.end(now)
    assert 96 <= now <= 101


@given(
    st.sampled_from([PRIVATE, GROUP]),
    st.integers(1, 4),
    st.lists(st.floats(0, 3), max_size=60),
)
@settings(max_examples=200)
def test_each_growing_answer_has_its_final_text_in_reserve(
    chat_id: int, answers: int, pauses: list[float]
) -> None:
    """Several answers that end in the same moment wait at most as long as the burst makes them, unrefused."""
    budget, limiter, now = ChatBudget(Allowance.of_chat(chat_id)), ChatLimiter(), 0.0

    def call(at: float, *, preview: bool) -> None:
        assert limiter.admit(chat_id, at) == 0
        budget.begin(at, preview=preview)
        budget.end(at)

    for pause in pauses:
        now = budget.preview_at(now + pause, answers=answers)
        call(now, preview=True)
    ended = now
    for _ in range(answers):
        now = budget.ready_at(now)
        call(now, preview=False)
    assert now - ended <= max(0, answers - 1.8) + 0.25


def test_an_unused_ledger_is_idle() -> None:
    """A ledger that holds nothing any more can be dropped, and one with a call under way can't."""
    budget = ChatBudget(Allowance.of_chat(PRIVATE))
    assert budget.is_idle(0.0)
    budget.begin(0.0)
    assert not budget.is_idle(500.0)
    budget.end(500.0)
    assert not budget.is_idle(500.0 + WINDOW / 2)
    assert budget.is_idle(501.0 + WINDOW)
    budget.flood(600.0, 10)
    assert not budget.is_idle(605.0)
