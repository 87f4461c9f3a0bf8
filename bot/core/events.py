"""What a streamed answer consists of: pieces of text, then one finish."""

from dataclasses import dataclass, field
from enum import StrEnum


class FinishReason(StrEnum):
    """Why GigaChat ended an answer (API reference, `finish_reason`)."""

    STOP = "stop"
    LENGTH = "length"
    BLACKLIST = "blacklist"
    FUNCTION_CALL = "function_call"
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that one request cost; `precached` of the prompt came from GigaChat's prefix cache."""

    prompt: int = 0
    completion: int = 0
    total: int = 0
    precached: int = 0


@dataclass(frozen=True, slots=True)
class TextDelta:
    """One streamed piece of the answer; never empty."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of an answer, exactly one for each stream that was not cut."""

    reason: FinishReason
    usage: Usage | None = None
    model: str | None = None


StreamEvent = TextDelta | Finish
