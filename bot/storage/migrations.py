"""The steps that bring a database file to the schema of this program."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import bot
from bot.core.errors import StorageError

MIGRATIONS = Path(bot.__file__).parents[1] / "migrations"
_NAME = re.compile(r"(\d{4})_\w+\.sql", re.ASCII)


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step; `sql` holds plain statements and no transaction of its own."""

    version: int
    name: str
    sql: str


def load(folder: Path) -> list[Migration]:
    """Read `0001_name.sql`, `0002_….sql`, … from `folder`, in order.

    Raises StorageError for an empty folder, a gap, a number used twice or a file of another name.
    """
    found = [_read(file) for file in sorted(folder.glob("*.sql"))]
    if not found:
        raise StorageError(f"No migrations were found in {folder}")
    for version, migration in enumerate(found, 1):
        if migration.version != version:
            raise StorageError(f"Migration {version:04} was expected in {folder}, found {migration.name}")
    return found


def _read(file: Path) -> Migration:
    match = _NAME.fullmatch(file.name)
    if match is None:
        raise StorageError(f"Migration {file} must be named like 0001_name.sql")
    return Migration(int(match[1]), file.name, file.read_text(encoding="utf-8"))


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration], path: Path) -> int:
    """Apply what `connection` (in autocommit mode) lacks, all of it or nothing; return how many were applied.

    The write lock is taken before the version is read, so of several processes that start at once exactly one
    applies and the others find it done. A file that can't be written is noticed here too. Raises
    StorageError, with `path` in its sentence, for a newer database, another program's database and a failing
    migration; other sqlite3 errors pass through.
    """
    # A table is rebuilt by dropping it, which must not cascade; in a transaction the PRAGMA has no effect.
    # https://www.sqlite.org/lang_altertable.html#otheralter
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        lacking = migrations[version_of(connection, len(migrations), path) :]
        for migration in lacking:
            _apply(connection, migration, path)
        # Written always: on a read-only file BEGIN IMMEDIATE succeeds, the first write does not.
        connection.execute(f"PRAGMA user_version = {len(migrations):d}")  # a PRAGMA takes no parameters
        connection.execute("COMMIT")
    finally:
        connection.rollback()  # nothing, after a COMMIT
        connection.execute("PRAGMA foreign_keys = ON")
    return len(lacking)


def version_of(connection: sqlite3.Connection, known: int, path: Path) -> int:
    """Return how many migrations the file has seen; raises StorageError for a newer or a foreign one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > known:
        message = (
            f"The database {path} has version {version}, newer than this program, which knows {known}: "
            "start a newer release or restore an older backup"
        )
        facts = {"path": str(path), "version": str(version), "known": str(known)}
        raise StorageError(message, "storage-newer", **facts)
    if version == 0 and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        message = f"The database {path} belongs to another program"
        raise StorageError(message, "storage-foreign", path=str(path))
    return int(version)


def _apply(connection: sqlite3.Connection, migration: Migration, path: Path) -> None:
    try:
        for statement in statements(migration.sql):
            connection.execute(statement)
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    except (sqlite3.OperationalError, sqlite3.IntegrityError) as error:
        raise _left_as_it_was(path, f"{migration.name} failed: {error}") from error
    if orphan is not None:
        raise _left_as_it_was(path, f"{migration.name} breaks a reference of {orphan[0]}")


def _left_as_it_was(path: Path, reason: str) -> StorageError:
    message = f"The database {path} was left as it was: {reason}"
    return StorageError(message, "storage-not-upgraded", path=str(path), reason=reason)


def statements(script: str) -> Iterator[str]:
    """Split a script at the semicolons that end a statement, not at those in triggers, strings and comments.

    `executescript` would do it too, but commits the open transaction first (Python's sqlite3 documentation).
    """
    statement = ""
    for piece in re.split("(?<=;)", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        yield statement.strip()  # a comment, or a last statement without its semicolon
