"""An answer that grows by edits of its messages."""

import asyncio
from contextlib import suppress

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.backoff import Backoff

from bot.telegram.answers.answer_sender import AnswerSender
from bot.telegram.answers.answer_text import AnswerText
from bot.telegram.answers.previews import PAUSES, ended
from bot.telegram.answers.screen import Call, View, views_of
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of

# The storage is asked again after so long (s) to note a message that it refused to note.
NOTED_AGAIN_AFTER = 5.0


class EditPreviews:
    """A pump shows the newest text whenever the chat's budget allows.

    `keyboards` stand below it: the first while one waits in line, the second while GigaChat writes.
    """

    def __init__(
        self,
        courier: Courier,
        sender: AnswerSender,
        answer_text: AnswerText,
        keyboards: tuple[InlineKeyboardMarkup, InlineKeyboardMarkup],
    ) -> None:
        self._courier = courier
        self._sender = sender
        self._answer_text = answer_text
        self._keyboards = keyboards
        self._changed = asyncio.Event()
        self._calling = False
        self._going = True
        self._shows_silence = False
        self._pauses = Backoff(PAUSES)
        sender.typing.start()
        self._answer_ends = courier.answer_begins(sender.screen.target.chat_id)
        self._pump = asyncio.create_task(self._show_as_it_grows())

    def changed(self) -> None:
        """Note that there is something new to show."""
        self._changed.set()

    def restart(self) -> None:
        """Type again; what stands stays until the new text comes."""
        self._sender.typing.stop()
        self._sender.typing.start()

    async def end(self) -> None:
        """Show nothing more; returns once no call is under way."""
        self._going = False
        self._sender.typing.stop()
        await ended(self._pump, calling=self._calling)
        self._answer_ends()

    async def _show_as_it_grows(self) -> None:
        screen = self._sender.screen
        while self._going:
            await self._changed.wait()
            await self._sender.note()
            await self._hold_first_words()
            async with self._courier.preview_turn(screen.target.chat_id, first=self._is_first()):
                self._changed.clear()
                views = self._views()
                if call := screen.next_call(views):
                    await self._preview(call)
            if screen.next_call(views):
                self._changed.set()  # one call shows one message
            elif not self._sender.noted:
                asyncio.get_running_loop().call_later(NOTED_AGAIN_AFTER, self._changed.set)

    async def _hold_first_words(self) -> None:
        loop = asyncio.get_running_loop()
        while self._sender.screen.is_empty and (deadline := self._answer_text.held_until()) is not None:
            if loop.time() >= deadline:
                return
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()

    def _is_first(self) -> bool:
        # A note of silence must not hold up the text that ends it.
        silence_ends = self._answer_text.has_begun and self._shows_silence
        return self._sender.screen.is_empty or silence_ends

    def _views(self) -> list[View]:
        answer_text = self._answer_text
        pages = answer_text.pages(asyncio.get_running_loop().time(), tell_silence=True)
        self._shows_silence = not answer_text.has_begun and answer_text.note.is_of_silence
        return views_of(pages, self._keyboards[answer_text.has_begun or self._shows_silence])

    async def _preview(self, call: Call) -> None:
        self._calling = True
        try:
            await self._sender.preview(call)
            self._pauses.reset()
        except CALL_ERRORS as error:
            await self._failed(call, error)
        finally:
            self._calling = False

    async def _failed(self, call: Call, error: Exception) -> None:
        failure = failure_of(error)
        if failure is Failure.FLOOD:
            return  # the chat's budget knows until when
        passing = failure in {Failure.PASSING, Failure.UNKNOWN_FATE}
        lost = failure is Failure.UNKNOWN_FATE and call.sends
        if (not passing or lost) and not await self._sender.mended(call, error):
            self._going = False
        elif passing:
            self._calling = False  # the final text may go ahead of the pause
            if self._going:
                await self._pauses.asleep()
