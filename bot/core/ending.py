"""How an answer ended, for those who show it and those who store it."""

from dataclasses import dataclass

from bot.core.conversation import TurnState
from bot.core.errors import BotError
from bot.core.events import FinishReason, Usage


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an answer: its state, and what GigaChat said of it or which error ended it."""

    state: TurnState
    finish_reason: FinishReason | None = None
    model: str | None = None
    usage: Usage | None = None
    error: BotError | None = None
