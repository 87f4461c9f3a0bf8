"""The intake: updates are stored, then worked off, each until its work is done."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, Protocol, TypeAlias

from aiogram import Bot, Dispatcher
from aiogram.methods import SendMessage
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.core.errors import StorageError
from bot.core.letters import LetterDraft
from bot.core.trace import traced
from bot.core.updates import StoredUpdate
from bot.locales import language_of, words_in
from bot.telegram.addressing import is_addressed, key_of
from bot.telegram.delivery.order import InOrder, lines_of
from bot.telegram.delivery.outage import Outage
from bot.telegram.outgoing.letters import Letters, drafts_of
from bot.telegram.outgoing.messages import message_to
from bot.telegram.outgoing.outbox import Outbox
from bot.telegram.outgoing.seen_messages import SeenMessages

log = logging.getLogger(__name__)

RawUpdate: TypeAlias = Mapping[str, Any]

# An update that so many starts took up again, and did not survive, may be what takes the bot down. Those that
# only wait are not counted: a bot that dies again and again for another reason must not lose them.
MOST_STARTS = 5
# Pauses (s) of those who wait for the storage: each twice as long as the one before, up to this.
LONGEST_PAUSE = 30.0
# An update that the storage refused so often, while it stores everything else, is itself what is wrong.
MANY_ATTEMPTS = 8
# Telegram keeps an update for a day, so none that is older comes twice (Bot API, "Getting updates").
REMEMBERED = 48 * 3600.0
DAY = 24 * 3600.0
# Telegram's ids are 32 bits wide; what SQLite can't hold is none of them.
_IDS_END = 2**63


class Inbox(Protocol):
    """Where updates lie. Calls raise `StorageError`; times are unix seconds."""

    async def store(self, updates: Sequence[tuple[int, str]], now: float) -> list[int]:
        """Store updates, all or none; return the ids never seen before."""
        ...

    async def undone(self) -> list[StoredUpdate]:
        """Return the updates that are not done, by their ids."""
        ...

    async def begin_again(self, update_id: int) -> None:
        """Store that the work of an update is taken up again."""
        ...

    async def purge(self, before: float) -> None:
        """Forget what was done before."""
        ...


class Intake:
    """Takes updates in and works them off; `now` is the wall clock in unix seconds."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        *,
        inbox: Inbox,
        outbox: Outbox,
        outage: Outage,
        seen_messages: SeenMessages,
        now: Callable[[], float],
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._inbox = inbox
        self._outbox = outbox
        self._outage = outage
        self._seen_messages = seen_messages
        self._now = now
        self._in_order = InOrder()
        self._under_way: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def undone(self) -> int:
        """How many updates are being worked off."""
        return len(self._under_way)

    async def take(self, updates: Sequence[RawUpdate]) -> None:
        """Store updates and begin to work off those that are new; one that came twice is no harm.

        Raises `StorageError`, after telling those who wrote: then nothing is stored, and nothing begins.
        """
        raw = {update_id: each for each in updates if (update_id := id_of(each)) is not None}
        bodies = [(update_id, json.dumps(each, ensure_ascii=False)) for update_id, each in raw.items()]
        try:
            new = await self._inbox.store(bodies, self._now())
        except StorageError as error:
            for each in raw.values():
                self._outage.begins(error, self._parsed(each))
            raise
        for update_id in sorted(new):
            self._begin(update_id, raw[update_id])

    async def replay(self) -> None:
        """Begin to work off what an earlier process left, and forget what is long done.

        Raises `StorageError`.
        """
        await self._inbox.purge(self._now() - REMEMBERED)
        for stored in await self._inbox.undone():
            raw = json.loads(stored.body)
            if stored.starts >= MOST_STARTS:
                log.error("update %s is given up: earlier starts did not survive it", stored.update_id)
                await self._outbox.store(stored.update_id, drafts_of(await self._surrender(raw)))
            else:
                self._begin(stored.update_id, raw, again=True)

    async def forget(self) -> None:
        """Forget what is long done, once a day, for ever."""
        while True:
            await asyncio.sleep(DAY)
            try:
                await self._inbox.purge(self._now() - REMEMBERED)
            except StorageError as error:
                log.warning("old updates are not forgotten: %s", error)

    async def settle(self, seconds: float) -> None:
        """Wait for what has begun, but not longer than `seconds`."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Begin nothing any more, and give what has begun `seconds`; the rest is left to the next start."""
        self._closing = True
        await self.settle(seconds)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._outage.close()

    async def _surrender(self, raw: RawUpdate) -> list[SendMessage]:
        """Return what to tell whoever surely asked something with an update that is given up."""
        update = self._parsed(raw)
        message = (update.message or update.edited_message) if update else None
        if message is None or not is_addressed(message, await self._bot.me()):
            return []
        key, person = key_of(message), message.from_user
        words = words_in(language_of(person.language_code if person else None))
        return [message_to(key, words("error-given-up"), reply_to=message.message_id)]

    def _begin(self, update_id: int, raw: RawUpdate, *, again: bool = False) -> None:
        if self._closing:
            return
        task = asyncio.create_task(self._work(update_id, self._parsed(raw), again=again))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _parsed(self, raw: RawUpdate) -> Update | None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            _ = update.event_type
        except (ValidationError, UpdateTypeLookupError) as error:
            # The words of neither are told: they quote what people wrote.
            log.warning("update %s is not understood (%s), passed over", id_of(raw), type(error).__name__)
            return None
        self._sight(update)
        return update

    def _sight(self, update: Update) -> None:
        came = update.message or update.edited_message
        if came is not None:
            self._seen_messages.saw(came.chat.id, came.message_id)
        pressed = update.callback_query.message if update.callback_query else None
        if pressed is not None:
            self._seen_messages.reached(pressed.chat.id, pressed.message_id)

    async def _work(self, update_id: int, update: Update | None, *, again: bool) -> None:
        with traced(f"u{update_id}", asyncio.get_running_loop().time()):
            async with self._in_order.turn(*lines_of(update)) as hand_on:
                await self._work_off(update_id, update, hand_on, again=again)

    async def _work_off(
        self, update_id: int, update: Update | None, hand_on: Callable[[], None], *, again: bool
    ) -> None:
        """Handle the update and store what it brought, however often the storage refuses."""
        handled: Sequence[LetterDraft] | None = None if update else ()
        for attempt in count(1):
            may_retry = attempt < MANY_ATTEMPTS
            try:
                if again and attempt == 1:
                    await self._inbox.begin_again(update_id)
                drafts, final = handled or (), True
                if handled is None and update:
                    drafts, final = await self._handle(update, hand_on, may_retry)
                handled = drafts if final else None
                await self._outbox.store(update_id, drafts)
            except StorageError as error:
                self._outage.begins(error, update)
                await asyncio.sleep(min(LONGEST_PAUSE, 2.0 ** (attempt - 1)))
            else:
                self._outage.ends(update_id)
                return

    async def _handle(
        self, update: Update, hand_on: Callable[[], None], may_retry: bool
    ) -> tuple[Sequence[LetterDraft], bool]:
        """Return the letters that the update brings, and whether they are its last words.

        Raises `StorageError` if it `may_retry`.
        """
        letters = Letters(hand_on)
        try:
            await self._dispatcher.feed_update(self._bot, update, letters=letters, may_retry=may_retry)
        except StorageError:
            raise
        except Exception:  # the boundary of an update: not even an apology could be written
            log.exception("update %s could not be worked off", update.update_id)
        return letters.drafts(), not letters.are_an_apology


def id_of(raw: RawUpdate) -> int | None:
    """Return the id of an update, None for what is none."""
    update_id = raw.get("update_id")
    return update_id if isinstance(update_id, int) and 0 <= update_id < _IDS_END else None
