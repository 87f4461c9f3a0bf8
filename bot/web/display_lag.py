"""How far people are behind the text of one answer. Pure; times are seconds of one clock."""

from collections import deque


class DisplayLag:
    """Arrivals of pieces and the calls that showed them.

    A call shows what had arrived when it began; that the renderer may hold back the last characters of it
    (half a formula, say) is left out.
    """

    def __init__(self, began: float | None) -> None:
        self._began = began
        self._unseen: deque[float] = deque()
        self._heard = self._seen = False

    def piece(self, now: float) -> float | None:
        """Note a piece; return how long the question waited for it if it is the first."""
        self._unseen.append(now)
        first, self._heard = not self._heard, True
        return now - self._began if first and self._began is not None else None

    def shown(self, began: float, now: float) -> tuple[float | None, list[float]]:
        """Note a call that showed text, from when to when it took.

        Returns how long the question waited for the first text, and how long each piece waited to be seen.
        """
        waits = []
        while self._unseen and self._unseen[0] <= began:
            waits.append(now - self._unseen.popleft())
        first = bool(waits) and not self._seen
        self._seen = self._seen or bool(waits)
        return (now - self._began if first and self._began is not None else None), waits
