"""`check` looks at the database and changes nothing."""

import os
import sqlite3
from pathlib import Path

import pytest

from bot.core.errors import StorageError
from bot.storage.database import Database
from bot.storage.startup_check import Found, check_startup


async def test_nothing_is_made(tmp_path: Path) -> None:
    """Neither the file nor its folder appears by being looked for."""
    assert await check_startup(tmp_path / "new" / "bot.sqlite3") is Found.NOTHING
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a folder of nothing


async def test_a_present_database_is_left_as_it_is(tmp_path: Path) -> None:
    """An up-to-date file is told from an older one, and neither is migrated."""
    path = tmp_path / "bot.sqlite3"
    database = await Database.open(path)
    await database.close()
    assert await check_startup(path) is Found.PRESENT
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    before = path.read_bytes()
    assert await check_startup(path) is Found.OLDER
    assert path.read_bytes() == before


async def test_what_a_start_would_refuse_is_refused(tmp_path: Path) -> None:
    """A newer database, a foreign file and a folder that is none are refused in a sentence."""
    path = tmp_path / "bot.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="newer"):
        await check_startup(path)
    (tmp_path / "text").write_text("not a database, and long enough to be read as one" * 20)
    with pytest.raises(StorageError, match="not a SQLite database"):
        await check_startup(tmp_path / "text")
    with pytest.raises(StorageError, match="is not a folder"):
        await check_startup(tmp_path / "text" / "bot.sqlite3")
