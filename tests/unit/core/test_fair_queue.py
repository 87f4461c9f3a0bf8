"""The order in which people are served: first come first served, with and without precedence."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.core.fair_queue import PREFERRED_IN_A_ROW, FairQueue

Guest = tuple[int, bool]  # number in the order of arrival, whether with precedence
steps = st.lists(st.sampled_from(["join", "join first", "call", "leave"]), max_size=80)


@given(steps, st.randoms(use_true_random=False))
def test_the_order_that_is_told_is_the_order_that_comes(plan: list[str], random: Random) -> None:
    """Places are read off the very order in which people are then called, each exactly once."""
    line: FairQueue[Guest] = FairQueue()
    _play(line, plan, random)
    told = list(line)
    assert len(told) == len(line)
    assert [line.call() for _ in told] == told
    assert len(line) == 0


@given(steps, st.randoms(use_true_random=False))
def test_each_kind_is_served_in_the_order_of_its_coming(plan: list[str], random: Random) -> None:
    """Nobody overtakes one of their own kind, whoever leaves and joins in between."""
    line: FairQueue[Guest] = FairQueue()
    called = _play(line, plan, random) + list(line)
    for preferred in (True, False):
        numbers = [number for number, kind in called if kind is preferred]
        assert numbers == sorted(numbers)


@given(st.integers(0, 10), st.integers(1, 30))
def test_nobody_starves_behind_precedence(ahead: int, spells: int) -> None:
    """However many with precedence keep coming, the k-th of the others is called among the first 4k."""
    line: FairQueue[Guest] = FairQueue()
    for number in range(ahead + 1):
        line.join((number, False), preferred=False)
    calls = 0
    for number in range(spells * (ahead + 1) * (PREFERRED_IN_A_ROW + 1)):
        line.join((1000 + number, True), preferred=True)
        called = line.call()
        calls += 1
        if called == (ahead, False):
            break
    assert calls <= (ahead + 1) * (PREFERRED_IN_A_ROW + 1)


def test_precedence_goes_first_three_times_in_a_row() -> None:
    """Those with precedence overtake, but every fourth call is for the others."""
    line: FairQueue[str] = FairQueue()
    for name in "ab":
        line.join(name, preferred=False)
    for name in "ABCDE":
        line.join(name, preferred=True)
    assert "".join(line) == "ABCaDEb"


def _play(line: FairQueue[Guest], plan: list[str], random: Random) -> list[Guest]:
    called = []
    for number, step in enumerate(plan):
        if step.startswith("join"):
            line.join((number, step == "join first"), preferred=step == "join first")
        elif len(line):
            if step == "call":
                called.append(line.call())
            else:
                line.leave(random.choice(list(line)))
    return called
