"""What was asked and what it cost, against a plain list of it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conversation import Answer, ConversationKey, Question, TurnState
from bot.core.errors import StorageError
from bot.core.events import Usage
from bot.core.figures import Answered, DayFigures, Figures, ModelFigures, Totals
from bot.core.quota import Spent, month_of
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.usage import StoredUsage, note_usage
from tests.storage.spending import note, spent_by

FIRST = date(2025, 1, 30)
DAYS = st.integers(0, 3).map(lambda days: FIRST + timedelta(days=days))
PLACES = st.sampled_from([(1, 1), (1, -5), (2, -5), (2, -6), (-5, -5), (0, 0)])
COUNTS = st.integers(0, 1000)
QUARTERS = st.integers(0, 400).map(lambda quarters: quarters / 4)  # add up exactly in any order
ANSWERS = st.builds(
    lambda day, place, model, failed, usage, waited, first_text: Answered(
        day, place[0], place[1], model, failed, usage, waited, first_text
    ),
    DAYS,
    PLACES,
    st.sampled_from(["GigaChat-2", "GigaChat-2", "GigaChat-2-Pro"]),
    st.booleans(),
    st.none() | st.builds(Usage, COUNTS, COUNTS, COUNTS, COUNTS),
    QUARTERS,
    st.none() | QUARTERS,
)


def summed(answers: Iterable[Answered]) -> Figures:
    """Add up as a person with a pencil does."""
    answers = list(answers)
    usages = [each.usage for each in answers if each.usage]
    shown = [each for each in answers if each.first_text is not None]
    return Figures(
        questions=len(answers),
        failed=sum(each.failed for each in answers),
        prompt_tokens=sum(usage.prompt for usage in usages),
        completion_tokens=sum(usage.completion for usage in usages),
        total_tokens=sum(usage.total for usage in usages),
        answers=len(shown),
        waited=sum(each.waited for each in shown),
        first_text=sum(each.first_text or 0 for each in shown),
        people=len({each.asker_id for each in answers if each.asker_id >= 0}),
        groups=len({each.chat_id for each in answers if each.chat_id < 0}),
    )


def spent(answers: Iterable[Answered], today: date) -> Spent:
    """Return the tokens of a day, and of its month up to it."""
    month = [each for each in answers if month_of(today) <= each.day <= today]
    day = [each for each in month if each.day == today]
    return Spent(day=summed(day).total_tokens, month=summed(month).total_tokens)


async def noted(database: Database, answers: list[Answered]) -> None:
    """Note all and compare what is returned each time."""
    for count, answered in enumerate(answers, start=1):
        so_far = answers[:count]
        person = [each for each in so_far if each.asker_id == answered.asker_id]
        group = [each for each in so_far if each.chat_id == answered.chat_id]
        of_group = spent(group, answered.day) if answered.chat_id < 0 else None
        assert await note(database, answered) == Totals(spent(person, answered.day), of_group)


def is_of(each: int) -> Callable[[Answered], bool]:
    """Return what tells whether an answer counts for this person or group."""
    return lambda answered: (answered.asker_id if each > 0 else answered.chat_id) == each


@settings(max_examples=30)
@given(st.lists(ANSWERS, max_size=40), DAYS, DAYS)
async def test_figures_are_the_sums_of_what_was_noted(
    answers: list[Answered], one: date, other: date
) -> None:
    """Each sum, for a person, a group, a day, a model and all, holds every question once."""
    first, last = sorted((one, other))
    within = [each for each in answers if first <= each.day <= last]
    with TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "archive.sqlite3")
        try:
            usage = StoredUsage(database)
            await noted(database, answers)
            for each in (1, 2, -5, -6):
                theirs = list(filter(is_of(each), answers))
                assert await spent_by(database, each, last) == spent(theirs, last)
                assert await usage.by_day(first, last, each) == by_day(filter(is_of(each), within))
            assert await usage.by_day(first, last) == by_day(within)
            assert await usage.figures(first, last) == summed(within)
            assert await usage.by_model(first, last) == by_model(within)
        finally:
            await database.close()


def by_day(answers: Iterable[Answered]) -> list[DayFigures]:
    """Return the sums of each day that has any."""
    answers = list(answers)
    days = sorted({each.day for each in answers})
    return [DayFigures(day, summed(each for each in answers if each.day == day)) for day in days]


def by_model(answers: Iterable[Answered]) -> list[ModelFigures]:
    """Return the sums of each model, the one that cost most first."""
    answers = list(answers)
    models = {each.model for each in answers}
    found = [ModelFigures(model, summed(each for each in answers if each.model == model)) for model in models]
    return sorted(found, key=lambda each: (-each.figures.total_tokens, each.model))


async def test_a_question_is_noted_with_its_end_or_not_at_all(database: Database) -> None:
    """In the transaction of something else that fails, nothing is counted."""

    async def fail_after_noting() -> None:
        async with database.transaction() as statements:
            totals = await note_usage(statements, Answered(FIRST, 1, 1, "m", usage=Usage(total=5)))
            assert totals == Totals(Spent(day=5, month=5), None)
            await statements.rows("NONSENSE")

    with pytest.raises(StorageError):
        await fail_after_noting()
    assert await spent_by(database, 1, FIRST) == Spent()


def test_averages_are_those_of_answers_that_came() -> None:
    """Questions without an answer don't make the bot look faster than it is."""
    figures = summed(
        [
            Answered(FIRST, 1, 1, "m", waited=8.0, first_text=10.0),
            Answered(FIRST, 1, 1, "m", failed=True, waited=100.0),
            Answered(FIRST, 1, 1, "m", waited=4.0, first_text=5.0),
        ]
    )
    assert (figures.average_wait, figures.average_first_text) == (6.0, 7.5)
    assert (Figures().average_wait, Figures().average_first_text) == (None, None)


async def test_an_answer_is_paid_once(database: Database) -> None:
    """What an answer cost is stored with its end, in one transaction, and never a second time."""
    conversations = Conversations(database)
    question = Question("?", asker_id=1)
    turn = await conversations.begin_turn(ConversationKey(1), question, question_message=None, now=1.0)
    answer = Answer("!", TurnState.COMPLETE)
    paid = Answered(FIRST, 1, 1, "GigaChat-2", usage=Usage(3, 4, 7), first_text=1.0)
    assert await conversations.settle_turn(turn.id, answer, paid, 2.0) == Totals(Spent(day=7, month=7), None)
    assert await conversations.settle_turn(turn.id, answer, paid, 3.0) is None
    assert await spent_by(database, 1, FIRST) == Spent(day=7, month=7)
    assert [left.turn.answer for left in await conversations.unfinished()] == [answer]
