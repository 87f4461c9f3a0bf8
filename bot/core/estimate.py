"""How long somebody in line will wait, by the answers before. Pure; all times are in seconds."""

from collections import deque

# Answers whose times are averaged: enough to even out a long one, few enough to follow the hour.
RECENT = 20
# A guess is said in steps that don't claim more than is known: up to so many seconds, by so many.
STEPS = ((60, 10), (600, 60), (float("inf"), 300))


class RecentAnswers:
    """How long the latest answers held their slots, however they ended."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=RECENT)

    def note(self, seconds: float) -> None:
        """Count one that let its slot go."""
        self._seconds.append(seconds)

    def average(self) -> float | None:
        """Return the mean, None while nothing is known."""
        return sum(self._seconds) / len(self._seconds) if self._seconds else None


def expected_wait(average: float | None, slots: int, place: int) -> int | None:
    """Return in how many seconds, rounded, the turn comes of whoever stands at `place` (the first is 1).

    `slots` slots let one go every `average` / `slots` seconds; the place-th that is let go is theirs.
    """
    if average is None:
        return None
    wait = average * place / slots
    step = next(step for longest, step in STEPS if wait <= longest)
    return max(step, step * int(wait / step + 0.5))
