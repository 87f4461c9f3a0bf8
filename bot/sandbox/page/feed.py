"""What happened, in order and numbered, so that a browser that was away misses nothing."""

import secrets
from collections import deque
from typing import Any, Final

from bot.sandbox.bell import Bell
from bot.sandbox.telegram.wire import Json

KEPT: Final = 4000


class Feed:
    """The newest events; `run` names this feed, whose numbers mean nothing to another one."""

    def __init__(self, kept: int = KEPT) -> None:
        self.run = secrets.token_hex(8)
        self.seq = 0
        self._events: deque[Json] = deque(maxlen=kept)
        self._bell = Bell()

    def publish(self, kind: str, **body: Any) -> None:
        """Add an event under the next number and wake whoever waits for it."""
        self.seq += 1
        self._events.append({"seq": self.seq, "kind": kind, **body})
        self._bell.ring()

    def since(self, seq: int) -> list[Json] | None:
        """Return the events after this number, or None where some of them are no longer kept."""
        missing = self.seq - seq
        if not 0 <= missing <= len(self._events):
            return None
        return [self._events[index] for index in range(len(self._events) - missing, len(self._events))]

    async def news(self, seq: int, timeout: float) -> bool:  # noqa: ASYNC109 - a beat of the caller's, no error
        """Wait for an event after this number; False if so many seconds bring none."""
        try:
            return await self._bell.until(lambda: True if self.seq > seq else None, timeout)
        except TimeoutError:
            return False
