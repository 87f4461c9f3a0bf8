"""Hours of many people, in which the bot dies again and again, lose no question and no slot."""

import pytest

from tests.dialog.day import HOUR, Plan, describe, play


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(Plan(people=80, seconds=2 * HOUR, deaths=6), id="one stream"),
        pytest.param(Plan(people=150, seconds=HOUR, streams=3, deaths=6, seed=21), id="three streams"),
        pytest.param(Plan(people=150, seconds=HOUR, limit=5, deaths=6, seed=22), id="a full line"),
    ],
)
def test_hours_of_many_people(plan: Plan) -> None:
    """Each question ends as its asker may expect, nobody waits beyond their bound, and no slot is lost."""
    report = play(plan)
    told = describe(plan, report)
    assert report.wrong == []
    assert report.deaths == plan.deaths
    assert report.states["complete"] > report.asked / 3
    assert (report.states["no room"] > 0) == (plan.limit == 5), told
    assert (report.free_at_end, report.most_streams, report.refused) == (plan.streams, plan.streams, 0)
    assert report.most_waiting <= plan.limit
    assert [wait for wait in report.waits if wait.seconds > report.bound(wait, plan.streams)] == []
