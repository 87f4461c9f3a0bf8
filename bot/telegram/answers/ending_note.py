"""The last words under an answer, and which buttons help. Pure."""

from bot.core.conversation import TurnState
from bot.core.ending import Ending
from bot.core.errors import (
    BlacklistedError,
    PromptTooLongError,
    QueueFullError,
    RequestRejectedError,
    StreamCutError,
)
from bot.core.events import FinishReason
from bot.locales import Words
from bot.telegram.times import spelled_wait

# The same question would meet the same refusal; what the owner can mend is not among these.
_HOPELESS = (BlacklistedError, PromptTooLongError, RequestRejectedError)


def ending_note(ending: Ending, words: Words, *, has_text: bool, waited: bool = False) -> str | None:
    """Return the sentence that stands below the text, or alone where there is none; None: nothing to say.

    `waited`: what it takes the place of is the note for those who wait.
    """
    if ending.state is TurnState.STOPPED:
        nothing = "note-left" if waited else "note-stopped-empty"
        return words("note-stopped" if has_text else nothing)
    if ending.state is TurnState.PENDING:
        return words("note-paused")
    if ending.error is not None:
        if isinstance(ending.error, StreamCutError) and not has_text:
            return words("error-provider")
        if isinstance(ending.error, QueueFullError) and ending.error.wait:
            return words("error-queue-full-until", wait=spelled_wait(ending.error.wait, words))
        return words(ending.error.words)
    return words("note-length") if ending.finish_reason is FinishReason.LENGTH else None


def may_retry(ending: Ending) -> bool:
    """Tell whether a Retry button belongs under the answer."""
    return ending.state is not TurnState.PENDING and not isinstance(ending.error, _HOPELESS)


def may_continue(ending: Ending) -> bool:
    """Tell whether the answer was cut, by its length or by the connection, and so can go on."""
    if ending.state is TurnState.CUT:
        return True
    return ending.state is TurnState.COMPLETE and ending.finish_reason is FinishReason.LENGTH
