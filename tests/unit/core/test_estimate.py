"""The guess at how long somebody in line will wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.estimate import RECENT, RecentAnswers, expected_wait


def test_nothing_is_guessed_from_nothing() -> None:
    """Before the first answer no time is claimed."""
    assert expected_wait(RecentAnswers().average(), slots=1, place=3) is None


@pytest.mark.parametrize(
    ("average", "slots", "place", "seconds"),
    [
        (0.2, 1, 1, 10),  # never "in 0 seconds"
        (12.0, 1, 1, 10),
        (12.0, 1, 4, 50),
        (20.0, 1, 3, 60),
        (20.0, 1, 4, 60),  # 80 s: about a minute
        (20.0, 1, 5, 120),
        (20.0, 10, 5, 10),
        (30.0, 1, 20, 600),
        (30.0, 1, 27, 900),
    ],
)
def test_a_guess_is_rounded_as_people_say_it(average: float, slots: int, place: int, seconds: int) -> None:
    """Ten seconds, a minute, five minutes: no step claims more than an average can know."""
    assert expected_wait(average, slots, place) == seconds


@given(st.floats(0.1, 300), st.integers(1, 10), st.integers(1, 99))
def test_a_place_farther_back_never_waits_shorter(average: float, slots: int, place: int) -> None:
    """Rounding doesn't make the line seem to run backwards, and more slots don't make it longer."""
    here, behind = expected_wait(average, slots, place), expected_wait(average, slots, place + 1)
    more = expected_wait(average, slots + 1, place)
    assert here is not None
    assert behind is not None
    assert more is not None
    assert more <= here <= behind


def test_a_line_as_it_moves_is_met_by_the_guess() -> None:
    """With even answers of 30 s on three slots, the ninth in line waits for three rounds, as is said."""
    answers = RecentAnswers()
    for _ in range(3):
        answers.note(30.0)
    assert expected_wait(answers.average(), slots=3, place=9) == 120  # 90 s, to the minute


def test_the_guess_follows_the_hour() -> None:
    """Answers from long ago don't count any more."""
    answers = RecentAnswers()
    answers.note(10_000.0)
    for _ in range(RECENT):
        answers.note(5.0)
    assert answers.average() == 5.0
