"""An answer that grows in Telegram's own preview, a draft (core.telegram.org/api/bots/ai)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from aiogram.methods import SendMessageDraft
from aiogram.utils.backoff import Backoff

from bot.core.entities import RichText
from bot.telegram.answers.answer_sender import AnswerSender
from bot.telegram.answers.answer_text import AnswerText
from bot.telegram.answers.previews import PAUSES, Previews, ended
from bot.telegram.answers.screen import entities_of, views_of
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of

# A draft is shown for 30 s after its last frame (TDLib OptionManager.cpp, message_typing_draft_ttl).
KEEP_ALIVE = 20.0


class DraftPreviews:
    """A pump draws the newest page whenever the chat's budget allows; before any text, "Thinking…".

    The draft's id is the turn's, by which its native Stop finds the run. Any message of the bot takes the
    draft from the screen, so closed pages are sent first and the next frame shows the page that grows.
    At the first refusal `edits` take over; a flood is none: frames are skipped until it is over.
    """

    def __init__(
        self,
        courier: Courier,
        sender: AnswerSender,
        answer_text: AnswerText,
        turn_id: int,
        edits: Callable[[], Previews],
    ) -> None:
        self._courier = courier
        self._sender = sender
        self._answer_text = answer_text
        self._turn_id = turn_id
        self._make_edits = edits
        self._edits: Previews | None = None
        self._changed = asyncio.Event()
        self._changed.set()
        self._calling = False
        self._going = True
        self._pauses = Backoff(PAUSES)
        self._shown: RichText | None = None
        self._shown_at = float("-inf")
        self._pump = asyncio.create_task(self._draw_as_it_grows())

    def changed(self) -> None:
        """Note that there is something new to show."""
        (self._edits.changed if self._edits else self._changed.set)()

    def restart(self) -> None:
        """Note that the text begins anew: the draft says "Thinking…" again."""
        (self._edits.restart if self._edits else self._changed.set)()

    async def end(self) -> None:
        """Show nothing more; returns once no call is under way: a late frame would outlive the answer."""
        self._going = False
        await ended(self._pump, calling=self._calling)
        if self._edits:
            await self._edits.end()

    async def _draw_as_it_grows(self) -> None:
        while self._goes_on():
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._keep_alive_at()):
                    await self._changed.wait()
            await self._send_closed_pages()
            if not self._goes_on():
                return
            # An empty frame says "Thinking…": the first words after it wait for nothing.
            async with self._courier.draft_turn(self._sender.screen.target.chat_id, first=not self._shown):
                self._changed.clear()
                await self._draw()

    def _goes_on(self) -> bool:
        return self._going and not self._edits and not self._sender.unread

    def _keep_alive_at(self) -> float | None:
        return None if self._shown is None else self._shown_at + KEEP_ALIVE

    async def _send_closed_pages(self) -> None:
        views = views_of(self._pages()[:-1], None)
        if self._sender.screen.next_call(views):
            self._calling = True
            try:
                await self._sender.deliver(views)
            finally:
                self._calling = False
            self._shown = None
            if self._sender.screen.next_call(views):
                self._going = False  # the final text will try once more

    async def _draw(self) -> None:
        pages, now = self._pages(), asyncio.get_running_loop().time()
        page = pages[-1] if pages else RichText()
        if self._sender.screen.next_call(views_of(pages[:-1], None)):
            self._changed.set()  # a page was closed meanwhile: it goes first
        elif page != self._shown or now >= self._shown_at + KEEP_ALIVE:
            await self._frame(page)

    async def _frame(self, page: RichText) -> None:
        self._calling = True
        try:
            await self._courier.draft(self._method(page))
            self._shown, self._shown_at = page, asyncio.get_running_loop().time()
            self._pauses.reset()
        except CALL_ERRORS as error:
            await self._failed(error)
        finally:
            self._calling = False

    async def _failed(self, error: Exception) -> None:
        failure = failure_of(error)
        if failure in {Failure.FLOOD, Failure.PASSING, Failure.UNKNOWN_FATE}:
            self._changed.set()  # a frame that arrives twice is no harm
            self._calling = False  # the final text may go ahead of the pause
            if failure is not Failure.FLOOD and self._going:
                await self._pauses.asleep()
        elif failure is Failure.CHAT_CLOSED:
            self._sender.give_up()
        elif self._going:
            self._edits = self._make_edits()
            self._edits.changed()

    def _pages(self) -> list[RichText]:
        return self._answer_text.pages(asyncio.get_running_loop().time())

    def _method(self, page: RichText) -> SendMessageDraft:
        target = self._sender.screen.target
        return SendMessageDraft(
            chat_id=target.chat_id,
            message_thread_id=target.thread_id,
            draft_id=self._turn_id,
            text=page.text,
            entities=entities_of(page),
            can_stop=True,
            keep_on_stop=True,
        )
