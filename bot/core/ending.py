"""How an answer ended, for those who show it and those who store it."""

from dataclasses import dataclass

from bot.core.conversation import Answer, TurnState
from bot.core.errors import BotError, StreamCutError, error_named
from bot.core.events import FinishReason, Usage


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an answer: its state, and what GigaChat said of it or which error ended it."""

    state: TurnState
    finish_reason: FinishReason | None = None
    model: str | None = None
    usage: Usage | None = None
    error: BotError | None = None


def ending_of(answer: Answer) -> Ending:
    """Return how a stored answer ended."""
    error = error_named(answer.error)
    if error is None and answer.state is TurnState.CUT:
        # Archives of the first release don't tell what cut an answer: mostly it was the connection.
        error = StreamCutError("the stored answer was cut")
    return Ending(answer.state, answer.finish_reason, answer.model, answer.usage, error)
