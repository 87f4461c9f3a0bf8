"""When the next call to one Telegram chat may go. Pure: `now` is an argument, in seconds of any clock.

Telegram counts sends, edits and deletes of a chat together: one a second with short bursts, in groups at most
20 in a minute (Bots FAQ; TDLib's author in td#2592: edits "share the limit"). What it does not say is when it
counts. A call is therefore booked at its start and booked again at its end: whenever in between Telegram
counted it, our ledger is never more generous than Telegram's.
"""

from bisect import insort
from dataclasses import dataclass

# Telegram's minute, and a little more for the clocks' difference.
WINDOW = 60.2


@dataclass(frozen=True, slots=True)
class Allowance:
    """What Telegram grants a chat: calls in one burst, seconds for each further call, calls a minute."""

    burst: int = 3
    period: float = 1.02
    per_minute: int | None = None

    @classmethod
    def of_chat(cls, chat_id: int) -> "Allowance":
        """Return the allowance of a chat; groups and channels have negative ids."""
        return cls() if chat_id > 0 else cls(per_minute=20)


class ChatBudget:
    """The ledger of one chat's calls."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._calls: list[float] = []  # in order of time
        self._open_again = 0.0
        self._last_preview = float("-inf")
        self._floods = 0
        self._last_flood = float("-inf")

    def ready_at(self, now: float, *, reserve: int = 0) -> float:
        """Return the earliest time for one call that leaves `reserve` further calls possible at once."""
        self._forget(now)
        return max(now, self._open_again, self._burst_at(now, reserve), self._minute_at(reserve))

    def preview_at(self, now: float, first: bool = False) -> float:
        """Return the earliest time for a preview: one call stays in reserve for a final text.

        The first text of an answer waits for the budget only; later ones keep a distance that grows with
        what the last minute used up and with recent floods, so that a long answer goes on moving.
        """
        ready = self.ready_at(now, reserve=1)
        return ready if first else max(ready, self._last_preview + self._distance(now))

    def book(self, now: float, *, preview: bool = False) -> float:
        """Book a call that starts now; return the ticket for `settle`."""
        insort(self._calls, now)
        if preview:
            self._last_preview = now
        return now

    def settle(self, ticket: float, now: float) -> None:
        """Move the booking to the call's end, the latest moment at which Telegram can have counted it."""
        if ticket in self._calls:
            self._calls.remove(ticket)
            insort(self._calls, now)

    def flood(self, now: float, retry_after: float) -> None:
        """Close the chat for what a 429 says, and half a second more for the clocks' difference."""
        self._open_again = max(self._open_again, now + retry_after + 0.5)
        self._floods = self._widening(now) + 1
        self._last_flood = now

    def is_idle(self, now: float) -> bool:
        """Tell whether this ledger holds nothing that matters any more."""
        self._forget(now)
        return not self._calls and now >= self._open_again and not self._widening(now)

    def _forget(self, now: float) -> None:
        while self._calls and self._calls[0] <= now - WINDOW:
            del self._calls[0]

    def _burst_at(self, now: float, reserve: int) -> float:
        # GCRA: `full` is when the burst would be whole again if nothing more were sent.
        full = float("-inf")
        for call in self._calls:
            full = max(full, call) + self._allowance.period
        return max(now, full - (self._allowance.burst - 1 - reserve) * self._allowance.period)

    def _minute_at(self, reserve: int) -> float:
        if self._allowance.per_minute is None:
            return 0.0
        spare = self._allowance.per_minute - 1 - reserve
        if len(self._calls) <= spare:
            return 0.0
        return self._calls[len(self._calls) - spare - 1] + WINDOW

    def _distance(self, now: float) -> float:
        widened = self._allowance.period * 2.0 ** min(self._widening(now), 4)
        if self._allowance.per_minute is None:
            return widened
        used = len(self._calls) / self._allowance.per_minute
        return max(widened, 1.3 + 3.6 * used)

    def _widening(self, now: float) -> int:
        # Each quiet minute after a flood halves the distance again.
        return max(0, self._floods - int((now - self._last_flood) // WINDOW)) if self._floods else 0
