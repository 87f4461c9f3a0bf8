"""An archive in a real file, opened for one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.conversations import Conversations
from bot.storage.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a test keeps its database; nothing is there yet."""
    return tmp_path / "archive.sqlite3"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """Open the archive of one test and close it after."""
    opened = await Database.open(path)
    yield opened
    await opened.close()


@pytest.fixture
def conversations(database: Database) -> Conversations:
    """Return the conversations of the test's archive."""
    return Conversations(database)
