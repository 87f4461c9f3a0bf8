"""All live answers: one for each conversation, later questions wait behind it in order."""

import asyncio
import logging
from collections import deque
from dataclasses import replace
from typing import Literal

from bot.core.conversation import ConversationKey, Question, Turn
from bot.dialog.ports import Ask
from bot.dialog.repaint import Repaint
from bot.dialog.run import Desk, Run

log = logging.getLogger(__name__)

# Seconds that interrupted answers have to show what had arrived.
FLUSH_TIME = 5.0


class Runs:
    """Accepts questions and answers them, each conversation in its own order."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines: dict[ConversationKey, deque[Run]] = {}
        self._workers: dict[ConversationKey, asyncio.Task[None]] = {}
        self._closing = False

    async def ask(self, ask: Ask) -> Turn:
        """Store the question and answer it when its turn comes; returns at once. Raises `StorageError`.

        A reply to an answer goes on from that answer, everything else from the conversation's tip.
        """
        question, parent = await self._placed(ask)
        turn = await self._desk.archive.begin_turn(
            ask.key, question, question_message=ask.message, now=self._desk.now(), parent=parent
        )
        self.line_up(turn, ask)
        return turn

    def line_up(self, turn: Turn, ask: Ask) -> None:
        """Answer a stored pending turn when its turn comes."""
        self._line_up(Run(self._desk, turn, ask, queued=bool(self._lines.get(ask.key))))

    def repaint(self, turn: Turn, ask: Ask) -> bool:
        """Show a stored answer again; False if an answer grows or waits in its conversation."""
        if self._lines.get(ask.key):
            return False
        self._line_up(Repaint(self._desk, turn, ask, queued=False))
        return True

    @property
    def waiting(self) -> int:
        """How many answers stand in line for one of GigaChat's streams."""
        return self._desk.slots.waiting

    def live(self, key: ConversationKey) -> Run | None:
        """Return the answer that grows in a conversation, or the first in its line."""
        line = self._lines.get(key)
        return line[0] if line else None

    def find(self, turn_id: int) -> Run | None:
        """Return the run of a turn, growing or in line."""
        runs = (run for line in self._lines.values() for run in line)
        return next((run for run in runs if run.turn.id == turn_id), None)

    def stop(self, key: ConversationKey, asker_id: int | None = None) -> int:
        """End what grows in a conversation and what waits behind it; return how many there were.

        With `asker_id`, only what this person asked.
        """
        line = self._lines.get(key, ())
        return sum([run.stop() for run in line if asker_id in {None, run.turn.question.asker_id}])

    def stop_chat(self, chat_id: int) -> None:
        """End everything in a chat, all topics included."""
        for key in [key for key in self._lines if key.chat_id == chat_id]:
            self.stop(key)

    def move_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Find what grows in a group, and what waits there, in the supergroup that the group became."""
        for old in [key for key in self._lines if key.chat_id == old_chat_id]:
            new = old._replace(chat_id=new_chat_id)
            if new in self._lines:
                continue  # both lines go on side by side to their ends
            line = self._lines[new] = self._lines.pop(old)
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
        archive = self._desk.archive
        if ask.reply_to is None:
            return ask.question, "tip"
        unquoted = ask.question if ask.quoted_by_hand else replace(ask.question, quote=None)
        answered = await archive.turn_of_message(ask.reply_to, "answer")
        if answered is not None and await archive.key_of_turn(answered.id) == ask.key:
            return unquoted, answered.id
        asked, tip = await archive.turn_of_message(ask.reply_to, "question"), await archive.tip(ask.key)
        known = asked is not None and tip is not None and asked.id == tip.id
        return unquoted if known else ask.question, "tip"

    def _line_up(self, run: Run) -> None:
        if self._closing:
            return  # it is stored as pending: the next start answers it
        key = run.ask.key
        line = self._lines.setdefault(key, deque())
        line.append(run)
        if key not in self._workers:
            self._workers[key] = asyncio.create_task(self._work(line))

    async def _work(self, line: deque[Run]) -> None:
        key = line[0].ask.key
        try:
            while line:
                await self._answer(line[0])
                key = line.popleft().ask.key  # the chat may have moved meanwhile
        finally:
            self._lines.pop(key, None)
            self._workers.pop(key, None)

    async def _answer(self, run: Run) -> None:
        try:
            await run.answer()
        except Exception:  # the boundary of a run: a defect in one answer must not end a conversation
            log.exception("turn %s could not be shown", run.turn.id)
