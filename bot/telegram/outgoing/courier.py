"""The one door for outgoing calls: it keeps the budget of every chat and outwaits what passes."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramMigrateToChat, TelegramRetryAfter
from aiogram.methods import (
    SendChatAction,
    SendMessageDraft,
    TelegramMethod,
)
from aiogram.types import Message

from bot.core.draft_pacing import DraftBudget
from bot.core.pacing import ChatBudget
from bot.telegram.outgoing.asides import Asides
from bot.telegram.outgoing.calls import OF_ONE_MESSAGE, chat_of, sends
from bot.telegram.outgoing.chats import Chats
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, TakenError, failure_of, pause_after
from bot.telegram.outgoing.lost_sends import Fits
from bot.telegram.outgoing.seen_messages import SeenMessages

log = logging.getLogger(__name__)
T = TypeVar("T")
Before = Callable[[], Awaitable[object]]

# Seconds: an edit or send that takes longer is repeated or given up.
CALL_TIMEOUT = 15
# A frame of a draft that takes longer has outlived itself, and a final text waits for it.
FRAME_TIMEOUT = 5
# Proxies answer 429 without saying for how long.
UNSAID_RETRY_AFTER = 5.0
# Attempts at a call that passes by; with the pauses below they cover about two minutes.
ATTEMPTS = 9


class Courier:
    """Sends, edits and deletes within what Telegram allows each chat; `seen_messages` hear what was sent."""

    def __init__(self, bot: Bot, seen_messages: SeenMessages) -> None:
        self.bot = bot
        self.seen_messages = seen_messages
        self._chats = Chats()
        self._moved: dict[int, int] = {}
        self.asides = Asides()

    def answer_begins(self, chat_id: int) -> Callable[[], None]:
        """Note that one more answer grows in a chat: previews leave its final text a call in reserve.

        Call what is returned, once, when the answer grows no more.
        """
        chat = self._chats.of(self.home_of(chat_id))
        chat.answers += 1

        def ends() -> None:
            chat.answers -= 1

        return ends

    async def deliver(
        self,
        method: TelegramMethod[T],
        *,
        attempts: int | None = ATTEMPTS,
        before: Before | None = None,
        fits: Fits | None = None,
    ) -> T:
        """Make a call that must arrive: waits for the budget, outwaits floods and outages.

        `attempts` None: for as long as it takes. `before` is awaited right before each attempt. `fits`: the
        edited message may be a lost one, and this judges it; TakenError if it is known or does not fit.
        Raises what aiogram raises where repeating does not help or might show the same message twice.
        """
        attempt = 0
        while True:
            method = self._to_new_home(method)
            try:
                async with self._undisturbed(method, fits):
                    await self._leave(chat_of(method))
                    if before:
                        await before()
                        await self._leave(chat_of(method))  # meanwhile another call may have gone
                    return await self._call(method, self._chats.of(chat_of(method)).budget, fits=fits)
            except CALL_ERRORS as error:
                attempt += 1
                await self._outwait(error, method, attempt, attempts)

    async def deliver_or_log(self, method: TelegramMethod[T]) -> T | None:
        """Make a call like `deliver`; what can't be mended is logged and None returned."""
        try:
            return await self.deliver(method)
        except CALL_ERRORS as error:
            log.info("%s failed: %s", type(method).__name__, error)
            return None

    async def preview(
        self, method: TelegramMethod[T], *, before: Before | None = None, fits: Fits | None = None
    ) -> T:
        """Make a call that may be skipped; call it in the turn granted by `preview_turn`. One attempt."""
        method = self._to_new_home(method)
        async with self._undisturbed(method, fits):
            if before:
                await before()
            return await self._call(method, self._chats.of(chat_of(method)).budget, preview=True, fits=fits)

    @asynccontextmanager
    async def preview_turn(self, chat_id: int, *, first: bool) -> AsyncGenerator[None, None]:
        """Wait until a preview may go in this chat; answers that grow side by side take turns."""
        chat = self._chats.of(self.home_of(chat_id))
        async with chat.previewing:
            loop = asyncio.get_running_loop()

            def at() -> float:
                return chat.budget.preview_at(loop.time(), first=first, answers=max(1, chat.answers))

            while (ready := at()) > loop.time():  # noqa: ASYNC110 - a flood moves the time, nobody signals
                await asyncio.sleep(ready - loop.time())
            yield

    async def draft(self, method: SendMessageDraft) -> None:
        """Show a frame of a draft; call it in the turn granted by `draft_turn`. One attempt."""
        await self._call(method, self._chats.of(method.chat_id).drafts, preview=True, timeout=FRAME_TIMEOUT)

    @asynccontextmanager
    async def draft_turn(self, chat_id: int, *, first: bool) -> AsyncGenerator[None, None]:
        """Wait until a frame may go in this chat; drafts that grow side by side take turns."""
        chat = self._chats.of(chat_id)
        async with chat.drafting:
            loop = asyncio.get_running_loop()
            while (at := chat.drafts.frame_at(loop.time(), first=first)) > loop.time():  # noqa: ASYNC110 - a flood moves the time, nobody signals
                await asyncio.sleep(at - loop.time())
            yield

    async def act(self, method: SendChatAction) -> bool:
        """Show a chat action, or skip it where the budget has no room; False if the chat refuses it."""
        method = method.model_copy(update={"chat_id": self.home_of(chat_of(method))})
        budget = self._chats.of(chat_of(method)).drafts
        now = asyncio.get_running_loop().time()
        if budget.ready_at(now) > now:
            return True
        try:
            return await self._call(method, budget)
        except CALL_ERRORS as error:
            log.info("%s failed: %s", type(method).__name__, error)
            return failure_of(error) in {Failure.FLOOD, Failure.PASSING, Failure.UNKNOWN_FATE}

    async def at_once(self, method: TelegramMethod[T]) -> T | None:
        """Make a call that Telegram does not count; a failure is logged and None returned."""
        try:
            return await self.bot(method, request_timeout=CALL_TIMEOUT)
        except CALL_ERRORS as error:
            log.info("%s failed: %s", type(method).__name__, error)
            return None

    def page_turn(self, chat_id: int) -> AbstractAsyncContextManager[object]:
        """Wait until the pages pressed before in this chat are shown."""
        return self._chats.of(chat_id).paging

    async def _call(
        self,
        method: TelegramMethod[T],
        budget: ChatBudget | DraftBudget,
        *,
        preview: bool = False,
        timeout: int = CALL_TIMEOUT,  # noqa: ASYNC109 - aiogram's own, which tells a lost answer from a cancel
        fits: Fits | None = None,
    ) -> T:
        if fits and self.seen_messages.is_known(chat_of(method), getattr(method, "message_id", 0)):
            raise TakenError
        loop = asyncio.get_running_loop()
        budget.begin(loop.time(), preview=preview)
        try:
            made = await self.bot(method, request_timeout=timeout)
        except CALL_ERRORS as error:
            if isinstance(error, TelegramMigrateToChat):
                self._moved[chat_of(method)] = error.migrate_to_chat_id
                # Its first message tells of the move: without any number nothing could be looked for there.
                self.seen_messages.reached(error.migrate_to_chat_id, 1)
            if failure_of(error) is Failure.FLOOD:
                later = error.retry_after if isinstance(error, TelegramRetryAfter) else UNSAID_RETRY_AFTER
                log.warning("a flood: chat %s is left alone for %g s", chat_of(method), later)
                budget.flood(loop.time(), later)
            raise
        else:
            if isinstance(made, Message):
                if fits and not fits(made):
                    raise TakenError  # its owner looks for it, too, and mends its text
                self.seen_messages.saw(made.chat.id, made.message_id)
            return made
        finally:
            budget.end(loop.time())

    def _undisturbed(
        self, method: TelegramMethod[T], fits: Fits | None
    ) -> AbstractAsyncContextManager[object]:
        """Return what lets one message of a chat be sent or looked for at a time.

        A message that is just being sent is known to nobody yet: a search would take it for a lost one.
        """
        return self._chats.of(chat_of(method)).making if fits or sends(method) else nullcontext()

    async def _leave(self, chat_id: int) -> None:
        chat = self._chats.of(chat_id)
        loop = asyncio.get_running_loop()
        async with chat.sending:
            while (at := chat.budget.ready_at(loop.time())) > loop.time():  # noqa: ASYNC110 - a flood moves the time, nobody signals
                await asyncio.sleep(at - loop.time())

    async def _outwait(
        self, error: Exception, method: TelegramMethod[T], attempt: int, attempts: int | None
    ) -> None:
        failure = failure_of(error)
        if failure is Failure.FLOOD:
            return  # the budget knows until when
        if failure is Failure.MOVED and not isinstance(method, OF_ONE_MESSAGE):
            return  # the repeated call goes to the new home
        repeatable = failure is Failure.PASSING
        repeatable |= failure is Failure.NO_BOT and attempts is None
        repeatable |= failure is Failure.UNKNOWN_FATE and not sends(method)
        if not repeatable or (attempts is not None and attempt >= attempts):
            raise error
        if attempt == 1:
            log.debug("%s will be repeated: %s", type(method).__name__, error)
        await asyncio.sleep(pause_after(attempt))

    def home_of(self, chat_id: int) -> int:
        """Return where a chat is now: the supergroup that it became, as far as a call has told, or itself."""
        return self._moved.get(chat_id, chat_id)

    def _to_new_home(self, method: TelegramMethod[T]) -> TelegramMethod[T]:
        home = self.home_of(chat_of(method))
        if home == chat_of(method) or isinstance(method, OF_ONE_MESSAGE):
            return method  # a message stands in one chat: in another its number is somebody else's
        # A supergroup counts its messages anew: the number replied to would be another message's.
        dropped = {"reply_parameters": None} if sends(method) else {}
        return method.model_copy(update={"chat_id": home} | dropped)
