"""Settings are remembered beside the file; both always say the same."""

import asyncio
from pathlib import Path

import pytest

from bot.core.conversation import ConversationKey
from bot.core.errors import StorageError
from bot.storage.conversations import Conversations
from bot.storage.database import Database

KEY = ConversationKey(7)


async def in_the_file(path: Path, key: ConversationKey) -> str | None:
    """Return the model that a fresh look at the file finds."""
    database = await Database.open(path)
    try:
        return (await Conversations(database).settings(key)).model
    finally:
        await database.close()


@pytest.mark.parametrize("reads_first", [True, False])
async def test_a_change_beside_a_read_is_not_forgotten(tmp_path: Path, reads_first: bool) -> None:
    """Whoever comes first, a read under way never brings back what a change has replaced."""
    database = await Database.open(tmp_path / "bot.sqlite3")
    archive = Conversations(database)
    for number in range(20):
        archive.forget_settings()
        reading, changing = archive.settings(KEY), archive.set_model(KEY, f"model {number}")
        await asyncio.gather(*((reading, changing) if reads_first else (changing, reading)))
        assert (await archive.settings(KEY)).model == f"model {number}"
    await database.close()


async def test_a_change_that_was_refused_is_not_remembered(tmp_path: Path) -> None:
    """Where the file refuses, what is remembered stays what stands in the file."""
    path = tmp_path / "bot.sqlite3"
    database = await Database.open(path)
    archive = Conversations(database)
    await archive.set_model(KEY, "old")
    await archive.settings(KEY)
    await database.rows("PRAGMA query_only = ON")
    with pytest.raises(StorageError):
        await archive.set_model(KEY, "new")
    assert (await archive.settings(KEY)).model == "old"
    await database.close()
    assert await in_the_file(path, KEY) == "old"


async def test_a_chat_that_moved_brings_its_settings(tmp_path: Path) -> None:
    """The supergroup's settings are read anew once its group's have moved there."""
    database = await Database.open(tmp_path / "bot.sqlite3")
    archive = Conversations(database)
    group, supergroup = ConversationKey(-5), ConversationKey(-1005)
    await archive.set_model(group, "chosen")
    await archive.settings(supergroup)
    await archive.migrate_chat(group.chat_id, supergroup.chat_id)
    assert (await archive.settings(supergroup)).model == "chosen"
    assert (await archive.settings(group)).model is None
    await database.close()
