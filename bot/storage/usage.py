"""What was asked and what it cost, added up by day, asker, chat and model."""

import sqlite3
from datetime import date

from bot.core.events import Usage
from bot.core.figures import Answered, DayFigures, Figures, ModelFigures, Totals
from bot.core.quota import Spent, month_of
from bot.storage.database import Database, Statements

_COLUMNS = """
model, questions, failed, prompt_tokens, completion_tokens, total_tokens, answers, waited, first_text
"""
_ADD_UP = """
ON CONFLICT DO UPDATE SET questions = questions + excluded.questions, failed = failed + excluded.failed,
    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
    completion_tokens = completion_tokens + excluded.completion_tokens,
    total_tokens = total_tokens + excluded.total_tokens, answers = answers + excluded.answers,
    waited = waited + excluded.waited, first_text = first_text + excluded.first_text
"""
# INDEXED BY: by the primary key, a day of everybody would be read.
_OF = "SELECT coalesce(sum(total_tokens), 0) FROM usage INDEXED BY usage_{} WHERE {} AND day {}"
# SQLite evaluates RETURNING for a row right after its change, so these sums hold it.
_NOTE = f"""
INSERT INTO usage (day, asker_id, chat_id, {_COLUMNS})
VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
{_ADD_UP}
RETURNING ({_OF.format("asker", "asker_id = ?2", "= ?1")}) AS person_day,
    ({_OF.format("asker", "asker_id = ?2", "BETWEEN ?12 AND ?1")}) AS person_month,
    ({_OF.format("chat", "chat_id = ?3", "= ?1")}) AS group_day,
    ({_OF.format("chat", "chat_id = ?3", "BETWEEN ?12 AND ?1")}) AS group_month
"""  # noqa: S608 - put together from constants
_FIGURES = """
SELECT {}, sum(questions) AS questions, sum(failed) AS failed, sum(prompt_tokens) AS prompt_tokens,
    sum(completion_tokens) AS completion_tokens, sum(total_tokens) AS total_tokens, sum(answers) AS answers,
    sum(waited) AS waited, sum(first_text) AS first_text,
    count(DISTINCT CASE WHEN asker_id >= 0 THEN asker_id END) AS people,
    count(DISTINCT CASE WHEN chat_id < 0 THEN chat_id END) AS groups
FROM usage WHERE day BETWEEN ? AND ?
"""
_BY_DAY = _FIGURES.format("day") + " GROUP BY day ORDER BY day"
_BY_DAY_OF = _FIGURES.format("day") + " AND {} = ? GROUP BY day ORDER BY day"
_BY_MODEL = _FIGURES.format("model") + " GROUP BY model ORDER BY total_tokens DESC, model"
_ALL = _FIGURES.format("count(*) AS met")
_MOVE = f"""
INSERT INTO usage (day, asker_id, chat_id, {_COLUMNS})
SELECT day, iif(asker_id = ?1, ?2, asker_id), iif(chat_id = ?1, ?2, chat_id), {_COLUMNS}
FROM usage WHERE asker_id = ?1 OR chat_id = ?1 {_ADD_UP}
"""  # noqa: S608 - put together from constants
_LEAVE = "DELETE FROM usage WHERE asker_id = ?1 OR chat_id = ?1"
_NOTHING = Usage()


class StoredUsage:
    """The archive's table of usage; every method may raise StorageError. Days are those of the bot's zone.

    A person (id > 0) is meant wherever they ask; a group (id < 0) whoever asks there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_day(self, first: date, last: date, each: int | None = None) -> list[DayFigures]:
        """Return the figures of each day with a question from `first` to `last`: one's, or everybody's."""
        days = (first.isoformat(), last.isoformat())
        if each is None:
            rows = await self._database.rows(_BY_DAY, days)
        else:
            rows = await self._database.rows(_BY_DAY_OF.format(_column(each)), (*days, each))
        return [DayFigures(date.fromisoformat(row["day"]), _figures(row)) for row in rows]

    async def by_model(self, first: date, last: date) -> list[ModelFigures]:
        """Return the figures of each model from `first` to `last`, the one that cost most first."""
        rows = await self._database.rows(_BY_MODEL, (first.isoformat(), last.isoformat()))
        return [ModelFigures(row["model"], _figures(row)) for row in rows]

    async def figures(self, first: date, last: date) -> Figures:
        """Return the figures of all that was asked from `first` to `last`."""
        row = await self._database.row(_ALL, (first.isoformat(), last.isoformat()))
        return Figures() if row is None or not row["met"] else _figures(row)


async def note_usage(statements: Statements, answered: Answered) -> Totals:
    """Add one question's end, by one statement, and return what its asker and group have spent with it."""
    usage = answered.usage or _NOTHING
    came = answered.first_text is not None
    times = (1, answered.waited, answered.first_text) if came else (0, 0.0, 0.0)
    whose = (answered.day.isoformat(), answered.asker_id, answered.chat_id, answered.model)
    values = (int(answered.failed), usage.prompt, usage.completion, usage.total, *times)
    (row,) = await statements.rows(_NOTE, (*whose, *values, month_of(answered.day).isoformat()))
    group = Spent(day=row["group_day"], month=row["group_month"]) if answered.chat_id < 0 else None
    return Totals(Spent(day=row["person_day"], month=row["person_month"]), group)


async def move_usage(statements: Statements, old_id: int, new_id: int) -> None:
    """Count what one id asked and spent, or what was spent there, as another id's: 0 is nobody's."""
    await statements.rows(_MOVE, (old_id, new_id))
    await statements.rows(_LEAVE, (old_id,))


def _column(each: int) -> str:
    return "asker_id" if each > 0 else "chat_id"


def _figures(row: sqlite3.Row) -> Figures:
    return Figures(
        questions=row["questions"],
        failed=row["failed"],
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        total_tokens=row["total_tokens"],
        answers=row["answers"],
        waited=row["waited"],
        first_text=row["first_text"],
        people=row["people"],
        groups=row["groups"],
    )
