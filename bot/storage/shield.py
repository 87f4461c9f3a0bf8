"""Work that a cancellation may follow but not cut."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


async def shield_to_end(work: Coroutine[object, object, T]) -> T:
    """Await `work` to its end even if the caller is cancelled; the cancellation is raised afterwards.

    Returns what `work` returns and raises what it raises. `asyncio.shield` alone would let the caller go on
    while the work still runs.
    """
    task = asyncio.create_task(work)
    interruption: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as cancelled:
            interruption = cancelled
    if interruption is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # looked at: asyncio would otherwise log it as never retrieved
    raise interruption
