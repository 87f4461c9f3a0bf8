"""The order in which updates are worked off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class InOrder:
    """Gives the messages and presses of one chat their turns one after another, as they came.

    Each update is a task of its own, and tasks may overtake each other. Handlers return at once: nobody waits
    long.
    """

    def __init__(self) -> None:
        self._last: dict[int, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def turn(self, chat_id: int | None) -> AsyncIterator[None]:
        """Run the block once those that asked before for the same chat have ended; for None at once."""
        if chat_id is None:
            yield
            return
        earlier = self._last.get(chat_id)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last[chat_id] = mine
        try:
            if earlier is not None:
                await asyncio.wait([earlier])
            yield
        finally:
            mine.set_result(None)
            if self._last.get(chat_id) is mine:
                del self._last[chat_id]
