"""How an answer ended, judged by what came of it."""

from dataclasses import fields

import pytest

from bot.core.conversation import TurnState
from bot.core.ending import (
    Ending,
    answer_of,
    broken,
    ending_of,
    finished,
    keeps_what_was_read,
    with_what_was_read,
)
from bot.core.errors import BlacklistedError, EmptyAnswerError, GivenUpError, QuotaExhaustedError
from bot.core.events import Finish, FinishReason

READ = "Это люди уже прочитали."


@pytest.mark.parametrize(
    ("ending", "text", "keeps"),
    [
        (Ending(TurnState.COMPLETE), "Да.", False),
        (Ending(TurnState.STOPPED), "Это", True),
        (Ending(TurnState.PENDING), "", True),
        (broken(QuotaExhaustedError("402"), ""), "", True),
        (broken(QuotaExhaustedError("402"), READ + " И ещё."), READ + " И ещё.", False),
        (finished(Finish(FinishReason.STOP), ""), "", True),
        (finished(Finish(FinishReason.BLACKLIST), ""), "", False),
        (Ending(TurnState.FAILED, error=GivenUpError("again")), "", False),
    ],
)
def test_what_was_read_stays_unless_more_came_or_it_must_go(ending: Ending, text: str, keeps: bool) -> None:
    """Nobody loses half an answer to a failure; a complete one, a refusal and a surrender replace it."""
    assert keeps_what_was_read(ending, text, READ) is keeps


def test_an_answer_that_keeps_its_text_is_cut_and_says_so() -> None:
    """It can go on, and its note does not claim that there is no text."""
    failed = with_what_was_read(finished(Finish(FinishReason.STOP), ""))
    assert failed.state is TurnState.CUT
    assert not isinstance(failed.error, EmptyAnswerError)
    assert with_what_was_read(Ending(TurnState.STOPPED)).state is TurnState.STOPPED


@pytest.mark.parametrize("error", [QuotaExhaustedError("402"), GivenUpError("again"), BlacklistedError("no")])
def test_a_stored_ending_is_the_same_ending(error: QuotaExhaustedError) -> None:
    """What the next process shows of a stored answer is what this one would have shown."""
    ending = broken(error, "")
    stored = ending_of(answer_of(ending, ""))
    for name in (each.name for each in fields(Ending) if each.name != "error"):
        assert getattr(stored, name) == getattr(ending, name)
    assert type(stored.error) is type(error)
