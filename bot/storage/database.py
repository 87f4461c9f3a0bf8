"""The database file and the only connection to it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

import aiosqlite

from bot.core.errors import StorageError
from bot.core.surrogates import join_surrogates
from bot.storage import migrations as steps
from bot.storage.failures import explained, primary_code
from bot.storage.shield import shield_to_end

Parameters = Sequence[str | int | float | None]
Observe = Callable[[float], object]

_BUSY_MS = 5000
_FETCH_SIZE = 64
_WAL_ATTEMPTS = 10


class Statements:
    """SQL on an open connection; every sqlite3 error becomes a StorageError that names the file."""

    def __init__(self, connection: aiosqlite.Connection, path: Path, observe: Observe) -> None:
        self._connection = connection
        self._path = path
        self._observe = observe

    async def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Run one statement and return all its rows, an empty list if it has none."""
        began = asyncio.get_running_loop().time()
        with explained(self._path):
            try:
                found = await self._connection.execute_fetchall(sql, parameters)
            except UnicodeEncodeError:
                # JSON may carry half of a surrogate pair ("\ud83d"), which UTF-8 and so SQLite can't hold.
                whole = [join_surrogates(each) if isinstance(each, str) else each for each in parameters]
                found = await self._connection.execute_fetchall(sql, whole)
        self._observe(asyncio.get_running_loop().time() - began)
        return list(found)

    async def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Run one statement and return its first row, None if it has none."""
        found = await self.rows(sql, parameters)
        return found[0] if found else None


class Database:
    """One connection in autocommit mode, shared by all tasks of the process.

    Statements and transactions take turns under one lock: on a shared connection a statement of another task
    would otherwise join an open transaction, see it half done, and be rolled back with it.
    """

    def __init__(self, connection: aiosqlite.Connection, path: Path, observe: Observe) -> None:
        self.path = path
        self._connection = connection
        self._statements = Statements(connection, path, observe)
        self._lock = asyncio.Lock()
        self._closed = False

    @classmethod
    async def open(
        cls, path: Path, migrations: Path = steps.MIGRATIONS, observe: Observe = lambda _: None
    ) -> Self:
        """Open the file, creating it and its folder where missing, and apply the SQL files of `migrations`.

        `observe` is told how many seconds each statement took; what waits for the lock is not in it.
        Raises StorageError; then nothing stays open. Whoever opens must `close`, or the process can't end:
        aiosqlite's thread is not a daemon.
        """
        opened: list[Self] = []
        try:
            await shield_to_end(cls._open(path, migrations, opened, observe))
        except BaseException:
            for database in opened:
                await database.close()
            raise
        return opened[0]

    @classmethod
    async def _open(cls, path: Path, migrations: Path, opened: list[Self], observe: Observe) -> None:
        connection = await asyncio.to_thread(_prepare, path, migrations)
        # aiosqlite is handed a connection that works: where it fails to open one itself, its thread may
        # report to a loop that is gone.
        opened.append(cls(await aiosqlite.Connection(lambda: connection, _FETCH_SIZE), path, observe))

    async def close(self) -> None:
        """Wait for the statement or transaction under way, then close the file; twice is no harm."""
        async with self._lock:
            self._closed = True
            await shield_to_end(self._connection.close())

    async def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Run one statement by itself and return its rows; never call it inside an own `transaction`."""
        async with self._alone() as statements:
            return await statements.rows(sql, parameters)

    async def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Run one statement by itself and return its first row, None if it has none."""
        async with self._alone() as statements:
            return await statements.row(sql, parameters)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Statements]:
        """Store all that the body writes when it ends, and nothing of it if it raises or is cancelled.

        The body awaits nothing but its statements: everybody else waits for it.
        """
        async with self._alone() as statements:
            try:
                await statements.rows("BEGIN IMMEDIATE")
                yield statements
                await shield_to_end(statements.rows("COMMIT"))
            except BaseException:
                await shield_to_end(self._roll_back())
                raise

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[Statements]:
        async with self._lock:
            if self._closed:
                raise StorageError(f"The database {self.path} is closed")
            yield self._statements

    async def _roll_back(self) -> None:
        # The thread runs statements in order, so a cancelled statement that it still runs comes before this.
        # A disk error may have rolled back already or make this fail too; the first error is the one to tell.
        with suppress(sqlite3.Error):
            await self._connection.rollback()


def _prepare(path: Path, folder: Path) -> sqlite3.Connection:
    """Return a connection to a file that is present, writable and of our schema; runs in a thread."""
    migrations = steps.load(folder)
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # people's conversations; SQLite gives the -wal file the same mode
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            _configure(connection)
            steps.migrate(connection, migrations, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _configure(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS:d}")
    _enter_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")


def _enter_wal(connection: sqlite3.Connection) -> None:
    # The switch upgrades a read lock, for which SQLite refuses to wait: two that wait so would wait for ever.
    # A write transaction does wait, so the other process is waited for there, then the switch is tried again.
    for attempt in range(1, _WAL_ATTEMPTS + 1):
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or attempt == _WAL_ATTEMPTS:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
        else:
            return
