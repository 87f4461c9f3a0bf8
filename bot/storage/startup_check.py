"""What the next start would find of the database: looked at, never changed."""

import asyncio
import os
from contextlib import closing
from enum import Enum, auto
from pathlib import Path

from bot.core.errors import StorageError
from bot.storage import migrations as steps
from bot.storage.failures import explained
from bot.storage.integrity import open_read_only


class Found(Enum):
    """What stands at the path."""

    NOTHING = auto()  # the next start makes the file, and its folder if need be
    OLDER = auto()  # the next start brings it up to date
    PRESENT = auto()


async def check_startup(path: Path) -> Found:
    """Tell what the next start would find; raises StorageError where it would refuse."""
    return await asyncio.to_thread(_check_startup, path)


def _check_startup(path: Path) -> Found:
    known = len(steps.load(steps.MIGRATIONS))
    with explained(path):
        if not path.exists():
            folder_there = next(each for each in path.absolute().parents if each.exists())
            if not folder_there.is_dir():
                message = f"The database {path} can't be made: {folder_there} is not a folder"
                raise StorageError(message, "storage-no-folder", path=str(path), folder=str(folder_there))
            _check_writable(path, folder_there)
            return Found.NOTHING
        _check_writable(path, path)
        with closing(open_read_only(path)) as connection:
            version = steps.version_of(connection, known, path)
    return Found.PRESENT if version == known else Found.OLDER


def _check_writable(path: Path, place: Path) -> None:
    if not os.access(place, os.W_OK):
        message = f"The database {path} can't be written: {place} is read-only for this user"
        raise StorageError(message, "storage-no-right", path=str(path))
