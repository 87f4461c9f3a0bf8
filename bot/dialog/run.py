"""One live answer: from a stored question to a stored and shown answer. It can be stopped at any moment."""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from bot.core.conversation import Question, Turn, TurnState
from bot.core.ending import (
    Ending,
    answer_of,
    broken,
    finished,
    keeps_what_was_read,
    with_what_was_read,
)
from bot.core.errors import (
    BotError,
    GivenUpError,
    PromptTooLongError,
    StorageError,
    StreamCutError,
)
from bot.core.events import Finish, TextDelta
from bot.core.prompt import REMEMBERED_TURNS, Prompt, assemble
from bot.core.quota import day_of
from bot.core.seam import Seam
from bot.core.trace import Trace, trace
from bot.dialog.expense import Expense
from bot.dialog.outwaiting import outwaited
from bot.dialog.ports import NOTHING, AlreadyShown, Ask, LiveAnswer
from bot.dialog.record import Record
from bot.dialog.run_context import RunContext
from bot.dialog.slots import Place

log = logging.getLogger(__name__)

# So long (s) a storage that refuses is asked again for what an answer can't begin without.
PATIENCE = 60.0


class Run:
    """A live answer to one stored turn. What an earlier process wrote of it stays until there is more."""

    def __init__(self, context: RunContext, turn: Turn, ask: Ask, *, queued: bool) -> None:
        self.turn = turn
        self.ask = ask
        self.trace = trace() or Trace(f"u{ask.update_id}" if ask.update_id else f"turn-{turn.id}")
        self._context = context
        self._queued = queued
        pending = turn.answer.state is TurnState.PENDING
        self._partial = turn.answer.text if pending else ""
        self._record = Record(context.archive, turn.id, self._partial)
        self._expense = Expense(asyncio.get_running_loop().time(), context.defaults.model)
        self._pieces: list[str] = []
        self._heard = context.meter.hearing(self.trace)
        self._seam = Seam()
        self._asking = False
        self._is_rewritten = self._begins_anew = False
        self._streaming: asyncio.Task[Finish] | None = None
        self._cancelled_as: Ending | None = None

    def stop(self) -> bool:
        """End the answer with what is there; False if it had ended before."""
        return self._cancel(Ending(TurnState.STOPPED))

    def interrupt(self) -> bool:
        """Leave the answer for the next start, because the bot goes down; False if it had ended before."""
        return self._cancel(Ending(TurnState.PENDING))

    def give_up(self) -> bool:
        """End the answer with an honest word, since it may be what takes the bot down."""
        self._partial = ""
        return self._cancel(
            Ending(TurnState.FAILED, error=GivenUpError("too many starts found it half-grown"))
        )

    def rewrite(self, question: Question) -> bool:
        """Answer this question instead, from the beginning; False if the answer had ended before."""
        if self._has_ended():
            return False
        self.turn = replace(self.turn, question=question)
        self._is_rewritten = True
        self._partial = ""
        self._record.forget()
        if self._streaming and self._asking:
            self._begins_anew = self._streaming.cancel() or self._begins_anew
        return True

    async def answer(self) -> None:
        """Stream, store and show the answer; raises nothing of the model's or the archive's."""
        if self._cancelled_as and not self.ask.in_place:
            # Nothing of it stands: to begin now would show that the bot types what nobody wants any more.
            await self._end(self._cancelled_as, None)
            return
        first = self.turn.question.asker_id in self._context.first
        # The place is taken before anything is awaited: runs that begin in order stand in order.
        async with self._record.keeping(self._text):
            with self._context.slots.place(preferred=first) as place:
                live = await self._open()
                ending = self._cancelled_as or await self._stream_to_end(live, place)
        if keeps_what_was_read(ending, self._text(), self._partial):
            ending = with_what_was_read(ending)
            self._pieces[:] = [self._partial]
            live.restart()
            live.grow(self._partial)
        await self._end(ending, live)

    async def _open(self) -> LiveAnswer:
        already_shown = await self._already_shown() if self.ask.in_place else NOTHING
        return await self._context.display.open(
            self.turn.id, self.ask, queued=self._queued, already_shown=already_shown, unread=self.stop
        )

    async def _already_shown(self) -> AlreadyShown:
        archive = self._context.archive
        try:
            # Without this the answer would stand a second time, beside the one that it replaces.
            messages = await outwaited(lambda: archive.take_over_messages(self.turn.id), PATIENCE)
            after = await outwaited(lambda: archive.sending_after(self.turn.id), PATIENCE)
        except StorageError as error:
            log.warning("turn %s can't be shown in place: %s", self.turn.id, error)
            return NOTHING
        return AlreadyShown(messages, after, len(self._partial))

    async def _end(self, ending: Ending, live: LiveAnswer | None) -> None:
        self._context.meter.ended(ending)
        if ending.state is TurnState.PENDING:
            await self._record.keep(self._text())  # it is stored as pending already, for the next start
            await self._show(ending, live)
            return
        answer, now = answer_of(ending, self._text()), self._context.now()
        asker_id, day = self.turn.question.asker_id, day_of(now, self._context.zone)
        answered = self._expense.answered(ending, self.ask.key, asker_id, day)
        stored = await self._record.end(answer, answered, now)
        self._context.quotas.settle(self.ask)
        # A full disk must not keep the text from its reader.
        async with asyncio.TaskGroup() as beside:
            storing = None if stored else beside.create_task(self._record.insist(answer, answered, now))
            await self._show(ending, live)
        if stored or (storing and storing.result()):
            await self._record.shown()
        if self._record.totals:
            await self._context.quotas.paid(self.ask, answered, self._record.totals)

    async def _show(self, ending: Ending, live: LiveAnswer | None) -> None:
        if live:
            await live.finish(ending, self._context.outbox_age)

    def _text(self) -> str:
        return "".join(self._pieces)

    def _cancel(self, ending: Ending) -> bool:
        if self._has_ended():
            return False
        self._cancelled_as = ending
        if self._streaming:
            self._streaming.cancel()
        return True

    def _has_ended(self) -> bool:
        streamed = self._streaming is not None and self._streaming.done() and not self._begins_anew
        return self._cancelled_as is not None or streamed

    async def _stream_to_end(self, live: LiveAnswer, place: Place) -> Ending:
        while True:
            self._streaming = asyncio.create_task(self._stream(live, place))
            await asyncio.wait([self._streaming])
            if self._cancelled_as or not self._begins_anew:
                break
            self._asking = self._begins_anew = False
            self._pieces.clear()
            live.restart()
            self._context.slots.again(place)  # a question that is edited on and on keeps no slot
        self._say(self._seam.finish(), live)
        if self._cancelled_as:
            return self._cancelled_as
        error = self._streaming.exception()
        return finished(self._streaming.result(), self._text()) if error is None else self._broken(error)

    async def _stream(self, live: LiveAnswer, place: Place) -> Finish:
        await self._context.slots.come(place, live.wait)
        self._expense.called(asyncio.get_running_loop().time())
        budget = self._context.defaults.budget
        self._asking = True
        if self._is_rewritten:
            # Else an edit that could not be stored, and is worked off again, would ask a second time.
            await outwaited(self._store_question, PATIENCE)
        while True:
            prompt = await outwaited(partial(self._prompt, budget), PATIENCE)
            self._expense.asks(prompt)
            try:
                return await self._listen(prompt, live)
            except PromptTooLongError:
                self._expense.refused()
                if len(prompt.messages) <= 2:  # noqa: PLR2004 - system message and question: no history
                    raise
                budget //= 2

    async def _store_question(self) -> bool:
        return await self._context.archive.rewrite_question(self.turn.id, self.turn.question)

    async def _prompt(self, budget: int) -> Prompt:
        settings = await self._context.archive.settings(self.ask.key)
        before = (await self._context.archive.branch_to(self.turn.id, REMEMBERED_TURNS))[:-1]
        self._seam = Seam(before[-1].answer.text if self.turn.question.continues and before else "")
        system_prompt = settings.system_prompt or self._context.defaults.system_prompt
        return Prompt(
            model=settings.model or self._context.defaults.model,
            messages=assemble(system_prompt, before, self.turn.question, budget),
            session_id=settings.session_id,
        )

    async def _listen(self, prompt: Prompt, live: LiveAnswer) -> Finish:
        finish: Finish | None = None
        async with aclosing(self._context.model.stream(prompt, live.busy)) as events:
            async for event in events:  # to the very end, so that the connection can be used again
                if isinstance(event, TextDelta):
                    self._say(self._seam.push(event.text), live)
                else:
                    finish = event
        if finish is None:
            raise StreamCutError("the stream ended without a finish")
        return finish

    def _say(self, text: str, live: LiveAnswer) -> None:
        if text:
            self._pieces.append(text)
            self._expense.hears(text, asyncio.get_running_loop().time())
            self._heard()
            live.grow(text)

    def _broken(self, error: BaseException) -> Ending:
        if isinstance(error, StorageError):
            error = BotError(str(error))  # its own sentence promises an answer as soon as it works again
        if isinstance(error, BotError):
            log.warning("turn %s ends without its whole answer: %s", self.turn.id, error)
            return broken(error, self._text())
        log.error("turn %s failed", self.turn.id, exc_info=error)
        return broken(BotError("a defect"), self._text())
