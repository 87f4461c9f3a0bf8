"""`python -m bot backup | restore | check-db`: what an owner does with the database file."""

import sys
from collections.abc import Callable
from pathlib import Path

from bot.advice import storage_told
from bot.config import Settings
from bot.core.errors import StorageError
from bot.locales import Words, words_in
from bot.storage.backup import back_up, restore
from bot.storage.integrity import IntegrityReport, check_integrity

_MEGABYTE = 1_000_000


async def backup_database(settings: Settings, target: Path, language: str, *, force: bool) -> int:
    """Copy the database, while the bot runs or not; return the exit status, 1 if there is no copy."""
    words = words_in(language)

    def act() -> str:
        back_up(settings.database_path, target, force=force)
        return words("backup-written", path=str(target), size=target.stat().st_size / _MEGABYTE)

    return _told(act, words)


async def restore_database(settings: Settings, source: Path, language: str) -> int:
    """Put a copy in place of the database of a stopped bot; return the exit status, 1 if refused."""
    words, path = words_in(language), settings.database_path

    def act() -> str:
        kept = restore(path, source)
        said = words("restore-done", path=str(path), source=str(source))
        return said if kept is None else f"{said}\n{words('restore-kept', path=str(kept))}"

    return _told(act, words)


async def check_database(settings: Settings, language: str) -> int:
    """Print what the database holds and whether it is sound; return the exit status, 1 if it is not."""
    words, path = words_in(language), settings.database_path
    found: list[IntegrityReport] = []

    def act() -> str:
        found.append(check_integrity(path))
        return _report(found[0], path, words)

    return _told(act, words) or int(bool(found[0].damage))


def _told(act: Callable[[], str], words: Words) -> int:
    try:
        said = act()
    except StorageError as error:
        sys.stderr.write(f"✗ {storage_told(error, words)}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def _report(found: IntegrityReport, path: Path, words: Words) -> str:
    older = found.version < found.newest
    version = words("check-db-older" if older else "check-db-newest", version=found.version)
    size = words("check-db-megabytes", size=found.size / _MEGABYTE)
    lines = [f"{path}: {size}, {version}"]
    if found.damage:
        return "\n".join([*lines, f"✗ {words('check-db-damaged')}", *(f"  {line}" for line in found.damage)])
    named = {
        "conversations": words("check-db-conversations"),
        "turns": words("check-db-turns"),
        "pending": words("check-db-pending"),
        "unshown": words("check-db-unshown"),
        "undone": words("check-db-undone"),
        "letters": words("check-db-letters"),
    }
    lines += [f"  {named[name]}: {number}" for name, number in found.counts.items()]
    return "\n".join([*lines, f"✓ {words('check-db-sound')}"])
