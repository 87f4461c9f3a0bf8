"""What a few hours of traffic leave behind."""

from tests.endurance.day import live


def test_hours_leave_nothing_but_history() -> None:
    """Traffic, bad weather and a restart leave no task, no descriptor and no object of a question behind."""
    first, *_, last = live(hours=2, seed=1, questions_an_hour=8)
    assert last.questions > first.questions
    assert last.tasks <= first.tasks + 2
    assert last.files <= first.files + 4
    # Settings, names and budgets of a dozen conversations stay in memory, nothing of a question does.
    assert last.objects < 1_500
    assert (last.database - first.database) / (last.questions - first.questions) < 40_000
