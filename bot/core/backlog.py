"""Which questions are passed over after a long absence. Pure.

Twenty answers to yesterday's questions at once would bury the one that somebody still waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Of a conversation's stale questions, the newest ones are answered all the same.
ANSWERED = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question in line, asked at `asked_at` (unix seconds); `stands`: people have seen an answer begin."""

    turn_id: int
    asked_at: float
    stands: bool


def is_stale(asked_at: float, now: float, age: float) -> bool:
    """Tell whether a question was asked longer than `age` seconds before `now`."""
    return now - asked_at > age


def passed_over(line: Sequence[Waiting], now: float, age: float) -> list[int]:
    """Return the turns of one conversation's line (oldest first) that are not answered any more.

    What people saw begin is always finished, and so is what was asked within the last `age` seconds.
    """
    stale = [each.turn_id for each in line if not each.stands and is_stale(each.asked_at, now, age)]
    return stale[:-ANSWERED]
