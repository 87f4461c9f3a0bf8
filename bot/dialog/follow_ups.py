"""What becomes of a question after it was asked: once more, gone on with, edited, paged through."""

import asyncio
from dataclasses import replace
from enum import Enum

from bot.core.conversation import MessageRef, Question, Turn, TurnState
from bot.core.errors import StorageError
from bot.core.prompt import REMEMBERED_TURNS, is_remembered
from bot.dialog.ports import Ask
from bot.dialog.run_context import RunContext
from bot.dialog.runs import Runs


class BranchChange(Enum):
    """From where a conversation goes on once a version or a sequel was asked for."""

    AS_BEFORE = "as before"  # an answer is under way: nothing has changed
    FROM_HERE = "from here"
    NEWER_LEFT = "newer left"  # from here, and what was asked further down is no longer remembered


class FollowUps:
    """Makes new versions and sequels of stored turns, without waiting for their answers.

    Every method may raise `StorageError`, and those that ask GigaChat `OverQuotaError`. `update_id` is the
    update that asks for it, which is done once the new turn stands: a press that is worked off again after a
    crash makes nothing twice.
    `AS_BEFORE` means that what was asked for is under way already: a button is easily pressed twice.
    """

    def __init__(self, context: RunContext, runs: Runs) -> None:
        self._archive = context.archive
        self._quotas = context.quotas
        self._now = context.now
        self._runs = runs
        self._one_by_one = asyncio.Lock()

    async def retry(self, turn: Turn, language: str, update_id: int) -> BranchChange:
        """Answer a question again, in the messages of its shown answer; the old one stays a version."""
        async with self._one_by_one:
            if await self._grows(turn):
                return BranchChange.AS_BEFORE
            change = await self._change_from(turn)
            await self._answer_anew(turn, turn.question, language, update_id)
        return change

    async def go_on(self, turn: Turn, instruction: str, language: str, update_id: int) -> BranchChange:
        """Let the model go on with a cut answer below it; `instruction` is what it reads."""
        async with self._one_by_one:
            sequel = await self._archive.continuation(turn.id)
            if sequel is not None and (await self._grows(sequel) or is_remembered(sequel)):
                return BranchChange.AS_BEFORE
            change = await self._change_from(sequel or turn)
            if sequel is None:
                await self._begin_sequel(turn, instruction, language, update_id)
            else:
                await self._answer_anew(sequel, sequel.question, language, update_id)
        return change

    async def edit(self, ask: Ask) -> None:
        """Answer a question whose text was changed, from the same point; others are left alone."""
        turn = await self._archive.turn_of_message(ask.message, "question")
        if turn is None or turn.question.text == ask.question.text:
            return  # Telegram tells of edits that nobody sees, too (Bot API, `edited_message`)
        question = replace(ask.question, quote=turn.question.quote)
        async with self._one_by_one:
            await self._quotas.admit(ask)
            run = self._runs.find(turn.id)
            # A turn without a run is pending where its end could not be stored, or the bot goes down.
            is_open = turn.answer.state is TurnState.PENDING if run is None else run.rewrite(question)
            if not (is_open and await self._archive.rewrite_question(turn.id, question)):
                await self._answer_anew(turn, question, ask.language, ask.update_id)
                return
            self._quotas.settle(ask)  # it is paid with the answer that was under way
            if run is None:
                rewritten = replace(turn, question=question, answer=replace(turn.answer, text=""))
                self._runs.line_up(rewritten, replace(ask, question=question, in_place=True))

    async def show(self, turn: Turn, language: str) -> BranchChange:
        """Show another version and go on from it; `AS_BEFORE` while an answer grows in its conversation."""
        async with self._one_by_one:
            ask, change = await self._ask(turn, turn.question, language), await self._change_from(turn)
            if not is_remembered(turn) or self._runs.live(ask.key) is not None:
                return BranchChange.AS_BEFORE
            # At once, not when its turn comes: what is asked after this press goes on from this version.
            await self._archive.make_tip(turn.id)
            self._runs.show_again(turn, ask)
        return change

    async def _grows(self, turn: Turn) -> bool:
        runs = [self._runs.find(version.id) for version in await self._archive.versions(turn.id)]
        return any(run is not None and run.turn.answer.state is TurnState.PENDING for run in runs)

    async def _change_from(self, turn: Turn) -> BranchChange:
        """Tell what going on from this turn leaves behind. The newest turn tells for all."""
        key = await self._archive.key_of_turn(turn.id)
        branch = await self._archive.branch(key, REMEMBERED_TURNS) if key else ()
        counted = [each for each in branch if is_remembered(each) or each.answer.state is TurnState.PENDING]
        newer = counted and await self._first_asked(counted[-1]) > await self._first_asked(turn)
        return BranchChange.NEWER_LEFT if newer else BranchChange.FROM_HERE

    async def _first_asked(self, turn: Turn) -> int:
        """Return the id of a turn's first version: however new another is, it stands where that one stood."""
        return min([version.id for version in await self._archive.versions(turn.id)], default=turn.id)

    async def _answer_anew(
        self, turn: Turn, question: Question, language: str, update_id: int | None
    ) -> None:
        ask = replace(await self._ask(turn, question, language), update_id=update_id)
        await self._quotas.admit(ask)
        try:
            version = await self._archive.begin_version(turn.id, question, self._now(), update_id)
        except StorageError:
            self._quotas.settle(ask)
            raise
        self._runs.line_up(version, ask)

    async def _begin_sequel(self, turn: Turn, instruction: str, language: str, update_id: int) -> None:
        # Continue stays under the cut answer: it is of use until the sequel has ended well. To take it away
        # then would keep the sequel in line, where Retry is refused for as long, or, once it has left the
        # line, might put old buttons under a newer version.
        question = replace(turn.question, text=instruction, quote=None, continues=True)
        ask = replace(await self._ask(turn, question, language), in_place=False, update_id=update_id)
        await self._quotas.admit(ask)
        if shown := await self._archive.answer_messages(turn.id):
            ask = replace(ask, message=shown[-1])
        sequel = await self._archive.begin_turn(
            ask.key,
            question,
            question_message=ask.message,
            now=self._now(),
            parent=turn.id,
            update_id=update_id,
        )
        self._runs.line_up(sequel, ask)

    async def _ask(self, turn: Turn, question: Question, language: str) -> Ask:
        key = await self._archive.key_of_turn(turn.id)
        if key is None:
            raise StorageError(f"Turn {turn.id} was erased")
        asked_in = await self._archive.question_message(turn.id) or MessageRef(key.chat_id, 0)
        return Ask(key, question, asked_in, language, self._now(), in_place=True)
