"""What was asked, added up."""

from datetime import date

from bot.core.figures import DayFigures, Figures, Spending, spending_of
from bot.core.quota import Spent


def test_a_day_counts_for_itself_and_for_its_month() -> None:
    """Days of an earlier month, which a picture needs, count for nothing; what is carried counts beside."""
    days = [
        DayFigures(date(2026, 2, 28), Figures(questions=100, total_tokens=10_000)),
        DayFigures(date(2026, 3, 1), Figures(questions=2, total_tokens=30)),
        DayFigures(date(2026, 3, 2), Figures(questions=1, total_tokens=5)),
    ]
    assert spending_of(days, date(2026, 3, 2)) == Spending(1, 5, 3, 35)
    assert spending_of(days, date(2026, 3, 2), Spent(day=7, month=70)) == Spending(1, 12, 3, 105)
    assert spending_of([], date(2026, 3, 2)) == Spending(0, 0, 0, 0)
