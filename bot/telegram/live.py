"""One answer that grows before people's eyes.

Pieces of text come in without waiting; a pump beside them shows the newest text whenever the chat's budget
allows. The two never wait for each other, and the final text does not wait for the pump.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup, Message

from bot.core.conversation import TurnState
from bot.core.ending import Ending
from bot.core.entities import RichText, join
from bot.core.errors import EmptyAnswerError
from bot.core.splitting import split
from bot.locales import Words
from bot.telegram.closing import closing_note
from bot.telegram.courier import Courier
from bot.telegram.failures import CALL_ERRORS, Failure, failure_of
from bot.telegram.keyboards import stop_keyboard
from bot.telegram.rendering import GrowingText
from bot.telegram.screen import Call, Screen, View, views_of
from bot.telegram.typing import Typing

log = logging.getLogger(__name__)

# The first text is what a phone's notification shows: hold it for a few words, but not longer than this (s).
FIRST_WORDS = 3
FIRST_HOLD = 0.5
# A place in line that is over sooner is not worth a message (s).
PLACE_AFTER = 2.0
# Pauses after previews that did not arrive (s).
PREVIEW_PAUSE = 1.0
LONGEST_PREVIEW_PAUSE = 16.0


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who hears of an answer's fate: `stands` of its messages' ids whenever they change, `unread` once.

    `keyboard` is asked for what belongs under an answer that ended so.
    """

    stands: Callable[[list[int]], Awaitable[None]]
    unread: Callable[[], object]
    keyboard: Callable[[Ending], Awaitable[InlineKeyboardMarkup | None]]


class LiveAnswer:
    """The answer to one turn on one screen."""

    def __init__(
        self, courier: Courier, screen: Screen, words: Words, turn_id: int, watchers: Watchers
    ) -> None:
        self._courier = courier
        self._screen = screen
        self._words = words
        self._turn_id = turn_id
        self._watchers = watchers
        self._text = GrowingText()
        self._first_piece: str = ""
        self._first_at: float | None = None
        self._place = 0
        self._place_since = 0.0
        self._changed = asyncio.Event()
        self._calling = False
        self._previews = True
        self._unread = False
        self._repeated = False
        self._pause = PREVIEW_PAUSE
        self._typing = Typing(courier, screen.place)
        self._pump = asyncio.create_task(self._show_as_it_grows())

    def wait(self, place: int) -> None:
        """Show the place in line once the wait grows long; 0 means that the model is being asked now."""
        loop = asyncio.get_running_loop()
        if place and not self._place:
            self._place_since = loop.time()
            loop.call_later(PLACE_AFTER, self._changed.set)
        self._place = place
        self._changed.set()

    def grow(self, text: str) -> None:
        """Add a piece of text."""
        if self._first_at is None:
            self._first_at = asyncio.get_running_loop().time()
        if not _says_something(self._first_piece):
            self._first_piece += text
        self._text.append(text)
        self._changed.set()

    def restart(self) -> None:
        """Forget the text: the question has changed. What stands stays until the new text comes."""
        self._text = GrowingText()
        self._typing.stop()
        self._typing = Typing(self._courier, self._screen.place)

    async def finish(self, ending: Ending) -> None:
        """Show the final text; returns when it is delivered or can't be."""
        self._typing.stop()
        await self._end_pump()
        views = self._final_views(ending, await self._watchers.keyboard(ending))
        while not self._unread and (call := self._screen.next_call(views, final=True)):
            await self._deliver(call)

    async def _end_pump(self) -> None:
        self._previews = False
        if not self._calling:  # a call under way is waited for: its message must not be sent twice
            self._pump.cancel()
        await asyncio.wait([self._pump])
        if not self._pump.cancelled() and (error := self._pump.exception()):
            log.error("the preview of turn %s failed", self._turn_id, exc_info=error)

    async def _show_as_it_grows(self) -> None:
        while self._previews:
            await self._changed.wait()
            await self._hold_first_words()
            async with self._courier.preview_turn(self._screen.place.chat_id, first=self._screen.is_empty):
                self._changed.clear()
                if call := self._screen.next_call(self._views()):
                    await self._preview(call)
            if call and self._screen.next_call(self._views()):
                self._changed.set()

    async def _hold_first_words(self) -> None:
        loop = asyncio.get_running_loop()
        while self._screen.is_empty and self._first_at is not None:
            deadline = self._first_at + FIRST_HOLD
            if _says_something(self._first_piece) or loop.time() >= deadline:
                return
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()

    def _views(self) -> list[View]:
        pages = self._text.pages()
        if not pages and self._place:
            waited = asyncio.get_running_loop().time() - self._place_since
            pages = (
                [RichText(self._words("place-in-line", place=self._place))] if waited >= PLACE_AFTER else []
            )
        return views_of(pages, stop_keyboard(self._words, self._turn_id))

    def _final_views(self, ending: Ending, keyboard: InlineKeyboardMarkup | None) -> list[View]:
        # What GigaChat leaves of an empty answer (a lone "<") is no text for people.
        pages = [] if isinstance(ending.error, EmptyAnswerError) else self._text.finish()
        note = closing_note(ending, self._words, has_text=bool(pages))
        silent = ending.state in {TurnState.STOPPED, TurnState.PENDING} and self._screen.is_empty
        if note and not (silent and not pages):
            below = RichText(note)
            pages = [*pages[:-1], *split(join([*pages[-1:], below], "\n\n"))]
        return views_of(pages, keyboard)

    async def _preview(self, call: Call) -> None:
        self._calling = True
        try:
            await self._landed(call, await self._courier.preview(call.method))
            self._pause = PREVIEW_PAUSE
        except CALL_ERRORS as error:
            await self._preview_failed(call, error)
        finally:
            self._calling = False

    async def _preview_failed(self, call: Call, error: Exception) -> None:
        failure = failure_of(error)
        if failure is Failure.FLOOD:
            return  # the chat's budget knows until when
        if failure is Failure.PASSING or (failure is Failure.UNKNOWN_FATE and not call.sends):
            self._calling = False  # the final text may go ahead of the pause
            if self._previews:
                await asyncio.sleep(self._pause)
            self._pause = min(LONGEST_PREVIEW_PAUSE, self._pause * 2)
            return
        unknown = failure is Failure.UNKNOWN_FATE  # a second send might stand beside the first
        if unknown or not await self._mended(call, error):
            self._previews = False

    async def _deliver(self, call: Call) -> None:
        try:
            await self._landed(call, await self._courier.deliver(call.method))
        except CALL_ERRORS as error:
            if not await self._mended(call, error):
                log.error("turn %s can't be shown: %s", self._turn_id, error)  # noqa: TRY400 - Telegram's word
                self._unread = True

    async def _mended(self, call: Call, error: Exception) -> bool:
        """Make what can be made of a failed call; True if going on makes sense."""
        failure = failure_of(error)
        if failure is Failure.UNCHANGED:
            await self._landed(call, True)
            return True
        if failure is Failure.MARKUP_REFUSED and not self._screen.plain:
            self._screen.plain = True
            return True
        if failure is Failure.UNKNOWN_FATE and not self._repeated:
            # Shown twice is better than lost, once.
            self._repeated = True
            return True
        if failure is Failure.MOVED:
            self._screen.forget(call.index)
            return True
        awaited = self._screen.place.chat_id < 0 or self._screen.is_inherited(call.index)
        if failure is Failure.MESSAGE_GONE and awaited:
            self._screen.drop(call.index)
            return True
        if failure in {Failure.CHAT_CLOSED, Failure.MESSAGE_GONE}:
            self._unread = True
            self._watchers.unread()
        return False

    async def _landed(self, call: Call, result: Message | bool) -> None:
        self._typing.stop()
        sent = result.message_id if isinstance(result, Message) and call.sends else None
        self._screen.landed(call, sent)
        if sent is not None or call.view is None:
            await self._watchers.stands(self._screen.message_ids)


def _says_something(text: str) -> bool:
    return len(text.split()) > FIRST_WORDS or text.rstrip().endswith((".", "!", "?", ":", "…"))
