"""When to try again: a schedule without a clock."""

from dataclasses import dataclass

from bot.core.errors import ModelError, TooManyRequestsError


@dataclass(frozen=True, slots=True)
class Backoff:
    """The waits between the tries of one request, all in seconds; `attempts` counts the first try too.

    Where `busy` is false a 429 is never tried again here: whoever asks has their own way to wait.
    """

    attempts: int = 3
    base: float = 0.5
    spread: float = 0.5
    cap: float = 60.0
    busy: bool = True

    def delay(self, failures: int, error: ModelError, jitter: float) -> float | None:
        """Return how long to wait after the `failures`-th failure (1 for the first), or None to give up.

        The far side's `retry_after` wins over the schedule, which doubles from `base`; `jitter` in [0, 1)
        spreads both, so that several waiters do not come back together.
        """
        if not error.retryable or failures >= self.attempts:
            return None
        if not self.busy and isinstance(error, TooManyRequestsError):
            return None
        wait = error.retry_after
        if wait is None:
            # The exponent is bounded before the power, which would overflow a float.
            wait = self.base * 2.0 ** min(failures - 1, 30)
        return min(wait + self.spread * jitter, self.cap)
