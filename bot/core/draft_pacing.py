"""When the next draft of one private chat may go. Pure: `now` is an argument, in seconds of any clock.

Drafts and chat actions are one method of Telegram's and are counted together, for each chat: at most 20 in
5 s and 40 in 30 s (core.telegram.org/api/bots/ai). They share nothing with the budget of messages.
"""

from bot.core.ledger import Ledger

# Calls in so many seconds, and a little more for the clocks' difference.
WINDOWS = ((20, 5.1), (40, 30.2))
LONGEST = WINDOWS[-1][1]
# Frames leave a call for a chat action of another topic.
FRAMES = WINDOWS[-1][0] - 1
# Seconds between frames: ten seconds go quickly, the calls that are left are spread over the rest of the
# window, and an answer that goes on then has one every 0.8 s for as long as it likes.
DISTANCE = 0.45
QUICK_FRAMES = 24
EVEN = LONGEST / FRAMES


class DraftBudget:
    """The ledger of one chat's drafts and chat actions."""

    def __init__(self) -> None:
        self._ledger = Ledger(LONGEST)
        self._last_frame = float("-inf")

    def ready_at(self, now: float) -> float:
        """Return the earliest time for one call of either kind."""
        calls = self._ledger.counted(now)
        full = [calls[-limit] + seconds for limit, seconds in WINDOWS if len(calls) >= limit]
        return max(now, self._ledger.open_again, *full)

    def frame_at(self, now: float, *, first: bool = False) -> float:
        """Return the earliest time for the next frame of a draft; the first text waits for no distance."""
        ready = self.ready_at(now)
        return ready if first else max(ready, self._last_frame + self._distance(now))

    def begin(self, now: float, *, preview: bool = False) -> None:
        """Count a call that starts now; a preview is a frame of a draft."""
        self._ledger.begin()
        if preview:
            self._last_frame = now

    def end(self, now: float) -> None:
        """Count a call as ended now, the latest moment at which Telegram can have counted it."""
        self._ledger.end(now)

    def flood(self, now: float, retry_after: float) -> None:
        """Close the chat for what a 429 says; frames come more seldom for some minutes."""
        self._ledger.flood(now, retry_after)

    def is_idle(self, now: float) -> bool:
        """Tell whether this ledger holds nothing that matters any more."""
        return self._ledger.is_idle(now)

    def _distance(self, now: float) -> float:
        calls = self._ledger.counted(now)
        widened = 2.0 ** min(self._ledger.widening(now), 4)
        if len(calls) < QUICK_FRAMES:
            return DISTANCE * widened
        left = FRAMES - len(calls)
        until_more = calls[0] + LONGEST - now
        return max(EVEN, until_more / left if left > 0 else until_more) * widened
