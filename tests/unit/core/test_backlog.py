"""Which questions are passed over after a long absence."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.backlog import ANSWERED, Waiting, passed_over

NOW, AGE = 100_000.0, 3600.0

lines = st.lists(st.tuples(st.floats(0, NOW), st.booleans()), max_size=12).map(
    lambda found: [Waiting(number, at, stands) for number, (at, stands) in enumerate(found)]
)


def test_the_newest_stale_questions_are_answered() -> None:
    """Of twenty questions from yesterday the last three are answered."""
    line = [Waiting(number, NOW - 5 * AGE + number, stands=False) for number in range(20)]
    assert passed_over(line, NOW, AGE) == list(range(17))


def test_fresh_questions_leave_the_stale_ones_their_three() -> None:
    """What was asked a moment ago is answered besides, and does not push older questions out."""
    stale = [Waiting(number, NOW - 2 * AGE, stands=False) for number in range(4)]
    fresh = [Waiting(number, NOW - 1, stands=False) for number in range(4, 9)]
    assert passed_over(stale + fresh, NOW, AGE) == [0]


@given(lines)
def test_only_stale_questions_without_an_answer_are_passed_over(line: list[Waiting]) -> None:
    """What people saw begin, or asked lately, is never passed over, and three of the stale ones never are."""
    gone = passed_over(line, NOW, AGE)
    by_id = {each.turn_id: each for each in line}
    assert all(not by_id[number].stands and NOW - by_id[number].asked_at > AGE for number in gone)
    stale = [each for each in line if not each.stands and NOW - each.asked_at > AGE]
    assert len(stale) - len(gone) == min(len(stale), ANSWERED)
    assert gone == sorted(gone)
