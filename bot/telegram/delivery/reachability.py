"""Does Telegram reach the webhook? It tells, whoever asks."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from aiogram import Bot
from aiogram.types import WebhookInfo

from bot.telegram.outgoing.failures import CALL_ERRORS

log = logging.getLogger(__name__)

# How often Telegram is asked (s): an error that it met since the last time counts.
ASKED_EVERY = 300.0


class Heard(Protocol):
    """Who is told how it stands."""

    def __call__(self, *, works: bool) -> None:
        """Note whether Telegram takes the webhook and reaches it."""
        ...


async def watch_webhook(bot: Bot, heard: Heard, now: Callable[[], float]) -> None:
    """Ask, for ever, and tell `heard`; `now` is in unix seconds."""
    while True:
        await asyncio.sleep(ASKED_EVERY)
        try:
            found = await bot.get_webhook_info()
        except CALL_ERRORS as error:
            log.info("it is not known whether Telegram reaches the webhook: %s", error)
            continue
        heard(works=reached(found, now()))


def reached(found: WebhookInfo, now: float) -> bool:
    """Tell whether the webhook takes updates: nothing waits there, or no delivery failed lately."""
    failed_at = found.last_error_date
    if failed_at is None or not found.pending_update_count:
        return True
    moment = failed_at.timestamp() if isinstance(failed_at, datetime) else float(failed_at)
    return now - moment > ASKED_EVERY
