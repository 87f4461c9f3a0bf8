"""One answer that grows before people's eyes.

Pieces of text come in without waiting; previews beside them show the newest text as its chat likes it. The
two never wait for each other, and the final text does not wait for previews.
"""

import asyncio
from collections.abc import Sequence

from bot.core.ending import Ending
from bot.core.entities import RichText
from bot.telegram.answers.answer_sender import AnswerSender, Fallback
from bot.telegram.answers.answer_text import AnswerText
from bot.telegram.answers.previews import Previews
from bot.telegram.answers.screen import View, views_of
from bot.telegram.answers.waiting_note import THINKS_AFTER

# A timer may fire a hair before its time, when there is nothing new yet (s).
HAIR = 0.01


class LiveAnswer:
    """The answer to one turn; `rich` says whether its tables and formulas shall be native in the end."""

    def __init__(
        self, answer_text: AnswerText, sender: AnswerSender, previews: Previews, *, rich: bool
    ) -> None:
        self._answer_text = answer_text
        self._sender = sender
        self._previews = previews
        self._rich = rich

    def wait(self, place: int, seconds: int | None) -> None:
        """Show the place in line, and in how many `seconds` the turn comes, once the wait grows long.

        Place 0 means that the model is being asked now; a long silence after that is shown as well.
        """
        note, now = self._answer_text.note, asyncio.get_running_loop().time()
        self._look_at(note.in_line(place, seconds, now))
        if not place:
            self._look_at(now + THINKS_AFTER)

    def busy(self) -> None:
        """Show that GigaChat refuses for now, once that goes on for long."""
        self._look_at(self._answer_text.note.busy(asyncio.get_running_loop().time()))

    def _look_at(self, due: float) -> None:
        asyncio.get_running_loop().call_at(due + HAIR, self._previews.changed)

    def grow(self, text: str) -> None:
        """Add a piece of text."""
        self._answer_text.grow(text, asyncio.get_running_loop().time())
        self._previews.changed()

    def restart(self) -> None:
        """Forget the text: the question has changed. What stands stays until the new text comes."""
        self._answer_text.restart()
        self._previews.restart()

    async def finish(self, ending: Ending, patience: float) -> None:
        """Show the final text; returns when it is delivered, or can't be within `patience` seconds."""
        await self._previews.end()
        pages = self._answer_text.finish(ending, stands=self._sender.screen.may_show)
        keyboard = await self._sender.callbacks.keyboard(ending)
        formatted = views_of(pages, keyboard)
        # A text that Telegram still refuses goes out plain, and where even that is refused, a word of it.
        fallbacks = [
            Fallback(formatted, plain=True),
            Fallback(views_of([self._answer_text.refused()], keyboard), plain=True),
        ]
        rich = self._rich_text(ending, pages)
        if rich is None:
            await self._sender.finish(formatted, fallbacks=fallbacks, patience=patience)
        else:
            native = [View(pages[0], keyboard, rich)]
            fallbacks.insert(0, Fallback(formatted, plain=False))
            await self._sender.finish(native, fallbacks=fallbacks, patience=patience)

    def _rich_text(self, ending: Ending, pages: Sequence[RichText]) -> str | None:
        # Of several messages that stand the first ones are final: they are never rewritten.
        if not self._rich or not pages or len(self._sender.screen.message_ids) > 1:
            return None
        return self._answer_text.rich(ending)
