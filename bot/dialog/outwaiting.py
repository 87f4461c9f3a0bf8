"""Calls of the storage that are made again while it refuses."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.core.errors import StorageError

log = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds: the first pause doubles up to the longest.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 15.0


async def outwaited(call: Callable[[], Awaitable[T]], seconds: float) -> T:
    """Return what `call` returns, made again and again for up to `seconds` while the storage refuses.

    Raises the `StorageError` of the last attempt.
    """
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + seconds, FIRST_PAUSE
    while True:
        try:
            return await call()
        except StorageError as error:
            left = deadline - loop.time()
            if left <= 0:
                raise
            log.warning("the storage is asked again in %g s: %s", min(pause, left), error)
            await asyncio.sleep(min(pause, left))
            pause = min(LONGEST_PAUSE, pause * 2)
