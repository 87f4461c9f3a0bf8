"""What was asked and what it cost, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.events import Usage
from bot.core.quota import Spent, month_of

_NOTHING = Spent()


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its end, for the figures of `day`.

    `usage`: as GigaChat counted or, where it told nothing (a stopped answer), estimated; None if nothing was
    sent. `waited`: seconds in line; `first_text`: seconds from the question to the first text, None if none
    came.
    """

    day: date
    asker_id: int
    chat_id: int
    model: str
    failed: bool = False
    usage: Usage | None = None
    waited: float = 0.0
    first_text: float | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The tokens of a day and a month with an answer counted in: its asker's and, in a group, the group's."""

    person: Spent
    group: Spent | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over questions; seconds in line and to the first text are those of `answers` answers.

    Of `people` all who were forgotten since count as one.
    """

    questions: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    answers: int = 0
    waited: float = 0.0
    first_text: float = 0.0
    people: int = 0
    groups: int = 0

    @property
    def average_wait(self) -> float | None:
        """Seconds in line of one answer; None without answers."""
        return self.waited / self.answers if self.answers else None

    @property
    def average_first_text(self) -> float | None:
        """Seconds from a question to the first text of its answer; None without answers."""
        return self.first_text / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day's figures."""

    day: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """One model's figures."""

    model: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of this day and of this month, and each model's of the month."""

    day: Figures
    month: Figures
    models: Sequence[ModelFigures]


@dataclass(frozen=True, slots=True)
class Spending:
    """What a person or a group asked this day and this month, and the tokens that it took."""

    day_questions: int
    day_tokens: int
    month_questions: int
    month_tokens: int


def spending_of(days: Sequence[DayFigures], today: date, carried: Spent = _NOTHING) -> Spending:
    """Add up the figures of `today` and of its month; tokens that are `carried` count beside them."""
    month = [known.figures for known in days if known.day >= month_of(today)]
    present = [known.figures for known in days if known.day == today]
    return Spending(
        day_questions=sum(figures.questions for figures in present),
        day_tokens=carried.day + sum(figures.total_tokens for figures in present),
        month_questions=sum(figures.questions for figures in month),
        month_tokens=carried.month + sum(figures.total_tokens for figures in month),
    )
