"""What becomes of GigaChat's streams while it refuses more of them (429): it is asked less. Pure.

The line in front of the streams keeps to what the key grants, so a refusal means that somebody else uses the
key, or that GigaChat grants less than before; neither says until when. All times are in seconds, `now` is of
any clock.
"""

# Refusals of streams that were begun together tell the same thing: within so long they count once.
ONE_BLOW = 5.0
# One stream more is tried after so long without a refusal.
EASING = 60.0
# The waits before the same question is asked again double up to the longest.
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
# A wait grows by up to this part of itself, so that those who were refused together don't come back together.
SPREAD = 0.25


class StreamLimit:
    """How many of `count` streams may be used: half after each refusal, one more each minute without any."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._floor = count
        self._refused_at = float("-inf")
        self._halved_at = float("-inf")

    def refused(self, now: float) -> None:
        """Note that GigaChat refused a stream."""
        if now - self._halved_at >= ONE_BLOW:
            self._floor = max(1, self.limit(now) // 2)
            self._halved_at = now
        self._refused_at = now

    def limit(self, now: float) -> int:
        """Return how many streams may be used now: one at the least."""
        if self._floor == self._count:
            return self._count
        # The very sum of `grows_at`: a quotient may round to just below the step that the sum has reached.
        steps = int((now - self._refused_at) / EASING) + 1
        if self._refused_at + steps * EASING > now:
            steps -= 1
        return min(self._count, self._floor + steps)

    def grows_at(self, now: float) -> float | None:
        """Return when the limit will be higher than now; None if it is as high as it gets."""
        limit = self.limit(now)
        return None if limit == self._count else self._refused_at + (limit - self._floor + 1) * EASING


def wait_before_retry(refusals: int, retry_after: float | None, jitter: float) -> float:
    """Return how long to wait after so many refusals of one question, the first one being 1.

    What the far side says (`retry_after`) is never undercut; `jitter` is in [0, 1).
    """
    wait = (
        min(FIRST_WAIT * 2.0 ** min(refusals - 1, 30), LONGEST_WAIT) if retry_after is None else retry_after
    )
    return wait * (1 + SPREAD * jitter)
