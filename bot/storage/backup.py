"""Copies of the database: taken while the bot runs, brought back while it does not."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copy2
from tempfile import mkstemp

from bot.core.errors import StorageError
from bot.storage import migrations as steps
from bot.storage.failures import explained
from bot.storage.integrity import damage_of, open_read_only
from bot.storage.lock import only_process

# What SQLite keeps beside a database (https://www.sqlite.org/tempfiles.html). The last only speeds it up.
_LOGS, _INDEX = ("-wal", "-journal"), "-shm"


def back_up(path: Path, target: Path, *, force: bool = False) -> None:
    """Write a copy of the database, as it stands in one moment, that its owner alone can read.

    The bot may run meanwhile and is not made to wait. `target` gets the copy when it is whole, written to the
    disk and found sound, and is left as it was otherwise: then StorageError is raised. So it is where
    `target` exists, unless with `force`, and where there is no database or none of this program.
    """
    _check_source(path, target, "database")
    if target.exists() and not force:
        message = f"{target} exists already: name another file, or say --force"
        raise StorageError(message, "storage-exists", path=str(target))
    with _draft_beside(target) as draft:
        _copy(path, draft, target)
        _put(draft, target)


def restore(path: Path, source: Path) -> Path | None:
    """Put a copy in place of the database; the next start brings it up to date.

    Returns where the present database is kept, with what its log held, None where there was none. Raises
    StorageError, having changed nothing, while a bot runs and where `source` is damaged, empty, of another
    program or newer than this one.
    """
    _check_source(source, path, "backup")
    with only_process(path), _draft_beside(path) as draft:
        _copy(source, draft, path)
        with explained(path):
            kept = _set_aside(path)
        _put(draft, path)
    return kept


def _check_source(source: Path, target: Path, name: str) -> None:
    with explained(source):
        if not source.is_file():
            raise StorageError(f"There is no {name} {source}", "storage-no-file", path=str(source))
        if target.exists() and source.samefile(target):
            raise StorageError(f"{target} is the database itself", "storage-itself", path=str(target))


@contextmanager
def _draft_beside(target: Path) -> Iterator[Path]:
    """Make an empty file that its owner alone can read, in the folder of `target`, gone after the block."""
    with explained(target):
        number, name = mkstemp(prefix=f".{target.name}.", dir=target.absolute().parent)
    os.close(number)
    try:
        yield Path(name)
    finally:
        for suffix in ("", *_LOGS, _INDEX):
            Path(name + suffix).unlink(missing_ok=True)


def _copy(source: Path, draft: Path, target: Path) -> None:
    """Copy, and read what was written; raises StorageError where either side refuses or is not sound."""
    with explained(source), closing(open_read_only(source)) as from_source:
        if steps.version_of(from_source, len(steps.load(steps.MIGRATIONS)), source) == 0:
            raise StorageError(f"The database {source} is empty", "storage-empty", path=str(source))
        with explained(target), closing(sqlite3.connect(draft)) as to_draft:
            # In one step: a copy in steps begins anew with each write of the bot, and may never end.
            from_source.backup(to_draft)
            # One file that opens anywhere, whereas WAL needs a second beside it; a start enters WAL again.
            to_draft.execute("PRAGMA journal_mode = DELETE").fetchall()
            if damage := damage_of(to_draft):
                message = f"The database {source} is damaged, it was not copied: {damage[0]}"
                raise StorageError(message, "storage-not-copied", path=str(source), reason=damage[0])


def _put(draft: Path, target: Path) -> None:
    with explained(target):
        draft.replace(target)
        folder = os.open(target.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or a power cut takes the new name back
        finally:
            os.close(folder)


def _set_aside(path: Path) -> Path | None:
    """Give the present database a second name and take its logs away: beside the copy they would ruin it."""
    if not path.exists():
        return None
    names = (path.with_name(f"{path.name}.before-restore{number}") for number in ("", *range(2, 1000)))
    # A log that a broken restore left would be taken for the new file's.
    kept = next(name for name in names if not any(Path(f"{name}{each}").exists() for each in ("", *_LOGS)))
    logs = [suffix for suffix in _LOGS if Path(f"{path}{suffix}").exists()]
    for suffix in logs:
        copy2(f"{path}{suffix}", f"{kept}{suffix}")
    if _folded(path):
        for suffix in logs:
            Path(f"{kept}{suffix}").unlink()
    try:
        kept.hardlink_to(path)
    except OSError:  # some file systems have no links
        copy2(path, kept)
    for suffix in (*_LOGS, _INDEX):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    return kept


def _folded(path: Path) -> bool:
    """Bring what the logs hold into the file; False where they are still needed.

    SQLite deletes the log of a file in which it finds no database.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # a journal is rolled back
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    return not busy
