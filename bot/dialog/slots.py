"""Leave to stream: GigaChat grants a key a few simultaneous streams, everybody else stands in line.

A conversation has one live run at most, so first come, first served over runs is fair over conversations.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager


class Slots:
    """A line in front of `count` slots."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._line: deque[tuple[asyncio.Future[None], Callable[[int], None]]] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @asynccontextmanager
    async def hold(self, on_place: Callable[[int], None]) -> AsyncGenerator[None, None]:
        """Wait for a slot, hold it for the block; `on_place` hears each change of the place, 0 at the end."""
        await self._acquire(on_place)
        try:
            on_place(0)
            yield
        finally:
            self._release()

    async def _acquire(self, on_place: Callable[[int], None]) -> None:
        if self._free and not self._line:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        entry = (turn, on_place)
        self._line.append(entry)
        on_place(len(self._line))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release()  # the slot was handed over in the very moment of leaving
            elif entry in self._line:
                self._line.remove(entry)
                self._call_places()
            raise

    def _release(self) -> None:
        while self._line:
            turn, _ = self._line.popleft()
            if not turn.done():  # a cancelled waiter has not woken yet to leave the line itself
                turn.set_result(None)
                self._call_places()
                return
        self._free += 1

    def _call_places(self) -> None:
        for place, (_, on_place) in enumerate(self._line, start=1):
            on_place(place)
