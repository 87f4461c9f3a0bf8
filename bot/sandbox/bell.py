"""Waiting for something to become true, without looking at a clock again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """Rung at every event; whoever waits looks again."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everyone who waits."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, look: Callable[[], Found | None], timeout: float | None) -> Found:  # noqa: ASYNC109 - people's words
        """Return the first thing but None and False that `look` finds.

        Raises TimeoutError after so many seconds; None waits for ever.
        """
        async with asyncio.timeout(timeout):
            while (found := look()) is None or found is False:
                waiter = asyncio.get_running_loop().create_future()
                self._waiters.add(waiter)
                try:
                    await waiter
                finally:
                    self._waiters.discard(waiter)
        return found
