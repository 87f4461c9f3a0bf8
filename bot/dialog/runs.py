"""All live answers: one for each conversation, later questions wait behind it in order."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from bot.core.conversation import ConversationKey, Question, Turn
from bot.core.errors import StorageError
from bot.core.trace import following
from bot.dialog.ports import Ask
from bot.dialog.run import Run
from bot.dialog.run_context import RunContext
from bot.dialog.show_again import ShowAgain
from bot.dialog.stale_questions import StaleQuestions

log = logging.getLogger(__name__)

# Seconds that interrupted answers have to show what had arrived.
FLUSH_TIME = 5.0


class Runs:
    """Accepts questions and answers them, each conversation in its own order, from `begin` on."""

    def __init__(self, context: RunContext, stale_questions: StaleQuestions) -> None:
        self._context = context
        self._stale_questions = stale_questions
        self._begun = False
        self._lines: dict[ConversationKey, deque[Run]] = {}
        self._workers: dict[ConversationKey, asyncio.Task[None]] = {}
        self._closing = False
        self._one_ended = asyncio.Event()

    async def ask(self, ask: Ask) -> Turn:
        """Store the question and answer it when its turn comes; returns at once.

        Raises `StorageError`, and `OverQuotaError` where a limit is reached: then nothing is stored.
        A reply to an answer goes on from that answer, everything else from the conversation's tip.
        """
        await self._context.quotas.admit(ask)
        try:
            question, parent = await self._placed(ask)
            turn = await self._context.archive.begin_turn(
                ask.key,
                question,
                question_message=ask.message,
                now=self._context.now(),
                parent=parent,
                update_id=ask.update_id,
            )
        except StorageError:
            self._context.quotas.settle(ask)  # whoever tries again promises again
            raise
        self.line_up(turn, ask)
        return turn

    async def begin(self) -> None:
        """Answer what stands in line, and from now on all at once; call it when everything is taken in."""
        for line in list(self._lines.values()):
            for run in await self._stale_questions.pass_over(list(line)):
                line.remove(run)
                self._context.quotas.settle(run.ask)
        await self._stale_questions.tell()
        self._begun = True
        for key, line in list(self._lines.items()):
            if line:
                self._employ(key, line)
            else:
                del self._lines[key]

    def line_up(self, turn: Turn, ask: Ask) -> None:
        """Answer a stored pending turn when its turn comes."""
        self.line_up_run(Run(self._context, turn, ask, queued=bool(self._lines.get(ask.key))))

    def show_again(self, turn: Turn, ask: Ask) -> None:
        """Show a stored answer again when its turn comes."""
        self.line_up_run(ShowAgain(self._context, turn, ask, ended_at=self._context.now()))

    @property
    def waiting(self) -> int:
        """How many answers stand in line for one of GigaChat's streams."""
        return self._context.slots.waiting

    @property
    def unfinished(self) -> int:
        """How many answers grow or stand in line, for whatever reason."""
        return sum(map(len, self._lines.values()))

    def live(self, key: ConversationKey) -> Run | None:
        """Return the answer that grows in a conversation, or the first in its line."""
        line = self._lines.get(key)
        return line[0] if line else None

    def find(self, turn_id: int) -> Run | None:
        """Return the run of a turn, growing or in line."""
        runs = (run for line in self._lines.values() for run in line)
        return next((run for run in runs if run.turn.id == turn_id), None)

    async def stop(self, key: ConversationKey, asker_id: int | None = None, before: int | None = None) -> int:
        """End what grows in a conversation and what waits behind it; return how many there were.

        With `asker_id`, only what this person asked. With `before`, only what an earlier update than this
        asked: a stop that is worked off again after a crash ends nothing newer.
        """
        line = self._lines.get(key, ())
        meant = [run for run in line if asker_id in {None, run.turn.question.asker_id}]
        if before is not None:
            meant = [run for run in meant if (run.ask.update_id or 0) < before]
        return await self.stop_runs(meant)

    async def stop_runs(self, runs: Iterable[Run]) -> int:
        """End these answers with what is there; return how many had not ended before."""
        stopped = [run.turn.id for run in runs if run.stop()]
        try:
            if stopped:
                await self._context.archive.note_stopping(stopped)
        except StorageError as error:
            log.warning("a crash would bring back what was stopped, turns %s: %s", stopped, error)
        return len(stopped)

    async def stop_of(self, each: int, patience: float = 0.0) -> None:
        """End all that a person asked, wherever, or that was asked in a group (id < 0), now or in line.

        Waits for the ends to be shown, but not longer than `patience` (s).
        """
        runs = [run for line in self._lines.values() for run in line if each in _whose(run)]
        await self.stop_runs(runs)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while any(self.find(run.turn.id) is run for run in runs):
                    self._one_ended.clear()
                    await self._one_ended.wait()

    def askers(self) -> set[int]:
        """Return for which people and groups something grows or stands in line."""
        return {each for line in self._lines.values() for run in line for each in _whose(run)}

    def stop_chat(self, chat_id: int) -> None:
        """End everything in a chat, all topics included."""
        for run in [run for key, line in self._lines.items() if key.chat_id == chat_id for run in line]:
            run.stop()

    def move_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Find what grows in a group, and what waits there, in the supergroup that the group became."""
        for old in [key for key in self._lines if key.chat_id == old_chat_id]:
            new = old._replace(chat_id=new_chat_id)
            if new in self._lines:
                continue  # both lines go on side by side to their ends
            line = self._lines[new] = self._lines.pop(old)
            if old in self._workers:
                self._workers[new] = self._workers.pop(old)
            for run in line:
                run.ask = replace(run.ask, key=new)

    async def close(self, grace: float) -> None:
        """Take no new work, give growing answers `grace` seconds, and leave the rest for the next start."""
        self._closing = True
        workers = list(self._workers.values())
        if not workers:
            return
        _, late = await asyncio.wait(workers, timeout=grace)
        for run in [run for line in self._lines.values() for run in line]:
            run.interrupt()
        if late:
            _, late = await asyncio.wait(late, timeout=FLUSH_TIME)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _placed(self, ask: Ask) -> tuple[Question, int | Literal["tip"]]:
        """Return the question without a quote that the model reads anyway, and the turn that it follows."""
        archive = self._context.archive
        if ask.reply_to is None:
            return ask.question, "tip"
        unquoted = ask.question if ask.quoted_by_hand else replace(ask.question, quote=None)
        answered = await archive.turn_of_message(ask.reply_to, "answer")
        if answered is not None and await archive.key_of_turn(answered.id) == ask.key:
            return unquoted, answered.id
        asked, tip = await archive.turn_of_message(ask.reply_to, "question"), await archive.tip(ask.key)
        known = asked is not None and tip is not None and asked.id == tip.id
        return unquoted if known else ask.question, "tip"

    def line_up_run(self, run: Run) -> None:
        """Let a run answer when its turn comes."""
        if self._closing:
            return  # it is stored as unfinished: the next start sees to it
        line = self._lines.setdefault(run.ask.key, deque())
        line.append(run)
        if self._begun and run.ask.key not in self._workers:
            self._employ(run.ask.key, line)

    def _employ(self, key: ConversationKey, line: deque[Run]) -> None:
        self._workers[key] = asyncio.create_task(self._work(line))

    async def _work(self, line: deque[Run]) -> None:
        key = line[0].ask.key
        try:
            while line:
                await self._answer(line[0])
                key = line.popleft().ask.key  # the chat may have moved meanwhile
                self._one_ended.set()
        finally:
            self._lines.pop(key, None)
            self._workers.pop(key, None)

    async def _answer(self, run: Run) -> None:
        with following(run.trace):  # a worker serves one question after another
            try:
                await run.answer()
            except Exception:  # the boundary of a run: a defect in one answer must not end a conversation
                log.exception("turn %s could not be shown", run.turn.id)
            finally:
                self._context.quotas.settle(run.ask)


def _whose(run: Run) -> tuple[int, int]:
    return run.turn.question.asker_id, run.ask.key.chat_id
