"""Calls for which nobody waits."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Asides:
    """Runs them beside what handlers do."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def begin(self, call: Coroutine[Any, Any, Any]) -> None:
        """Make a call that raises nothing; returns at once."""
        task = asyncio.create_task(call)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """Give what is under way `seconds`."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
