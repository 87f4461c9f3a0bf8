"""What happens to a database file in a bad world."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def killed_copy(path: Path, folder: Path) -> Path:
    """Put into a new folder what a kill -9 would leave of an open database: file and log as they stand."""
    folder.mkdir()
    for suffix in ("", "-wal"):
        file = Path(f"{path}{suffix}")
        if file.exists():
            shutil.copy(file, folder)
    return folder / path.name


def spoil(path: Path, table: str) -> None:
    """Overwrite the middle of the first page of a table, in a file that nobody has open."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * (size // 2))
