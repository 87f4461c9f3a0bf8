"""The calls that one chat was made, and the floods that it answered. Pure: `now` is an argument, in seconds.

Telegram does not say when it counts a call. One under way is therefore counted as of now, and a finished one
as of its end: whenever in between Telegram counted it, the ledger is never more generous than Telegram's.
"""

# A quiet minute after a flood takes back half of what it widened.
QUIET = 60.2


class Ledger:
    """Remembers the calls of the last `window` seconds, and until when a flood closes the chat."""

    def __init__(self, window: float) -> None:
        self.open_again = 0.0
        self._window = window
        self._ended: list[float] = []  # of the window, in order of time
        self.under_way = 0
        self._floods = 0
        self._last_flood = float("-inf")

    def begin(self) -> None:
        """Count a call that starts."""
        self.under_way += 1

    def end(self, now: float) -> None:
        """Count a call as ended now, the latest moment at which Telegram can have counted it."""
        self.under_way -= 1
        self._ended.append(now)

    def flood(self, now: float, retry_after: float) -> None:
        """Close the chat for what a 429 says, and half a second more for the clocks' difference."""
        self.open_again = max(self.open_again, now + retry_after + 0.5)
        self._floods = self.widening(now) + 1
        self._last_flood = now

    def counted(self, now: float) -> list[float]:
        """Return when the calls of the window were counted, in order; those under way count as now."""
        while self._ended and self._ended[0] <= now - self._window:
            del self._ended[0]
        return self._ended + [now] * self.under_way

    def widening(self, now: float) -> int:
        """Return how many floods are remembered; each quiet minute after the last forgets one."""
        return max(0, self._floods - int((now - self._last_flood) // QUIET)) if self._floods else 0

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing here matters any more."""
        return not self.counted(now) and now >= self.open_again and not self.widening(now)
