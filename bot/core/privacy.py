"""What the archive holds of a person or a chat, to be taken along or erased."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.conversation import ConversationKey, ConversationSettings, Turn


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn with its times, in unix seconds; `finished_at` is None while the answer is written.

    `again`: it answers a question anew that an earlier turn answers too.
    """

    turn: Turn
    asked_at: float
    finished_at: float | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation with its turns, oldest first: a tree, since each names the turn that it followed.

    Of another's group, only the turns of the person are here, and `settings` are None: they are the group's.
    """

    key: ConversationKey
    settings: ConversationSettings | None
    turns: Sequence[KeptTurn]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each kind are gone; `limited` says that limits which admins set are not."""

    conversations: int = 0
    turns: int = 0
    messages: int = 0
    letters: int = 0
    updates: int = 0
    limited: bool = False
