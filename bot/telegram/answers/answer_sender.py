"""Puts what an answer shows into its messages, and makes what can be made of calls that fail."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aiogram.types import InlineKeyboardMarkup, Message

from bot.core.ending import Ending
from bot.telegram.answers.screen import Call, Screen, View
from bot.telegram.answers.typing import Typing
from bot.telegram.outgoing.courier import ATTEMPTS, Courier
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of, is_nowhere, pause_after
from bot.telegram.outgoing.seen_messages import Candidates

log = logging.getLogger(__name__)

# A page before the last is sent so often at the most if its fate stays unknown; the final text goes on.
LOST_PAGES = 1


@dataclass(frozen=True, slots=True)
class AnswerCallbacks:
    """Who hears of an answer's fate: `stands` of its messages' ids whenever they change, `unread` once.

    `stands` returns False if it has to be told again. `sends` hears that a new message is about to be sent;
    `lost` is asked where it may stand, should nobody know whether it arrived; `missed` hears where it does
    not stand, in rising order. `keyboard` is asked for what belongs under an answer that ended so.
    """

    sends: Callable[[], Awaitable[None]]
    lost: Callable[[], Candidates]
    missed: Callable[[int], Awaitable[None]]
    stands: Callable[[list[int]], Awaitable[bool]]
    unread: Callable[[], object]
    keyboard: Callable[[Ending], Awaitable[InlineKeyboardMarkup | None]]


class Fallback(NamedTuple):
    """What to show in place of what Telegram refused; `plain` leaves the entities away."""

    views: Sequence[View]
    plain: bool


class AnswerSender:
    """The messages of one answer on its screen; `typing` ends as soon as something of it stands."""

    def __init__(self, courier: Courier, screen: Screen, callbacks: AnswerCallbacks) -> None:
        self.screen = screen
        self.typing = Typing(courier, screen.target)
        self.unread = False
        self.noted = True
        self._courier = courier
        self.callbacks = callbacks

    async def finish(
        self, views: Sequence[View], *, fallbacks: Sequence[Fallback] = (), patience: float
    ) -> None:
        """Bring the messages to their final state, however long it takes within `patience` (s).

        Where Telegram refuses `views`, the next of `fallbacks` takes their place.
        """
        try:
            async with asyncio.timeout(patience):
                await self.deliver(views, fallbacks=fallbacks, final=True)
        except TimeoutError:
            log.error("%s: an answer could not be delivered for too long, given up", self.screen.target)  # noqa: TRY400 - the word is enough

    async def deliver(
        self, views: Sequence[View], *, fallbacks: Sequence[Fallback] = (), final: bool = False
    ) -> None:
        """Bring the messages up to date; returns when they are, or can't be: the `final` text tries no more.

        The final text waits for as long as it takes, any other leaves that to it.
        """
        lost, left = 0, list(fallbacks)
        while not self.unread and (call := self.screen.next_call(views, final=final)):
            try:
                await self._deliver(call, final=final)
            except CALL_ERRORS as error:
                if left and _is_refused(call, error):
                    log.warning("%s is refused, a plainer one follows: %s", type(call.method).__name__, error)
                    views, self.screen.plain = left.pop(0)
                elif not await self.mended(call, error):
                    log.error("%s can't be shown: %s", self.screen.target, error)  # noqa: TRY400 - Telegram's word
                    self.unread = self.unread or final
                    return
                elif call.sends and failure_of(error) is Failure.UNKNOWN_FATE:
                    lost += 1
                    if not final and lost > LOST_PAGES:
                        return
                    await asyncio.sleep(pause_after(lost))

    async def preview(self, call: Call) -> None:
        """Make a call that may be skipped, once; raises what aiogram raises."""
        before = self.callbacks.sends if call.sends else None
        made = await self._courier.preview(call.method, before=before, fits=self.screen.judge(call))
        await self.landed(call, made)

    async def _deliver(self, call: Call, *, final: bool) -> None:
        before = self.callbacks.sends if call.sends else None
        attempts = None if final else ATTEMPTS
        fits = self.screen.judge(call)
        made = await self._courier.deliver(call.method, attempts=attempts, before=before, fits=fits)
        await self.landed(call, made)

    async def mended(self, call: Call, error: Exception) -> bool:
        """Make what can be made of a failed call; True if going on makes sense."""
        failure = failure_of(error)
        if failure is Failure.UNCHANGED and not call.sends:
            await self.landed(call, True)
        elif call.candidate is not None and failure in {Failure.MESSAGE_GONE, Failure.REFUSED}:
            self.screen.missed(is_empty=is_nowhere(error))
            await self.callbacks.missed(call.candidate)
        elif failure is Failure.MARKUP_REFUSED and not self.screen.plain:
            self.screen.plain = True
        elif failure is Failure.UNKNOWN_FATE and call.sends:
            self.screen.seek(self.callbacks.lost())
        elif failure is Failure.MOVED:
            self.screen.forget(call.index, self._courier.home_of(self.screen.target.chat_id))
        elif failure is Failure.MESSAGE_GONE and self._is_awaited(call.index):
            self.screen.drop(call.index)
        else:
            if failure in {Failure.CHAT_CLOSED, Failure.MESSAGE_GONE}:
                self.give_up()
            return False
        return True

    def _is_awaited(self, index: int) -> bool:
        return self.screen.target.chat_id < 0 or self.screen.is_inherited(index)

    def give_up(self) -> None:
        """Note that nobody can read the answer any more."""
        self.unread = True
        self.callbacks.unread()

    async def landed(self, call: Call, result: Message | bool) -> None:
        """Note that a call took effect."""
        self.typing.stop()
        sent = result.message_id if isinstance(result, Message) and call.sends else None
        self.screen.landed(call, sent)
        if call.candidate is not None:
            # Nobody else who looks for a lost message shall take it for his.
            self._courier.seen_messages.saw(self.screen.target.chat_id, call.candidate)
        if sent is not None or call.candidate is not None or call.view is None:
            self.noted = False
        await self.note()

    async def note(self) -> None:
        """Tell in which messages the answer stands, unless that is `noted` already."""
        if not self.noted:
            self.noted = await self.callbacks.stands(self.screen.message_ids)


def _is_refused(call: Call, error: Exception) -> bool:
    failure = failure_of(error)
    if call.candidate is not None:
        return failure is Failure.MARKUP_REFUSED
    return failure in {Failure.MARKUP_REFUSED, Failure.REFUSED} or (
        failure is Failure.UNCHANGED and call.sends
    )
