"""Exceptions from the default limits, and what the gate asks of whoever comes."""

import sqlite3
from datetime import date

from bot.core.access import Standing
from bot.core.people import Footing, Visit
from bot.core.quota import Limits, Spent, month_of
from bot.storage.database import Database

_LIMITS = "SELECT per_minute, tokens_day, tokens_month FROM limits WHERE id = ?"
_SET = """
INSERT INTO limits (id, per_minute, tokens_day, tokens_month) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET per_minute = excluded.per_minute, tokens_day = excluded.tokens_day,
    tokens_month = excluded.tokens_month
"""
_CLEAR = "DELETE FROM limits WHERE id = ?"
# One statement for all that is asked before each question. An aggregate without GROUP BY is always one row.
_FOOTING = """
SELECT (SELECT standing FROM access WHERE id = {id}) AS standing, per_minute, tokens_day, tokens_month,
    coalesce(sum(total_tokens) FILTER (WHERE day = {day}), 0) AS day,
    coalesce(sum(total_tokens), 0) AS month
FROM (SELECT {id} AS id) AS who LEFT JOIN limits ON limits.id = who.id
    LEFT JOIN usage ON usage.{column} = who.id AND day BETWEEN {month} AND {day}
"""
_PERSON = _FOOTING.format(id="?1", day="?2", month="?3", column="asker_id")
_GROUP = _FOOTING.format(id="?1", day="?2", month="?3", column="chat_id")
_BOTH = f"{_PERSON} UNION ALL {_FOOTING.format(id='?4', day='?2', month='?3', column='chat_id')}"


class StoredLimits:
    """The archive's table of limits, and what stands beside it; every method may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def limits(self, each: int) -> Limits:
        """Return the exceptions of a person or a group."""
        row = await self._database.row(_LIMITS, (each,))
        return Limits() if row is None else Limits(*row)

    async def set_limits(self, each: int, limits: Limits) -> None:
        """Make exceptions; without any, the default holds again."""
        if limits == Limits():
            await self._database.rows(_CLEAR, (each,))
        else:
            row = (each, limits.per_minute, limits.tokens_day, limits.tokens_month)
            await self._database.rows(_SET, row)

    async def visit(self, asker_id: int, chat_id: int, today: date) -> Visit:
        """Return, by one statement, who asks where: standing, limits, tokens of this day and month."""
        days = (today.isoformat(), month_of(today).isoformat())
        if chat_id > 0:
            (person,) = await self._database.rows(_PERSON, (asker_id, *days))
            return Visit(_footing(person))
        if asker_id == chat_id:  # an anonymous admin, of whom nothing may be known
            (group,) = await self._database.rows(_GROUP, (chat_id, *days))
            return Visit(Footing(), _footing(group))
        person, group = await self._database.rows(_BOTH, (asker_id, *days, chat_id))
        return Visit(_footing(person), _footing(group))


def _footing(row: sqlite3.Row) -> Footing:
    return Footing(
        standing=Standing(row["standing"] or Standing.UNKNOWN),
        limits=Limits(row["per_minute"], row["tokens_day"], row["tokens_month"]),
        spent=Spent(day=row["day"], month=row["month"]),
    )
