"""Those who wait for a stream, in the order in which their turn comes. Pure."""

from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

# So many with precedence go before an ordinary one is let through: whoever waits is served in the end.
PREFERRED_IN_A_ROW = 3


class FairQueue(Generic[T]):
    """First come, first served, among those with precedence and among all others."""

    def __init__(self) -> None:
        self._preferred: deque[T] = deque()
        self._ordinary: deque[T] = deque()
        self._row = 0  # how many with precedence went since an ordinary one did

    def __len__(self) -> int:
        return len(self._preferred) + len(self._ordinary)

    def __iter__(self) -> Iterator[T]:
        """Yield everybody in the order in which their turn comes if nobody joins or leaves."""
        preferred, ordinary, row = iter(self._preferred), iter(self._ordinary), self._row
        left, others = len(self._preferred), len(self._ordinary)
        while left or others:
            if left and (row < PREFERRED_IN_A_ROW or not others):
                left, row = left - 1, row + 1
                yield next(preferred)
            else:
                others, row = others - 1, 0
                yield next(ordinary)

    @property
    def ordinary(self) -> int:
        """How many wait without precedence."""
        return len(self._ordinary)

    def join(self, who: T, *, preferred: bool) -> None:
        """Let somebody stand behind those of their kind."""
        (self._preferred if preferred else self._ordinary).append(who)

    def leave(self, who: T) -> None:
        """Let somebody go who doesn't want to wait any more. Raises ValueError if they don't stand here."""
        (self._preferred if who in self._preferred else self._ordinary).remove(who)

    def call(self) -> T:
        """Take out whose turn it is. Raises IndexError if nobody waits."""
        if self._preferred and (self._row < PREFERRED_IN_A_ROW or not self._ordinary):
            self._row += 1
            return self._preferred.popleft()
        self._row = 0
        return self._ordinary.popleft()
