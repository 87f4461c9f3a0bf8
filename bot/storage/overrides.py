"""What admins changed without a restart."""

from bot.storage.database import Database

_ALL = "SELECT name, value FROM overrides"
_SET = """
INSERT INTO overrides (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value
"""
_CLEAR = "DELETE FROM overrides WHERE name = ?"


class Overrides:
    """The archive's table of changed settings, by name; every method may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, str]:
        """Return what differs from the settings of the start."""
        return {row["name"]: row["value"] for row in await self._database.rows(_ALL)}

    async def set(self, name: str, value: str) -> None:
        """Let a setting have this value from now on, and after restarts."""
        await self._database.rows(_SET, (name, value))

    async def clear(self, name: str) -> None:
        """Let a setting have the value of the start again."""
        await self._database.rows(_CLEAR, (name,))
