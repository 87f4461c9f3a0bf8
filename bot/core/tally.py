"""What the archive can't know of a quota: questions of the last minute, and answers that are not paid yet.

Pure: `now` is an argument, in seconds of one monotonic clock. After a restart it is empty, which errs on the
generous side.
"""

from collections import deque
from collections.abc import Iterable

from bot.core.quota import MINUTE, Spent


class Tally:
    """Counts by the ids of people and groups."""

    def __init__(self) -> None:
        self._asked: dict[int, deque[float]] = {}  # whoever asked last is the last
        self._promised: dict[int, tuple[frozenset[int], int]] = {}

    def asked(self, ids: Iterable[int], now: float) -> None:
        """Count a question that was let through, for its asker and, in a group, for the group."""
        for each in set(ids):
            self._asked[each] = self._asked.pop(each, deque())
            self._asked[each].append(now)
        while self._asked and self._asked[next(iter(self._asked))][-1] + MINUTE <= now:
            del self._asked[next(iter(self._asked))]

    def promise(self, turn_id: int, ids: Iterable[int], tokens: int) -> None:
        """Count the estimated tokens of an answer until it is settled: ten questions at once are ten."""
        self._promised[turn_id] = (frozenset(ids), tokens)

    def settle(self, turn_id: int) -> None:
        """Forget a promise, since the answer ended and its tokens are stored; a repeat is no harm."""
        self._promised.pop(turn_id, None)

    def spent(self, each: int, stored: Spent, now: float) -> Spent:
        """Add to what is `stored` of an id's day and month what is known here."""
        recent = self._asked.get(each, deque())
        while recent and recent[0] + MINUTE <= now:
            recent.popleft()
        if not recent:
            self._asked.pop(each, None)
        promised = sum(tokens for ids, tokens in self._promised.values() if each in ids)
        return Spent(tuple(recent), stored.day + promised, stored.month + promised, promised)
