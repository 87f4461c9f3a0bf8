"""The file and its transactions: what they survive."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.core.errors import StorageError
from bot.storage.database import Database

CHAT = "INSERT INTO chats (id, type, seen_at) VALUES (?, 'private', 0)"


async def chats(database: Database) -> list[int]:
    """Return the ids of all chats."""
    return [row["id"] for row in await database.rows("SELECT id FROM chats ORDER BY id")]


async def insert_twice(database: Database, one: int, other: int) -> None:
    """Store two chats in one transaction."""
    async with database.transaction() as statements:
        await statements.rows(CHAT, (one,))
        await statements.rows(CHAT, (other,))


async def test_a_new_file_comes_with_its_folder_and_is_private(tmp_path: Path) -> None:
    """People's conversations aren't readable for other users of the machine."""
    path = tmp_path / "a #folder?" / "of 100%" / "bot.sqlite3"
    database = await Database.open(path)
    await database.rows(CHAT, (1,))
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await database.close()
    assert modes == {0o600}
    assert [file.name for file in path.parent.iterdir()] == ["bot.sqlite3"]


async def test_the_connection_is_durable_and_strict(database: Database) -> None:
    """Readers don't wait for writers, references are checked, a busy file is waited for."""
    values = [
        (await database.rows(f"PRAGMA {name}"))[0][0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    ]
    assert values == ["wal", 1, 1, 5000]


async def test_a_restart_keeps_everything(path: Path) -> None:
    """What one process stored, the next one reads."""
    first = await Database.open(path)
    await first.rows(CHAT, (1,))
    await first.close()
    second = await Database.open(path)
    assert await chats(second) == [1]
    await second.close()


async def test_a_failed_statement_takes_the_whole_transaction_back(database: Database) -> None:
    """No transaction is stored by halves, and the next one works."""
    with pytest.raises(StorageError, match="UNIQUE"):
        await insert_twice(database, 1, 1)
    await insert_twice(database, 2, 3)
    assert await chats(database) == [2, 3]


@pytest.mark.parametrize(("moment", "stored"), [(0, []), (1, []), (2, []), (3, [1, 2])])
async def test_a_cancelled_task_leaves_no_open_transaction(
    database: Database, moment: int, stored: list[int]
) -> None:
    """A cancellation in BEGIN, between statements or in COMMIT stores all or nothing and frees the file."""

    def cancel_at(now: int) -> None:
        task = asyncio.current_task()
        assert task is not None
        if now == moment:
            task.cancel()

    async def write() -> None:
        cancel_at(0)
        async with database.transaction() as statements:
            cancel_at(1)
            await statements.rows(CHAT, (1,))
            cancel_at(2)
            await statements.rows(CHAT, (2,))
            cancel_at(3)

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(write())
    assert await chats(database) == stored
    async with database.transaction() as statements:
        await statements.rows(CHAT, (3,))
    assert await chats(database) == [*stored, 3]


async def test_impatient_cancellations_change_nothing(database: Database) -> None:
    """A task that is cancelled again and again, as at a hurried shutdown, still ends its transaction."""
    task = asyncio.create_task(insert_twice(database, 1, 2))
    while not task.done():
        task.cancel()
        await asyncio.sleep(0)
    assert await chats(database) == []
    await database.rows(CHAT, (3,))
    assert await chats(database) == [3]


async def test_tasks_neither_see_nor_share_an_open_transaction(database: Database) -> None:
    """A statement of another task waits for the transaction and isn't rolled back with it."""
    inside = asyncio.Event()

    async def fail() -> None:
        async with database.transaction() as statements:
            await statements.rows(CHAT, (1,))
            inside.set()
            await statements.rows(CHAT, (2,))
            await statements.rows("NONSENSE")

    async def read_and_write() -> list[int]:
        await inside.wait()
        seen = await chats(database)
        await database.rows(CHAT, (3,))
        return seen

    failed, seen = await asyncio.gather(fail(), read_and_write(), return_exceptions=True)
    assert isinstance(failed, StorageError)
    assert seen == []
    assert await chats(database) == [3]


async def test_closing_waits_for_a_transaction_and_is_final(path: Path) -> None:
    """A stop in the middle of a transaction loses nothing, and a late statement is told plainly."""
    database = await Database.open(path)
    inside = asyncio.Event()

    async def write() -> None:
        async with database.transaction() as statements:
            await statements.rows(CHAT, (1,))
            inside.set()
            await statements.rows(CHAT, (2,))

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        await inside.wait()
        await database.close()
    await database.close()
    with pytest.raises(StorageError, match="is closed"):
        await database.rows("SELECT 1")
    reopened = await Database.open(path)
    assert await chats(reopened) == [1, 2]
    await reopened.close()


async def test_a_cancelled_opening_leaves_nothing_open(path: Path) -> None:
    """A start that is broken off at any moment closes the file: its -wal file is gone."""
    for rounds in range(40):
        opening = asyncio.create_task(Database.open(path))
        for _ in range(rounds):
            await asyncio.sleep(0)
        opening.cancel()
        (opened,) = await asyncio.gather(opening, return_exceptions=True)
        if isinstance(opened, Database):  # on a fast machine
            await opened.close()
        assert not path.with_name(path.name + "-wal").exists()


async def test_half_a_surrogate_pair_is_stored_as_a_replacement(database: Database) -> None:
    """Text that UTF-8 can't hold, which JSON may carry, doesn't lose the rest; whole pairs are joined."""
    broken = "а\ud83d б \ud83d\ude00\0!"
    await database.rows("INSERT INTO chats (id, type, title, seen_at) VALUES (1, 'group', ?, 0)", (broken,))
    row = await database.row("SELECT title FROM chats")
    assert row is not None
    assert row["title"] == "а\ufffd б 😀\0!"
