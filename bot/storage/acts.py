"""The log of what admins did."""

from bot.core.administration import Act
from bot.storage.database import Database

# Also for those who note an act together with what it changes.
ADD = "INSERT INTO acts (at, admin_id, act, subject, details) VALUES (?, ?, ?, ?, ?)"
_NEWEST = """
SELECT id, at, admin_id, act, subject, details FROM acts ORDER BY id DESC LIMIT ?
"""


class Acts:
    """The archive's table of acts; every method may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, admin_id: int, act: str, now: float, *, subject: int | None = None, details: str | None = None
    ) -> None:
        """Note what an admin (0: the command line) changed at `now` (unix seconds), and about whom."""
        await self._database.rows(ADD, (now, admin_id, act, subject, details))

    async def newest(self, count: int) -> list[Act]:
        """Return the newest acts, the newest first."""
        return [Act(*row) for row in await self._database.rows(_NEWEST, (count,))]
