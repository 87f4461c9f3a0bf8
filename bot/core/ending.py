"""How an answer ended: judged by what came of it, and for those who show it and those who store it."""

from dataclasses import dataclass, replace

from bot.core.conversation import Answer, TurnState
from bot.core.errors import (
    BlacklistedError,
    BotError,
    EmptyAnswerError,
    GivenUpError,
    ModelError,
    StreamCutError,
    error_named,
)
from bot.core.events import Finish, FinishReason, Usage


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an answer: its state, and what GigaChat said of it or which error ended it."""

    state: TurnState
    finish_reason: FinishReason | None = None
    model: str | None = None
    usage: Usage | None = None
    error: BotError | None = None


def finished(finish: Finish, text: str) -> Ending:
    """Return the ending of a stream that came to its finish."""
    error: ModelError | None = None
    if finish.reason is FinishReason.BLACKLIST:
        error = BlacklistedError("GigaChat's filter refused the answer")
    elif text.strip() in {"", "<"}:  # a lone "<" is GigaChat-3's empty answer
        error = EmptyAnswerError("the answer is empty")
    state = TurnState.FAILED if error else TurnState.COMPLETE
    return Ending(state, finish.reason, finish.model, finish.usage, error)


def broken(error: BotError, text: str) -> Ending:
    """Return the ending of a stream that an error ended."""
    return Ending(TurnState.CUT if text else TurnState.FAILED, error=error)


def keeps_what_was_read(ending: Ending, text: str, read: str) -> bool:
    """Tell whether the text that people had `read` before stays, since nothing longer took its place."""
    refused = isinstance(ending.error, BlacklistedError | GivenUpError)
    return ending.state is not TurnState.COMPLETE and not refused and len(text) < len(read)


def with_what_was_read(ending: Ending) -> Ending:
    """Return the ending of an answer that shows what had been read before: there is a text, so it was cut."""
    if isinstance(ending.error, EmptyAnswerError):
        ending = replace(ending, error=StreamCutError("nothing more came"))
    return replace(ending, state=TurnState.CUT) if ending.state is TurnState.FAILED else ending


def answer_of(ending: Ending, text: str) -> Answer:
    """Return what is stored of an answer that ended so."""
    error = type(ending.error).__name__ if ending.error else None
    return Answer(text, ending.state, ending.model, ending.usage, ending.finish_reason, error)


def ending_of(answer: Answer) -> Ending:
    """Return how a stored answer ended."""
    error = error_named(answer.error)
    if error is None and answer.state is TurnState.CUT:
        # Archives of the first release don't tell what cut an answer: mostly it was the connection.
        error = StreamCutError("the stored answer was cut")
    return Ending(answer.state, answer.finish_reason, answer.model, answer.usage, error)
