"""A stored answer shown again, in place of another to the same question."""

from bot.core.conversation import Question
from bot.core.ending import Ending, ending_of
from bot.dialog.run import Run


class Repaint(Run):
    """Stands in its conversation's line as every answer does, so that nobody else edits the same messages."""

    async def answer(self) -> None:
        """Let the conversation go on from this answer and show it. Raises `StorageError`."""
        await self._desk.archive.make_tip(self.turn.id)
        known = await self._desk.archive.take_over_messages(self.turn.id)
        live = await self._desk.stage.open(
            self.turn.id, self.ask, queued=False, known=known, unread=lambda: None
        )
        # Nothing is awaited in between, so neither a preview nor a typing action gets to begin.
        live.grow(self.turn.answer.text)
        await live.finish(ending_of(self.turn.answer))

    def rewrite(self, question: Question) -> bool:  # noqa: ARG002 - a Run's shape
        """Refuse: this answers nothing any more."""
        return False

    def _cancel(self, ending: Ending) -> bool:  # noqa: ARG002 - a Run's shape
        return False
