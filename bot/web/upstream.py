"""A server that the bot depends on: when it last answered, and since when it does not. Pure."""

from dataclasses import dataclass

# Seconds that the last attempt tells how things are; older ones don't.
TELLS_FOR = 60.0
# One call that fails is bad luck, the second in a row begins an outage.
OUTAGE_AFTER = 2


@dataclass(slots=True)
class Upstream:
    """One server; times are seconds of one clock. `why` says what failed last, None: nothing."""

    name: str
    asked_at: float | None = None
    answered_at: float | None = None
    failing_since: float | None = None
    why: str | None = None
    failures: int = 0

    def answered(self, now: float) -> float | None:
        """Note an answer; return how many seconds the outage took that it ends, None if it ends none."""
        since = self.failing_since if self.failures >= OUTAGE_AFTER else None
        self.asked_at = self.answered_at = now
        self.failing_since, self.why, self.failures = None, None, 0
        return None if since is None else now - since

    def failed(self, now: float, why: str) -> bool:
        """Note a call that reached nobody; True where an outage begins with it."""
        self.asked_at, self.why = now, why
        self.failing_since = now if self.failing_since is None else self.failing_since
        self.failures += 1
        return self.failures == OUTAGE_AFTER

    @property
    def answers(self) -> bool:
        """Whether the last attempt reached it."""
        return self.asked_at is not None and self.why is None

    def is_known(self, now: float) -> bool:
        """Tell whether the last attempt is recent enough to tell how things are."""
        return self.asked_at is not None and now - self.asked_at <= TELLS_FOR

    def told(self, now: float) -> dict[str, object]:
        """Return what an admin reads: whether it answers, seconds since the last success, since it fails."""
        age = None if self.answered_at is None else round(now - self.answered_at, 1)
        told: dict[str, object] = {"reachable": self.answers, "last_success_seconds": age}
        if self.failing_since is not None:
            told |= {"failing_seconds": round(now - self.failing_since, 1), "error": self.why}
        return told
