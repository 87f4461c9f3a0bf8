"""How many requests a key may have answered at the same time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.gigachat.refusal import Refusal


class Slots:
    """The simultaneous requests of each key; a private person has one (Sber's limitations page, Nov 2025)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: Counter[str] = Counter()

    @property
    def busy(self) -> int:
        """How many requests are being answered now, of all keys."""
        return self._held.total()

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """Occupy one slot for the time of the block; refuses with 429 where none is free."""
        if self._held[key] >= self.limit:
            raise Refusal(429)
        self._held[key] += 1
        try:
            yield
        finally:
            self._held[key] -= 1
