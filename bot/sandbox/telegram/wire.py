"""What crosses the wire, as it is recorded: calls, events for observers, violations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class Call:
    """One call of a bot: arrival in loop time (seconds), and how it ended once it has.

    `status` is None while the call is running, and 0 where no answer reached the caller. `params` holds no
    token; an uploaded file stands as its name and size. `number` counts from 1, `result` was answered.
    """

    at: float
    method: str
    params: Json
    chat_id: int | str | None = None
    status: int | None = None
    description: str | None = None
    retry_after: int | None = None
    duration: float | None = None
    number: int = 0
    result: Any = None

    def as_json(self) -> Json:
        """Return the call with all its fields, ready for a page."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that an onlooker of Telegram could see, at a loop time in seconds.

    Kinds: call, answer, update, message, edited, deleted, draft, draft_gone, chat_action, callback,
    callback_answer, member, commands, webhook, violation.
    """

    at: float
    kind: str
    chat_id: int | None
    body: Json = field(default_factory=dict)


Observer: TypeAlias = Callable[[Event], None]


def words(spelled: str) -> frozenset[str]:
    """Return the words of a list that is easier to read as a line of text."""
    return frozenset(spelled.split())
