"""One answer on disk: its text while it grows, then its end, then that it was shown."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.core.conversation import Answer
from bot.core.errors import StorageError
from bot.core.figures import Answered, Totals
from bot.dialog.outwaiting import outwaited
from bot.dialog.ports import Archive

log = logging.getLogger(__name__)

# Seconds between two writes of a growing text: as much of it may a crash cost.
KEEP_EVERY = 3.0
# How long an end that the database refuses is offered again (s).
INSIST_FOR = 120.0


class Record:
    """What the archive holds of one answer; a database that refuses is logged and holds nobody up.

    `kept` is the text that an earlier process stored.
    """

    def __init__(self, archive: Archive, turn_id: int, kept: str = "") -> None:
        self._archive = archive
        self._turn_id = turn_id
        self._kept = kept
        self._told = False
        self.totals: Totals | None = None  # what was spent with this answer, once that is stored

    def forget(self) -> None:
        """Note that nothing is stored: the question was rewritten, and its text so far forgotten."""
        self._kept = ""

    @asynccontextmanager
    async def keeping(self, text: Callable[[], str]) -> AsyncIterator[None]:
        """Store what `text` returns every few seconds of the block, if it grew."""
        keeper = asyncio.create_task(self._keep_on(text))
        try:
            yield
        finally:
            keeper.cancel()
            await asyncio.wait([keeper])

    async def keep(self, text: str) -> None:
        """Store the text so far, unless more of it is stored: people have read that."""
        if len(text) <= len(self._kept):
            return
        try:
            await self._archive.keep_partial(self._turn_id, text)
        except StorageError as error:
            if not self._told:
                log.warning("the text of turn %s is not kept while it grows: %s", self._turn_id, error)
            self._told = True
        else:
            self._kept = text

    async def end(self, answer: Answer, answered: Answered, now: float) -> bool:
        """Store the answer with its cost, once; False if the database refuses."""
        try:
            self.totals = await self._archive.settle_turn(self._turn_id, answer, answered, now)
        except StorageError as error:
            log.error("turn %s could not be stored: %s", self._turn_id, error)  # noqa: TRY400 - the word is enough
            return False
        return True

    async def insist(self, answer: Answer, answered: Answered, now: float) -> bool:
        """Store the answer as soon as the database lets it; False if it refuses for all of `INSIST_FOR`."""
        try:
            self.totals = await outwaited(
                lambda: self._archive.settle_turn(self._turn_id, answer, answered, now), INSIST_FOR
            )
        except StorageError:
            return False
        log.info("turn %s is stored after all", self._turn_id)
        return True

    async def shown(self) -> None:
        """Note that the answer stands in its chat, or never will."""
        try:
            await self._archive.shown(self._turn_id)
        except StorageError as error:
            log.warning("turn %s will be shown again by the next start: %s", self._turn_id, error)

    async def _keep_on(self, text: Callable[[], str]) -> None:
        while True:
            await asyncio.sleep(KEEP_EVERY)
            await self.keep(text())
