"""What admins do: acts that are logged, and words to many chats."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Whatever is changed by `python -m bot admin` is this admin's.
TERMINAL = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One line of what an admin changed, at `at` (unix seconds); admin `TERMINAL` is the command line.

    `subject` is the person or chat that it was about, 0 one that was forgotten since, None nobody.
    """

    id: int
    at: float
    admin_id: int
    act: str
    subject: int | None = None
    details: str | None = None


@dataclass(frozen=True, slots=True)
class NamedActs:
    """Acts, and by their ids what the people and groups are called that occur in them."""

    acts: Sequence[Act]
    names: Mapping[int, str]


class BroadcastState(StrEnum):
    """How far a broadcast came."""

    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Words on their way to many chats; `body` is `broadcast_body`."""

    id: int
    body: str
    state: BroadcastState


def broadcast_body(call: Mapping[str, object], shown_in: Mapping[str, object] | None) -> str:
    """Return what is stored of a broadcast: the fields of the sending call, and where its progress is shown.

    `shown_in` holds `chat_id`, `message_id` and `language`; None: nowhere, it was begun at the terminal.
    """
    return json.dumps({"shown_in": shown_in, "call": call})


@dataclass(frozen=True, slots=True)
class Progress:
    """Of so many chats, how many were sent the words and how many could not be."""

    chats: int
    sent: int
    failed: int

    @property
    def left(self) -> int:
        """How many chats are still to be sent the words."""
        return self.chats - self.sent - self.failed
