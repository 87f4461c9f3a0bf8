"""What one answer costs: how long its asker waited for it, and the tokens that GigaChat took."""

from datetime import date
from typing import NamedTuple

from bot.core.budget import CHARACTERS_PER_TOKEN
from bot.core.conversation import ConversationKey, TurnState
from bot.core.ending import Ending
from bot.core.events import Usage
from bot.core.figures import Answered
from bot.core.prompt import REMEMBERED_TURNS, Prompt, assemble, estimated_tokens
from bot.dialog.ports import Archive, Ask

# The tokens of an answer before the first one is known.
TYPICAL_ANSWER = 500


class Expense:
    """Follows one answer; times are seconds of the event loop, and it `began` when its question came.

    `model` is the one that would be asked, should nothing be.
    """

    def __init__(self, began: float, model: str) -> None:
        self._began = began
        self._model = model
        self._called: float | None = None
        self._first_text: float | None = None
        self._asked: Prompt | None = None
        self._heard = 0
        self._dropped = Usage()

    def called(self, now: float) -> None:
        """Note that the line has ended."""
        if self._called is None:
            self._called = now

    def asks(self, prompt: Prompt) -> None:
        """Note a request; one dropped for it, since the question was edited, is paid all the same."""
        self._dropped = self._paid(None)
        self._model, self._asked, self._heard = prompt.model, prompt, 0

    def refused(self) -> None:
        """Note that the request was too long: it costs nothing."""
        self._asked = None

    def hears(self, text: str, now: float) -> None:
        """Note a piece of text."""
        self._heard += len(text)
        if self._first_text is None:
            self._first_text = now - self._began

    def answered(self, ending: Ending, key: ConversationKey, asker_id: int, day: date) -> Answered:
        """Return what is counted of the answer; what GigaChat told of its cost goes before an estimate."""
        if ending.usage is None and ending.error is not None and not self._heard:
            self._asked = None  # GigaChat gave nothing
        paid = self._paid(ending.usage)
        return Answered(
            day=day,
            asker_id=asker_id,
            chat_id=key.chat_id,
            model=self._model,
            failed=ending.state is TurnState.FAILED,
            usage=paid if paid.total else None,
            waited=0.0 if self._called is None else self._called - self._began,
            first_text=self._first_text,
        )

    def _paid(self, told: Usage | None) -> Usage:
        usage = told
        if usage is None:
            if self._asked is None:
                return self._dropped
            prompt = estimated_tokens(self._asked.messages)
            completion = -(-self._heard // CHARACTERS_PER_TOKEN)
            usage = Usage(prompt, completion, prompt + completion)
        return Usage(
            self._dropped.prompt + usage.prompt,
            self._dropped.completion + usage.completion,
            self._dropped.total + usage.total,
        )


class ExpectedTokens(NamedTuple):
    """About how many tokens a question will cost at the tip of its conversation, and without any memory."""

    at_tip: int = 0
    afresh: int = 0


async def expected_tokens(
    archive: Archive, ask: Ask, system_prompt: str | None, budget: int
) -> ExpectedTokens:
    """Return what a question will cost; a typical answer is counted in: how long it becomes nobody knows.

    Raises `StorageError`.
    """
    settings, before = await archive.settings(ask.key), await archive.branch(ask.key, REMEMBERED_TURNS)
    system_prompt = settings.system_prompt or system_prompt
    at_tip, afresh = (
        estimated_tokens(assemble(system_prompt, remembered, ask.question, budget)) + TYPICAL_ANSWER
        for remembered in (before, ())
    )
    return ExpectedTokens(at_tip, afresh)
