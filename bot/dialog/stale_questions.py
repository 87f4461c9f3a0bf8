"""Questions that are passed over after a long absence, and the one word that tells so."""

import logging
from collections.abc import Sequence

from bot.core.backlog import Waiting, is_stale, passed_over
from bot.core.conversation import Answer, ConversationKey, TurnState
from bot.core.errors import PassedOverError, StorageError
from bot.dialog.ports import Ask, Notices
from bot.dialog.run import Run
from bot.dialog.run_context import RunContext

log = logging.getLogger(__name__)


class StaleQuestions:
    """Ends what is passed over, tells each conversation once; questions older than `age` (s) count as old.

    The ends are stored first and count as shown only when the word is stored: rather twice than never.
    """

    def __init__(self, context: RunContext, notices: Notices, age: float) -> None:
        self._archive = context.archive
        self._now = context.now
        self._notices = notices
        self._age = age
        self._untold: dict[ConversationKey, list[tuple[int, Ask]]] = {}

    def untold(self, turn_id: int, ask: Ask) -> None:
        """Note a turn that was passed over, but nobody may know it."""
        self._untold.setdefault(ask.key, []).append((turn_id, ask))

    async def pass_over(self, line: Sequence[Run]) -> list[Run]:
        """Return those of one conversation's line that are not answered any more; they are ended."""
        ended: list[Run] = []
        try:
            waiting = [await self._waiting(run) for run in line]
            gone = set(passed_over(waiting, self._now(), self._age))
            for run in line:
                if run.turn.id in gone:
                    await self._archive.finish_turn(run.turn.id, _PASSED_OVER, self._now())
                    self.untold(run.turn.id, run.ask)
                    ended.append(run)
        except StorageError as error:
            log.warning("what is left of a backlog is answered whole: %s", error)
        return ended

    async def tell(self) -> None:
        """Say in each conversation how many of its questions are passed over."""
        for key, turns in self._untold.items():
            try:
                await self._notices.passed_over(key, turns[-1][1].language, len(turns))
                for turn_id, _ in turns:
                    await self._archive.shown(turn_id)
            except StorageError as error:
                log.warning(
                    "%s questions were passed over, the next start will say so: %s", len(turns), error
                )
        self._untold.clear()

    async def _waiting(self, run: Run) -> Waiting:
        asked_at = run.ask.asked_at
        stale = is_stale(asked_at, self._now(), self._age)
        return Waiting(run.turn.id, asked_at, stands=stale and await self._stands(run))

    async def _stands(self, run: Run) -> bool:
        turn, archive = run.turn, self._archive
        if turn.answer.state is not TurnState.PENDING or turn.answer.text or turn.question.continues:
            return True
        return (
            bool(await archive.answer_messages(turn.id))
            or await archive.sending_after(turn.id) is not None
            or len(await archive.versions(turn.id)) > 1
        )


_PASSED_OVER = Answer("", TurnState.STOPPED, error=PassedOverError.__name__)
