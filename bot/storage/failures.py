"""What SQLite's refusals mean to the owner of the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import StorageError

# https://www.sqlite.org/rescode.html: an extended code holds its primary code in the low byte.
_PRIMARY = 0xFF
_SENTENCES = {
    sqlite3.SQLITE_BUSY: "is locked by another process",
    sqlite3.SQLITE_LOCKED: "is locked by another process",
    sqlite3.SQLITE_READONLY: "can't be written: the file or its folder is read-only",
    sqlite3.SQLITE_IOERR: "can't be read or written: the disk reports an error",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup",
    sqlite3.SQLITE_FULL: "can't grow: the disk is full",
    sqlite3.SQLITE_CANTOPEN: "can't be opened: it is a folder, or this user may not write there",
    sqlite3.SQLITE_PERM: "can't be opened: this user has no right to it",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database",
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
        sentence = _SENTENCES.get(primary_code(error) or 0, f"refused: {error}")
        raise StorageError(f"The database {path} {sentence}") from error
    except OSError as error:
        raise StorageError(f"The database {path} can't be opened: {error.strerror}") from error
