"""What is really sent to GigaChat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.conversation import Question, Turn, TurnState


class Role(StrEnum):
    """Whose words a message holds (API reference, `messages[].role`)."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the prompt; `content` is never empty."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request: model, messages (at most one system message, the first), session and extra body fields.

    `options` holds GigaChat's optional body fields (temperature, max_tokens, …), already checked by name.
    """

    model: str
    messages: tuple[Message, ...]
    session_id: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
