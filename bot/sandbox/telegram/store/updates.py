"""Updates that wait for the bot, and the long poll that fetches them."""

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from bot.sandbox.telegram.errors import OTHER_POLLER, POLL_ENDED_BY_WEBHOOK, refusal
from bot.sandbox.telegram.wire import Json

if TYPE_CHECKING:
    from collections.abc import Callable

LIFETIME: Final = 24 * 3600.0  # seconds; Bot API server, add_update
QUERY_LIFETIME: Final = 150.0  # seconds; the same, for callback queries
# Not delivered unless asked for by name (schema of getUpdates).
UNASKED: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


def _nothing() -> None:
    """Wake nobody: the bot polls."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One update; `expires_at` is loop time, `lane` is what webhook deliveries go one at a time by."""

    update_id: int
    kind: str
    body: Json
    expires_at: float
    lane: int

    def wire(self) -> Json:
        """Return the Bot API's Update."""
        return {"update_id": self.update_id, self.kind: self.body}


class UpdateQueue:
    """Updates in order, until an offset confirms them or they expire.

    `wake` is called after each push, so that a webhook may deliver.
    """

    def __init__(self) -> None:
        self.allowed: frozenset[str] | None = None
        self.wake: Callable[[], None] = _nothing
        self._ids = count(700_000_001)
        self._pending: deque[Pending] = deque()
        self._poller: asyncio.Future[None] | None = None

    def allow(self, kinds: list[str] | None) -> None:
        """Set which kinds are kept from now on; None changes nothing, an empty list is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def push(self, kind: str, body: Json, now: float, lane: int) -> Pending | None:
        """Keep an update and return it, or return None where the bot did not ask for its kind."""
        wanted = kind in self.allowed if self.allowed is not None else kind not in UNASKED
        if not wanted:
            return None
        lifetime = QUERY_LIFETIME if kind == "callback_query" else LIFETIME
        update = Pending(next(self._ids), kind, body, now + lifetime, lane)
        self._pending.append(update)
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        self.wake()
        return update

    def waiting(self, now: float) -> list[Pending]:
        """Return what is not confirmed and not expired at `now`."""
        self._pending = deque(update for update in self._pending if update.expires_at > now)
        return list(self._pending)

    def remove(self, update: Pending) -> None:
        """Forget one update that was delivered."""
        if update in self._pending:
            self._pending.remove(update)

    def clear(self) -> None:
        """Forget everything that waits."""
        self._pending.clear()

    def confirm(self, offset: int) -> None:
        """Forget what stands before the offset; a negative one keeps only so many from the end."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while offset > 0 and self._pending and self._pending[0].update_id < offset:
            self._pending.popleft()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - Telegram's parameter
        """Return up to `limit` updates, waiting up to `timeout` seconds for the first.

        A poll that is still waiting is ended by the next one with a 409: the old one loses.
        """
        loop = asyncio.get_running_loop()
        self.end_poll(OTHER_POLLER)
        self.confirm(offset)
        if self.waiting(loop.time()) or timeout <= 0:
            return [update.wire() for update in self.waiting(loop.time())[:limit]]
        waiter = self._poller = loop.create_future()
        try:
            async with asyncio.timeout(timeout):
                await waiter
        except TimeoutError:
            return []
        finally:
            if self._poller is waiter:
                self._poller = None
        return [update.wire() for update in self.waiting(loop.time())[:limit]]

    def end_poll(self, reason: str = POLL_ENDED_BY_WEBHOOK) -> None:
        """Answer 409 with this reason to the poll that waits, if one does."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(refusal(409, reason))
