"""The eraser: what somebody said is stopped, erased everywhere, and forgotten in memory too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.accounts.ports import ErasableArchive
from bot.accounts.quotas import Quotas
from bot.core.privacy import Forgotten
from bot.dialog.runs import Runs

# A stopped answer has so long (s) to show its end. Nothing is stored of it afterwards, so that is enough.
PATIENCE = 5.0


class SettingsCache(Protocol):
    """Who keeps settings of the file in memory."""

    def forget_settings(self) -> None:
        """Read them again."""
        ...


class SeenPeople(Protocol):
    """Who keeps in memory who was met."""

    def forget_seen(self) -> None:
        """Note whoever speaks next as new."""
        ...


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases people (id > 0) and groups (id < 0); `now` is the wall clock in unix seconds."""

    archive: ErasableArchive
    settings_cache: SettingsCache
    seen_people: SeenPeople
    runs: Runs
    quotas: Quotas
    now: Callable[[], float]

    async def forget(self, each: int, update_id: int) -> Forgotten:
        """Erase everything and return how much that was. Raises `StorageError`."""
        await self.runs.stop_of(each, PATIENCE)
        if each > 0:
            await self.quotas.carry(each)
        try:
            return await self.archive.forget(each, self.now(), update_id)
        finally:
            self.settings_cache.forget_settings()
            self.seen_people.forget_seen()
