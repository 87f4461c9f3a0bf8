"""Long polling: the offset moves only over updates that are stored."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramConflictError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import GetUpdates

from bot.core.errors import Fault, SettingsError, StorageError
from bot.telegram.delivery.intake import LONGEST_PAUSE, Intake, id_of
from bot.telegram.outgoing.failures import CALL_ERRORS

log = logging.getLogger(__name__)

# Seconds: how long Telegram keeps a poll open, and how much longer an answer may take.
POLL_TIME = 30
SLACK = 15
# A conflict so soon (s) after the start means that another process was there first.
YOUNG = 15.0


class GetRawUpdates(GetUpdates):
    """getUpdates whose updates stay as they came: one that can't be read must not hide the others."""

    __returning__ = list[dict[str, Any]]


class Polling:
    """Asks Telegram for updates of these kinds."""

    def __init__(self, bot: Bot, intake: Intake, kinds: Sequence[str]) -> None:
        self._bot = bot
        self._intake = intake
        self._kinds = list(kinds)
        self._offset: int | None = None
        self._pause = 1.0
        self._trouble = ""
        self._young_until = 0.0

    async def catch_up(self) -> None:
        """Take in what waits at Telegram; what can't be had now comes later. Raises as `run` does."""
        self._young_until = asyncio.get_running_loop().time() + YOUNG
        try:
            while await self._take(0):
                pass
        except (StorageError, *CALL_ERRORS) as error:
            await self._outwait(error)

    async def run(self) -> None:
        """Poll for ever. Raises `SettingsError` if the token is revoked or another process polls with it."""
        while True:
            try:
                await self._take(POLL_TIME)
            except (StorageError, *CALL_ERRORS) as error:
                await self._outwait(error)
            else:
                self._fair()

    async def _take(self, seconds: int) -> bool:
        """Store what comes within `seconds`; False if nothing came."""
        method = GetRawUpdates(offset=self._offset, timeout=seconds, allowed_updates=self._kinds)
        updates: Any = await self._bot(method, request_timeout=seconds + SLACK)
        await self._intake.take(updates)
        ids = [update_id for each in updates if (update_id := id_of(each)) is not None]
        if ids:
            self._offset = max(ids) + 1
        return bool(ids)

    def _fair(self) -> None:
        if self._trouble:
            log.warning("updates come again")
        self._pause, self._trouble = 1.0, ""

    async def _outwait(self, error: Exception) -> None:
        if isinstance(error, TelegramUnauthorizedError):
            raise SettingsError(Fault("BOT_TOKEN", "setting-token-revoked")) from None
        conflict = isinstance(error, TelegramConflictError)
        if conflict and asyncio.get_running_loop().time() < self._young_until:
            raise SettingsError(Fault("BOT_TOKEN", "setting-token-in-use"))
        if not self._trouble and not isinstance(error, StorageError):  # of those the intake has told
            self._trouble = type(error).__name__
            # The first line: some quote the whole page of a proxy.
            log.warning("no updates come, trying again: %s", str(error).partition("\n")[0])
        pause = error.retry_after if isinstance(error, TelegramRetryAfter) else self._pause
        self._pause = min(LONGEST_PAUSE, self._pause * 2)
        await asyncio.sleep(pause)
