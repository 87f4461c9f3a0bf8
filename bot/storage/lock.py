"""One process for a database: two would answer every question twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.core.errors import StorageError
from bot.storage.failures import explained


@contextmanager
def only_process(path: Path) -> Iterator[None]:
    """Keep every other process from running on this database; it need not exist yet.

    Raises StorageError at once if another process has it. The lock is the kernel's, on a file beside the
    database that stays: it is free again as soon as its holder is gone, however it died.
    """
    # A lock that is a mere file would outlive a kill -9, and in a container every process has the number 1.
    file = Path(f"{path.resolve()}.lock")
    lock = FileLock(file, timeout=0, mode=0o600, fallback_to_soft=False)
    with explained(path):
        try:
            lock.acquire()
        except Timeout:
            if not file.exists():  # filelock takes "no such file" for a race
                message = f"The database {path} can't be made: its folder takes no files"
                raise StorageError(message, "storage-no-files", path=str(path)) from None
            message = f"The database {path} is in use by another process of this bot"
            raise StorageError(message, "storage-in-use", path=str(path)) from None
    try:
        yield
    finally:
        lock.release()
