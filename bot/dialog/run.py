"""One live answer: from a stored question to a stored and shown answer. It can be stopped at any moment."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.core.conversation import Answer, MessageRef, Question, Turn, TurnState
from bot.core.ending import Ending
from bot.core.errors import (
    BlacklistedError,
    BotError,
    EmptyAnswerError,
    ModelError,
    PromptTooLongError,
    StorageError,
    StreamCutError,
)
from bot.core.events import Finish, FinishReason, TextDelta
from bot.core.prompt import Prompt, assemble
from bot.core.seam import Seam
from bot.dialog.ports import Archive, Ask, ChatModel, LiveAnswer, Stage
from bot.dialog.slots import Slots

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a conversation starts with: the model, a system prompt, and the tokens that a prompt may take."""

    model: str
    system_prompt: str | None
    budget: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What every run works with; `now` is the wall clock in unix seconds."""

    model: ChatModel
    archive: Archive
    stage: Stage
    slots: Slots
    defaults: Defaults
    now: Callable[[], float]


class Run:
    """A live answer to one stored turn."""

    def __init__(self, desk: Desk, turn: Turn, ask: Ask, *, queued: bool) -> None:
        self.turn = turn
        self.ask = ask
        self._desk = desk
        self._queued = queued
        self._pieces: list[str] = []
        self._seam = Seam()
        self._asking = False
        self._rewritten = False
        self._streaming: asyncio.Task[Finish] | None = None
        self._cancelled_as: Ending | None = None

    def stop(self) -> bool:
        """End the answer with what is there; False if it had ended before."""
        return self._cancel(Ending(TurnState.STOPPED))

    def interrupt(self) -> bool:
        """Leave the answer for the next start, because the bot goes down; False if it had ended before."""
        return self._cancel(Ending(TurnState.PENDING))

    def rewrite(self, question: Question) -> bool:
        """Answer this question instead, from the beginning; False if the answer had ended before."""
        if self._cancelled_as or (self._streaming and self._streaming.done()):
            return False
        self.turn = replace(self.turn, question=question)
        if self._streaming and self._asking:
            self._rewritten = self._streaming.cancel()
        return True

    async def answer(self) -> None:
        """Stream, store and show the answer; raises nothing of the model's or the archive's."""
        if self._cancelled_as and not self.ask.in_place:
            # Nothing of it stands: to begin now would show that the bot types what nobody wants any more.
            await self._store(self._cancelled_as)
            return
        live = await self._desk.stage.open(
            self.turn.id, self.ask, queued=self._queued, known=await self._known(), unread=self.stop
        )
        ending = self._cancelled_as or await self._stream_to_end(live)
        await self._store(ending)
        await live.finish(ending)

    async def _known(self) -> Sequence[MessageRef]:
        if not self.ask.in_place:
            return ()
        try:
            return await self._desk.archive.take_over_messages(self.turn.id)
        except StorageError as error:
            log.warning("turn %s can't be shown in place: %s", self.turn.id, error)
            return ()

    async def _store(self, ending: Ending) -> None:
        if ending.state is TurnState.PENDING:
            return  # it is stored so already, for the next start
        answer = Answer("".join(self._pieces), ending.state, ending.model, ending.usage, ending.finish_reason)
        try:
            await self._desk.archive.finish_turn(self.turn.id, answer, self._desk.now())
        except StorageError as error:
            # A full disk must not keep the text from its reader.
            log.error("turn %s could not be stored: %s", self.turn.id, error)  # noqa: TRY400 - the word is enough

    def _cancel(self, ending: Ending) -> bool:
        if self._cancelled_as or (self._streaming and self._streaming.done()):
            return False
        self._cancelled_as = ending
        if self._streaming:
            self._streaming.cancel()
        return True

    async def _stream_to_end(self, live: LiveAnswer) -> Ending:
        while True:
            self._streaming = asyncio.create_task(self._stream(live))
            await asyncio.wait([self._streaming])
            if self._cancelled_as or not self._rewritten:
                break
            self._asking = self._rewritten = False
            self._pieces.clear()
            live.restart()
        self._say(self._seam.finish(), live)
        if self._cancelled_as:
            return self._cancelled_as
        error = self._streaming.exception()
        return self._finished(self._streaming.result()) if error is None else self._broken(error)

    async def _stream(self, live: LiveAnswer) -> Finish:
        async with self._desk.slots.hold(live.wait):
            budget = self._desk.defaults.budget
            self._asking = True
            while True:
                prompt = await self._prompt(budget)
                try:
                    return await self._listen(prompt, live)
                except PromptTooLongError:
                    if len(prompt.messages) <= 2:  # noqa: PLR2004 - system message and question: no history
                        raise
                    budget //= 2

    async def _prompt(self, budget: int) -> Prompt:
        settings = await self._desk.archive.settings(self.ask.key)
        before = (await self._desk.archive.branch_to(self.turn.id))[:-1]
        self._seam = Seam(before[-1].answer.text if self.turn.question.continues and before else "")
        system_prompt = settings.system_prompt or self._desk.defaults.system_prompt
        return Prompt(
            model=settings.model or self._desk.defaults.model,
            messages=assemble(system_prompt, before, self.turn.question, budget),
            session_id=settings.session_id,
        )

    async def _listen(self, prompt: Prompt, live: LiveAnswer) -> Finish:
        finish: Finish | None = None
        async with aclosing(self._desk.model.stream(prompt)) as events:
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
            live.grow(text)

    def _finished(self, finish: Finish) -> Ending:
        error: ModelError | None = None
        if finish.reason is FinishReason.BLACKLIST:
            error = BlacklistedError("GigaChat's filter refused the answer")
        elif "".join(self._pieces).strip() in {"", "<"}:  # a lone "<" is GigaChat-3's empty answer
            error = EmptyAnswerError("the answer is empty")
        state = TurnState.FAILED if error else TurnState.COMPLETE
        return Ending(state, finish.reason, finish.model, finish.usage, error)

    def _broken(self, error: BaseException) -> Ending:
        if isinstance(error, BotError):
            log.warning("turn %s: %s: %s", self.turn.id, type(error).__name__, error)
            return Ending(TurnState.CUT if self._pieces else TurnState.FAILED, error=error)
        log.error("turn %s failed", self.turn.id, exc_info=error)
        return Ending(TurnState.CUT if self._pieces else TurnState.FAILED, error=BotError("a defect"))
