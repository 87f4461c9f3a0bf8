"""An event loop whose clock jumps to the next timer whenever no socket has anything to say."""

import asyncio
import selectors
from typing import Any

# How long (real seconds) all sockets stay silent before the loop believes that nothing is under way: the
# kernel hands loopback traffic over at once, but a loaded machine may do so a moment later.
GRACE = 0.001


class _Selector(selectors.DefaultSelector):
    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(0) or super().select(GRACE)
        if not ready:
            self.loop.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Real sockets, virtual seconds: an hour of waiting takes no time, each sleep ends exactly on time."""

    def __init__(self) -> None:
        selector: Any = _Selector()
        selector.loop = self
        self.now = 0.0
        super().__init__(selector)

    def time(self) -> float:
        """Return the virtual seconds since the loop was made."""
        return self.now
