"""What SQLite's refusals mean to the owner of the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import StorageError

# https://www.sqlite.org/rescode.html: an extended code holds its primary code in the low byte.
_PRIMARY = 0xFF
# What the log reads, and the key of what the owner reads in the terminal.
_SENTENCES = {
    sqlite3.SQLITE_BUSY: ("is locked by another process", "storage-locked"),
    sqlite3.SQLITE_LOCKED: ("is locked by another process", "storage-locked"),
    sqlite3.SQLITE_READONLY: ("can't be written: the file or its folder is read-only", "storage-no-right"),
    sqlite3.SQLITE_IOERR: ("can't be read or written: the disk reports an error", "storage-disk"),
    sqlite3.SQLITE_CORRUPT: ("is damaged: restore a backup", "storage-damaged"),
    sqlite3.SQLITE_FULL: ("can't grow: the disk is full", "storage-full"),
    sqlite3.SQLITE_CANTOPEN: (
        "can't be opened: it is a folder, or this user may not write there",
        "storage-cant-open",
    ),
    sqlite3.SQLITE_PERM: ("can't be opened: this user has no right to it", "storage-no-right"),
    sqlite3.SQLITE_NOTADB: ("is not a SQLite database", "storage-no-database"),
}


def primary_code(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary result code, None for an error that Python's module raised by itself."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the file system into a StorageError that names `path`."""
    try:
        yield
    except sqlite3.Error as error:
        refused = (f"refused: {error}", "storage-refused")
        sentence, told = _SENTENCES.get(primary_code(error) or 0, refused)
        message = f"The database {path} {sentence}"
        raise StorageError(message, told, path=str(path), reason=str(error)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"The database {path} can't be opened: {reason}"
        raise StorageError(message, "storage-refused", path=str(path), reason=reason) from error
