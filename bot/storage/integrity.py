"""Is the file sound, and what is in it: read, never changed."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.errors import StorageError
from bot.storage import migrations as steps
from bot.storage.failures import explained

_MOST_FINDINGS = 10
# What is counted, and since which version there is such a thing.
_COUNTS = {
    "conversations": (1, "SELECT count(*) FROM conversations"),
    "turns": (1, "SELECT count(*) FROM turns"),
    "pending": (1, "SELECT count(*) FROM turns WHERE state = 'pending'"),
    "unshown": (4, "SELECT count(*) FROM turns WHERE unshown"),
    "undone": (4, "SELECT count(*) FROM updates WHERE done_at IS NULL"),
    "letters": (4, "SELECT count(*) FROM letters WHERE ended_at IS NULL"),
}


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """What a look at the file found: `size` in bytes with its log, `damage` in SQLite's words.

    `counts` holds conversations and turns, and what is under way: pending and unshown answers, undone
    updates, waiting letters. What an older version does not have is missing, and so is all of a damaged file.
    """

    version: int
    newest: int
    size: int
    damage: list[str]
    counts: dict[str, int] = field(default_factory=dict)


def check_integrity(path: Path) -> IntegrityReport:
    """Read the whole file; raises StorageError where it can't be read as a database of this program."""
    if not path.is_file():
        raise StorageError(f"There is no database {path}", "storage-no-file", path=str(path))
    known = len(steps.load(steps.MIGRATIONS))
    with explained(path), closing(open_read_only(path)) as connection:
        version = steps.version_of(connection, known, path)
        damage = damage_of(connection)
        counted = {} if damage else {name: sql for name, (since, sql) in _COUNTS.items() if since <= version}
        counts = {name: int(connection.execute(sql).fetchone()[0]) for name, sql in counted.items()}
        return IntegrityReport(version, known, _size(path), damage, counts)


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a file that is present for reading alone; a bot that runs on it is not disturbed."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def damage_of(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong in the file, nothing if it is sound."""
    found: list[str] = []
    try:
        rows = connection.execute(f"PRAGMA integrity_check({_MOST_FINDINGS:d})")
        found += [line for (line,) in rows if line != "ok"]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST_FINDINGS)
        found += [f"row {row} of {table} refers to nothing in {parent}" for table, row, parent, _ in orphans]
    except sqlite3.DatabaseError as error:
        found.append(str(error))
    return found


def _size(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)
