"""Messages that nobody waits for: each chat's own, in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from aiogram.methods import SendMessage

log = logging.getLogger(__name__)

Deliver = Callable[[SendMessage], Awaitable[object]]


class Posts:
    """Delivers posted messages by `deliver`, those of one chat one after another."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._last: dict[int | str, asyncio.Task[None]] = {}

    def add(self, messages: Sequence[SendMessage]) -> None:
        """Deliver messages to one chat, after what was posted there before; returns at once."""
        chat_id = messages[0].chat_id
        task = asyncio.create_task(self._deliver_after(self._last.get(chat_id), messages))
        self._last[chat_id] = task
        task.add_done_callback(lambda done: self._delivered(chat_id, done))

    async def close(self, seconds: float) -> None:
        """Give what is posted `seconds` to be delivered; the rest is dropped."""
        posts = list(self._last.values())
        if posts:
            _, late = await asyncio.wait(posts, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _deliver_after(
        self, earlier: asyncio.Task[None] | None, messages: Sequence[SendMessage]
    ) -> None:
        if earlier is not None:
            await asyncio.gather(earlier, return_exceptions=True)  # cancelled with this one, not failed by it
        for message in messages:
            await self._deliver(message)

    def _delivered(self, chat_id: int | str, done: asyncio.Task[None]) -> None:
        if self._last.get(chat_id) is done:
            del self._last[chat_id]
        if not done.cancelled() and (error := done.exception()):
            log.error("a message to chat %s failed", chat_id, exc_info=error)
