"""What came in and what went out, for tests and for whoever watches the wire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.bell import Bell

EventKind = Literal["request", "piece", "end"]
SECRET_HEADERS = {"authorization", "proxy-authorization", "cookie"}
KEPT = 2000


@dataclass(frozen=True, slots=True)
class SentPiece:
    """One piece of text that left, at a time of the event loop's clock (seconds)."""

    at: float
    text: str


@dataclass(slots=True)
class Exchange:
    """One request and how it ended; times are seconds of the event loop's clock.

    `finished` means that the whole reply (an error reply too) was given, `aborted` that the client left
    first; neither is set when a fault of ours broke the reply, and `fault` then names its kind.
    """

    number: int
    at: float
    endpoint: str
    method: str
    path: str
    headers: dict[str, str]
    request_id: str
    session_id: str
    body: Any = None
    status: int | None = None
    retry_after: str | None = None
    reply: Any = None
    pieces: list[SentPiece] = field(default_factory=list)
    fault: str | None = None
    aborted: bool = False
    finished: bool = False
    ended_at: float | None = None

    @property
    def text(self) -> str:
        """The text that was streamed so far."""
        return "".join(piece.text for piece in self.pieces)


class Journal:
    """The exchanges in order of arrival, the newest 2,000; tells observers of every change."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.on_event: Callable[[EventKind, Exchange], None] | None = None
        self._number = 0
        self._bell = Bell()

    def next_number(self) -> int:
        """Count one more exchange, beginning with 1."""
        self._number += 1
        return self._number

    def add(self, exchange: Exchange) -> None:
        """Write the arrival of a request down."""
        self.exchanges.append(exchange)
        del self.exchanges[:-KEPT]
        self.tell("request", exchange)

    def tell(self, kind: EventKind, exchange: Exchange) -> None:
        """Wake who waits, and call the observer."""
        self._bell.ring()
        if self.on_event is not None:
            self.on_event(kind, exchange)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return as soon as the condition holds; it is looked at after every change, never polled."""
        await self._bell.until(lambda: condition() or None, timeout=None)


def without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    """Copy headers with each secret value replaced by its scheme and an ellipsis."""
    return {
        name: f"{value.partition(' ')[0]} …"
        if name.lower() in SECRET_HEADERS and " " in value
        else "…"
        if name.lower() in SECRET_HEADERS
        else value
        for name, value in headers.items()
    }
