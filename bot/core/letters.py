"""Letters: the bot's own words on their way to a chat, kept until they arrive."""

from dataclasses import dataclass, field
from typing import Final

# However old a letter or an answer is, one honest attempt is made to deliver it (s).
LAST_ATTEMPT: Final = 60.0


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter before it is stored; `body` is the call as JSON."""

    chat_id: int
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A stored letter, written at `written_at` (unix seconds).

    `sending_after` is the newest message id that was known when it was last sent, None if it never was.
    """

    id: int
    chat_id: int
    body: str = field(repr=False)
    written_at: float
    sending_after: int | None = None
