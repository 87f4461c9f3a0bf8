"""Which message numbers were seen, and where a message may stand whose send was never confirmed. Pure."""

from collections import deque
from collections.abc import Collection, Iterable
from itertools import islice

# Telegram numbers the messages of private chats and basic groups in one row for each account, those of every
# supergroup and channel in a row of its own (core.telegram.org/api/updates, "common" and channel boxes).
_SHARED = 0
_CHANNELS_BELOW = -(10**12)
# The lost message may be newer than everything seen since, but not by much: whatever follows it is seen too.
_BEYOND_NEWEST = 3
# Each candidate costs an edit of the chat's budget.
MOST_CANDIDATES = 8
# A process that died while many sends were under way left them all in doubt, which is worth more edits.
MOST_CANDIDATES_OF_MANY = 24
# Behind the newest known message of a chat that numbers its own, so many empty numbers in a row are its end.
_END_AFTER = 6
# Numbers told one by one: enough for the minutes that a send can be in doubt.
_REMEMBERED = 5000


class Candidates:
    """The numbers that a lost message may have, likeliest first.

    `top`: the newest known number of a chat whose numbers are its own, so that empty ones behind it tell
    where its messages end; None where other chats may have them.
    """

    def __init__(self, numbers: Iterable[int] = (), top: int | None = None) -> None:
        self.numbers = list(numbers)
        self._top = top
        self._empty = 0

    def missed(self, *, is_empty: bool) -> int:
        """Take out the first one, which is not the lost message; `is_empty`: no message has this number."""
        number = self.numbers.pop(0)
        behind = self._top is not None and number > self._top
        self._empty = self._empty + 1 if is_empty and behind else 0
        if self._empty == _END_AFTER:
            self.numbers.clear()
        return number


class SeenMessages:
    """The newest message number of every row, and the numbers seen of late."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}
        self._seen: set[tuple[int, int]] = set()
        self._order: deque[tuple[int, int]] = deque()
        self._doubts = 0
        self._doubtful_until = 0
        self._hears = True

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note a message that stands: one that came, or one whose send was confirmed."""
        self.reached(chat_id, message_id)
        row = _row_of(chat_id)
        if (row, message_id) in self._seen:
            return
        self._seen.add((row, message_id))
        self._order.append((row, message_id))
        if len(self._order) > _REMEMBERED:
            self._seen.discard(self._order.popleft())

    def reached(self, chat_id: int, message_id: int) -> None:
        """Note how far numbers have come by a message of ours, which may be the one that is looked for."""
        row = _row_of(chat_id)
        self._newest[row] = max(self._newest.get(row, 0), message_id)

    def newest(self, chat_id: int) -> int:
        """Return the largest number seen in this chat's row; 0 if none was."""
        return self._newest.get(_row_of(chat_id), 0)

    def is_known(self, chat_id: int, message_id: int) -> bool:
        """Tell whether this number was seen of late."""
        return (_row_of(chat_id), message_id) in self._seen

    def doubt(self, count: int, newest_mark: int) -> None:
        """Note how many sends a dead process left in doubt, and the newest mark among theirs."""
        self._doubts, self._doubtful_until = count, newest_mark

    def hear_no_more(self) -> None:
        """Note that what comes from now on is not seen here: a lost message may be newer by far."""
        self._hears = False

    def candidates(self, chat_id: int, mark: int, known: Collection[int]) -> Candidates:
        """Return where a lost message may stand; nowhere if nothing was seen before.

        `mark` is the newest number when it was sent, `known` are others that belong to known messages.
        Where many were lost in one moment, theirs lie between, in any order.
        """
        if mark <= 0:
            return Candidates()  # every number would be possible, old messages of ours among them
        row = _row_of(chat_id)
        others = self._doubts if mark <= self._doubtful_until else 0
        is_alone = row != _SHARED
        if is_alone or not self._hears:
            # What people say among themselves in such a group is not seen (privacy mode), and a bot that goes
            # down hears nothing; the next start hears of it, and goes on where this ends.
            others = MOST_CANDIDATES_OF_MANY
        end = max(self.newest(chat_id), mark) + _BEYOND_NEWEST + min(others, MOST_CANDIDATES_OF_MANY)
        most = MOST_CANDIDATES_OF_MANY if others else MOST_CANDIDATES
        free = (
            number
            for number in range(mark + 1, end + 1)
            if number not in known and (row, number) not in self._seen
        )
        return Candidates(islice(free, most), max(self.newest(chat_id), mark) if is_alone else None)


def _row_of(chat_id: int) -> int:
    return chat_id if chat_id <= _CHANNELS_BELOW else _SHARED
