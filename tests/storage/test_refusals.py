"""What is said, and what is kept, where the file refuses."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.core.errors import StorageError
from bot.storage.database import Database, _enter_wal
from bot.storage.migrations import MIGRATIONS

CHAT = "INSERT INTO chats (id, type, seen_at) VALUES (?, 'private', 0)"
FAILED_START = """
import asyncio, concurrent.futures.thread, os, sys  # the second while an interpreter in a home can be read
from pathlib import Path
from bot.core.errors import StorageError
from bot.storage.database import Database

async def main() -> None:
    try:
        database = await Database.open(Path(sys.argv[1]), Path(sys.argv[2]))
        await database.close()
    except StorageError as error:
        print(error)

if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
asyncio.run(main())
"""


@pytest.fixture
def public() -> Iterator[Path]:
    """Make a folder that every user of the machine reaches, which pytest's own folders are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)
        Path(folder).chmod(0o700)


async def chats(database: Database) -> list[int]:
    """Return the ids of all chats."""
    return [row["id"] for row in await database.rows("SELECT id FROM chats ORDER BY id")]


async def insert_twice(database: Database, one: int, other: int) -> None:
    """Store two chats in one transaction."""
    async with database.transaction() as statements:
        await statements.rows(CHAT, (one,))
        await statements.rows(CHAT, (other,))


def failed_start(path: Path) -> str:
    """Return what a process without special rights says that opens `path`; it must end by itself."""
    with tempfile.TemporaryDirectory() as folder:
        # The checkout may stand where only its owner may read.
        Path(folder).chmod(0o755)
        steps = shutil.copytree(MIGRATIONS, Path(folder) / "migrations")
        command = [sys.executable, "-W", "error", "-c", FAILED_START, str(path), str(steps)]
        # Coverage would follow into the process, which may not write its files there.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        done = subprocess.run(  # noqa: S603 - our own interpreter and script
            command, capture_output=True, text=True, timeout=60, check=True,
            cwd=Path(bot.__file__).parents[1], env=environment,
        )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


async def test_a_locked_file_is_said_to_be_locked(database: Database) -> None:
    """Another process that keeps the file is named as the cause; afterwards all works again."""
    await database.rows("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match=r"archive\.sqlite3 is locked by another process"):
        await insert_twice(database, 0, 1)
    other.close()
    await database.rows(CHAT, (2,))
    assert await chats(database) == [2]


async def grow(database: Database) -> None:
    """Store more in one transaction than a page holds."""
    async with database.transaction() as statements:
        await statements.rows(CHAT, (2,))
        await statements.rows("UPDATE chats SET title = ?", ("long" * 10_000,))


def test_the_switch_to_wal_waits_for_a_writer(path: Path) -> None:
    """A start while another process writes its first rows waits for it, though SQLite's switch never does."""
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    class Starting(sqlite3.Connection):
        def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
            if sql.startswith("BEGIN"):
                writer.close()
            return super().execute(sql, *parameters)  # type: ignore[arg-type]  # passed on as they came

    starting = sqlite3.connect(path, isolation_level=None, factory=Starting)
    _enter_wal(starting)
    assert starting.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    starting.close()


async def test_a_full_disk_loses_nothing_stored(database: Database) -> None:
    """Without room a transaction is refused as a whole, and what was stored stays readable."""
    await database.rows(CHAT, (1,))
    (pages,) = await database.rows("PRAGMA page_count")
    await database.rows(f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(StorageError, match="the disk is full"):
        await grow(database)
    assert await chats(database) == [1]
    await database.rows(CHAT, (3,))


async def test_a_damaged_page_is_said_to_be_damage(path: Path) -> None:
    """Corruption is reported with the file's name and what to do."""
    database = await Database.open(path)
    await database.rows(CHAT, (1,))
    (root,) = await database.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'chats'")
    (size,) = await database.rows("PRAGMA page_size")
    await database.close()
    with path.open("r+b") as file:
        file.seek((root[0] - 1) * size[0])
        file.write(b"\xff" * size[0])
    damaged = await Database.open(path)
    with pytest.raises(StorageError, match="is damaged: restore a backup"):
        await chats(damaged)
    await damaged.close()


async def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """A path that can't exist is told with the file system's reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"bot\.sqlite3 can't be opened: "):
        await Database.open(tmp_path / "file" / "bot.sqlite3")


def test_a_process_ends_that_opened_no_database(public: Path) -> None:
    """A file of another format is refused in words, untouched, and the process doesn't hang."""
    path = public / "bot.sqlite3"
    path.write_bytes(b"PNG, to be honest" * 100)
    path.chmod(0o666)
    assert failed_start(path) == f"The database {path} is not a SQLite database\n"
    assert path.read_bytes() == b"PNG, to be honest" * 100


async def test_a_read_only_file_stops_the_start(public: Path) -> None:
    """The start notices what the first question would otherwise run into."""
    path = public / "bot.sqlite3"
    await (await Database.open(path)).close()
    path.chmod(0o444)
    assert (
        failed_start(path) == f"The database {path} can't be written: the file or its folder is read-only\n"
    )


def test_a_read_only_folder_stops_the_start(public: Path) -> None:
    """A database that can't have its -wal file beside it is refused at the start."""
    path = public / "bot.sqlite3"
    path.touch(mode=0o666)
    public.chmod(0o555)
    assert failed_start(path).startswith(f"The database {path} can't be ")
    assert list(public.iterdir()) == [path]
