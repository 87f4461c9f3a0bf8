"""Bans that another process made, as the command line does, end answers here too."""

import asyncio
import logging
from collections.abc import Collection
from typing import Protocol

from bot.core.errors import StorageError
from bot.dialog.runs import Runs

log = logging.getLogger(__name__)

# How long (s) somebody banned from outside may go on to read.
BANS_READ_EVERY = 5.0


class Bans(Protocol):
    """Where bans stand. Calls raise `StorageError`."""

    async def banned_among(self, ids: Collection[int]) -> set[int]:
        """Return those of the people and groups who are banned."""
        ...


async def stop_banned(runs: Runs, bans: Bans) -> None:
    """Stop the answers of the banned, for ever; while nothing is answered nothing is asked."""
    while True:
        await asyncio.sleep(BANS_READ_EVERY)
        askers = runs.askers()
        try:
            banned = await bans.banned_among(askers) if askers else set()
        except StorageError as error:
            log.warning("it is not known who is banned: %s", error)
            continue
        for each in banned:
            await runs.stop_of(each)
