"""Conversations that are older than the owner wants to keep, erased at start and daily."""

import asyncio
import logging
from collections.abc import Callable

from bot.accounts.ports import ErasableArchive
from bot.core.errors import StorageError

log = logging.getLogger(__name__)

DAY = 86_400.0
# A database that refuses is asked again (s).
PAUSE = 3600.0


async def retain(
    archive: ErasableArchive, days: int, now: Callable[[], float], erased: Callable[[], object]
) -> None:
    """Erase what is older than `days`, now and every day, for ever; 0 days keep everything.

    `erased` is told each time, since settings may be gone.
    """
    while days:
        try:
            forgotten = await archive.erase_older_than(now() - days * DAY)
        except StorageError as error:
            log.warning("what is older than %d days is not erased: %s", days, error)
            await asyncio.sleep(PAUSE)
            continue
        erased()
        if forgotten.turns or forgotten.conversations:
            log.info(
                "older than %d days, erased: questions %d, conversations %d",
                days, forgotten.turns, forgotten.conversations,
            )  # fmt: skip
        await asyncio.sleep(DAY)
