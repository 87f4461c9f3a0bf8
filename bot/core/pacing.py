"""When the next call to one Telegram chat may go. Pure: `now` is an argument, in seconds of any clock.

Telegram counts sends, edits and deletes of a chat together: one a second with short bursts, in groups at most
20 in a minute (Bots FAQ; TDLib's author in td#2592: edits "share the limit").
"""

from dataclasses import dataclass

from bot.core.ledger import Ledger

# Telegram's minute, and a little more for the clocks' difference.
WINDOW = 60.2
# Calls that previews leave for a final text. In private a fifth of a call less: the final text then waits
# 0.2 s at the worst, and a short answer grows by one more edit.
RESERVE_PRIVATE = 0.8
RESERVE_GROUP = 1.0
# Of several answers that grow side by side each has its reserve, but previews must stay possible.
MOST_RESERVED_OF_MINUTE = 5
LEFT_OF_BURST = 1.2
# Seconds between previews at the least. In private they spend the burst over the first five seconds and
# then follow the budget; in groups the first ten seconds grow quickly, and the rest of the minute's calls
# are spread over the rest of the minute.
DISTANCE_PRIVATE = 0.75
DISTANCE_GROUP = 1.5
QUICK_CALLS_GROUP = 7
SPREAD_GROUP = 3.5
SPREAD_WIDENS = 0.08


@dataclass(frozen=True, slots=True)
class Allowance:
    """What Telegram grants a chat: calls in one burst, seconds for each further call, calls a minute."""

    burst: int = 3
    period: float = 1.003
    per_minute: int | None = None

    @classmethod
    def of_chat(cls, chat_id: int) -> "Allowance":
        """Return the allowance of a chat; groups and channels have negative ids."""
        return cls() if chat_id > 0 else cls(per_minute=20)


class ChatBudget:
    """The ledger of one chat's calls."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._ledger = Ledger(WINDOW)
        self._full = float("-inf")  # when the burst would be whole again, of the ended calls
        self._last_preview = float("-inf")

    def ready_at(self, now: float) -> float:
        """Return the earliest time for one call."""
        return self._at(now, 0.0, 0)

    def preview_at(self, now: float, *, first: bool = False, answers: int = 1) -> float:
        """Return the earliest time for a preview of one of `answers` that grow in this chat.

        It leaves each of them a call in reserve for its final text. The first text of an answer waits for the
        budget only; later ones keep a distance that grows with what the last minute used up and with recent
        floods, so that a long answer goes on moving.
        """
        each = RESERVE_PRIVATE if self._allowance.per_minute is None else RESERVE_GROUP
        of_burst = min(each * answers, self._allowance.burst - LEFT_OF_BURST)
        ready = self._at(now, of_burst, min(answers, MOST_RESERVED_OF_MINUTE))
        return ready if first else max(ready, self._last_preview + self._distance(now))

    def begin(self, now: float, *, preview: bool = False) -> None:
        """Count a call that starts now."""
        self._ledger.begin()
        if preview:
            self._last_preview = now

    def end(self, now: float) -> None:
        """Count a call as ended now, the latest moment at which Telegram can have counted it."""
        self._ledger.end(now)
        self._full = max(self._full, now) + self._allowance.period

    def flood(self, now: float, retry_after: float) -> None:
        """Close the chat for what a 429 says, and half a second more for the clocks' difference."""
        self._ledger.flood(now, retry_after)

    def is_idle(self, now: float) -> bool:
        """Tell whether this ledger holds nothing that matters any more."""
        return self._ledger.is_idle(now)

    def _at(self, now: float, of_burst: float, of_minute: int) -> float:
        open_again = max(now, self._ledger.open_again)
        return max(open_again, self._burst_at(now, of_burst), self._minute_at(now, of_minute))

    def _burst_at(self, now: float, reserve: float) -> float:
        # GCRA. The debt outlives the minute: who calls without a pause has it from the first call on.
        full = self._full
        for _ in range(self._ledger.under_way):
            full = max(full, now) + self._allowance.period
        return full - (self._allowance.burst - 1 - reserve) * self._allowance.period

    def _minute_at(self, now: float, reserve: int) -> float:
        if self._allowance.per_minute is None:
            return 0.0
        calls = self._ledger.counted(now)
        spare = self._allowance.per_minute - 1 - reserve
        return calls[-spare - 1] + WINDOW if len(calls) > spare else 0.0

    def _distance(self, now: float) -> float:
        widened = 2.0 ** min(self._ledger.widening(now), 4)
        if self._allowance.per_minute is None:
            return DISTANCE_PRIVATE * widened
        used = len(self._ledger.counted(now))
        if used < QUICK_CALLS_GROUP:
            return DISTANCE_GROUP * widened
        return (SPREAD_GROUP + SPREAD_WIDENS * (used - QUICK_CALLS_GROUP)) * widened
