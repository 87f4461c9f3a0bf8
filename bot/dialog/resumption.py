"""What a start makes of the answers that an earlier process left: all of them stand in line again."""

from collections.abc import Awaitable, Callable

from bot.core.conversation import ConversationKey, MessageRef, TurnState, Unfinished
from bot.core.errors import PassedOverError
from bot.dialog.ports import Ask
from bot.dialog.run import Run
from bot.dialog.run_context import RunContext
from bot.dialog.runs import Runs
from bot.dialog.show_again import ShowAgain
from bot.dialog.stale_questions import StaleQuestions

# An answer that so many starts found half-grown may be what takes the bot down.
MOST_STARTS = 5
# No chat has this id: an answer to a question without a message points back at nothing.
_NO_MESSAGE = MessageRef(0, 0)

Language = Callable[[ConversationKey, int], Awaitable[str]]


class Resumption:
    """Lines up unfinished turns; `language` tells in which one a conversation and its asker are answered."""

    def __init__(
        self, context: RunContext, runs: Runs, stale_questions: StaleQuestions, language: Language
    ) -> None:
        self._context = context
        self._runs = runs
        self._stale_questions = stale_questions
        self._language = language

    async def line_up(self) -> None:
        """Let everything unfinished be answered or shown once the runs begin. Raises `StorageError`."""
        for left in await self._context.archive.unfinished():
            await self._line_up(left)

    async def _line_up(self, left: Unfinished) -> None:
        turn, ask = left.turn, await self._ask(left)
        if turn.answer.error == PassedOverError.__name__:
            self._stale_questions.untold(turn.id, ask)
        elif turn.answer.state is TurnState.PENDING:
            self._runs.line_up_run(self._run(left, ask))
        else:
            ended_at = left.asked_at if left.ended_at is None else left.ended_at
            self._runs.line_up_run(ShowAgain(self._context, turn, ask, ended_at=ended_at))

    def _run(self, left: Unfinished, ask: Ask) -> Run:
        run = Run(self._context, left.turn, ask, queued=True)
        if left.stopping:
            run.stop()
        elif left.starts > MOST_STARTS:
            run.give_up()
        return run

    async def _ask(self, left: Unfinished) -> Ask:
        return Ask(
            key=left.key,
            question=left.turn.question,
            message=left.question_message or _NO_MESSAGE,
            language=await self._language(left.key, left.turn.question.asker_id),
            asked_at=left.asked_at,
            update_id=left.update_id,
            in_place=True,
        )
