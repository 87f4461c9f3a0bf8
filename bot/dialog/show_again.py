"""A stored answer shown again: one that may not stand in its chat yet, or in place of another version."""

from bot.core.conversation import Question, Turn
from bot.core.ending import Ending, ending_of
from bot.core.letters import LAST_ATTEMPT
from bot.dialog.ports import Ask
from bot.dialog.run import Run
from bot.dialog.run_context import RunContext


class ShowAgain(Run):
    """Brings an answer into its chat, as an earlier process could not any more; it `ended_at` unix seconds.

    Stands in its conversation's line as every answer does, so that nobody else edits the same messages.
    """

    def __init__(self, context: RunContext, turn: Turn, ask: Ask, *, ended_at: float) -> None:
        super().__init__(context, turn, ask, queued=True)
        self._ended_at = ended_at

    async def answer(self) -> None:
        """Show the answer, as long as it is not too old. Raises `StorageError`."""
        live = await self._open()
        # Nothing is awaited in between, so neither a preview nor a typing action gets to begin.
        live.grow(self.turn.answer.text)
        age = self._context.now() - self._ended_at
        await live.finish(ending_of(self.turn.answer), max(LAST_ATTEMPT, self._context.outbox_age - age))
        await self._record.shown()

    def rewrite(self, question: Question) -> bool:  # noqa: ARG002 - a Run's shape
        """Refuse: this answers nothing any more."""
        return False

    def _cancel(self, ending: Ending) -> bool:  # noqa: ARG002 - a Run's shape
        return False
