"""One broadcast under way: a chat's words are a letter, stored together with the mark that the chat has it.

So nobody is sent them twice, and nobody is missed, whatever dies: a letter finds its own lost send.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from aiogram.methods import SendMessage

from bot.accounts.ports import ActsTable, OpenChats
from bot.core.access import Policy, Standing
from bot.core.administration import Broadcast, BroadcastState, Progress
from bot.core.errors import StorageError
from bot.core.letters import Letter, LetterDraft
from bot.telegram.admin.progress_message import ProgressMessage
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import Failure, failure_of
from bot.telegram.outgoing.letters import drafts_of
from bot.telegram.outgoing.outbox import Outbox

log = logging.getLogger(__name__)

# A bot may send some 30 messages a second (Bots FAQ, "My bot is hitting limits"): answers need some.
EVERY = 1 / 25
# Letters on their way at once: where Telegram says "later" everywhere, nothing more is handed over.
AT_ONCE = 25
CHATS_AT_ONCE = 100
# How often the progress is shown, and a storage that refuses is asked again (s).
SHOWN_EVERY, PAUSE = 3.0, 5.0


class BroadcastTable(Protocol):
    """Where broadcasts stand. Calls raise `StorageError`; times are unix seconds."""

    async def audience(self) -> dict[int, Standing]:
        """Return the chats that can be written to, with their standings."""
        ...

    async def begin_once(self, body: str, chat_ids: Iterable[int], by: int, now: float) -> Broadcast | None:
        """Store words for these chats, unless the very same were stored before."""
        ...

    async def under_way(self) -> list[Broadcast]:
        """Return the broadcasts that have not ended."""
        ...

    async def next_chats(self, broadcast_id: int, count: int) -> list[int]:
        """Return chats that are still to be sent the words."""
        ...

    async def hand_over(self, broadcast_id: int, letter: LetterDraft, now: float) -> int | None:
        """Store a chat's letter and that it has it; return its id, None where there is nothing to send."""
        ...

    async def sent(self, broadcast_id: int, chat_id: int, now: float, *, failed: bool = False) -> None:
        """Note that a chat can't be sent the words."""
        ...

    async def not_arrived(self, broadcast_id: int) -> dict[int, bool]:
        """Return the chats whose letters have not arrived, and whether they were given up."""
        ...

    async def progress(self, broadcast_id: int) -> Progress:
        """Return how far a broadcast came."""
        ...

    async def end(self, broadcast_id: int, state: BroadcastState) -> bool:
        """Note that a broadcast is done or was stopped; False if it had ended."""
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """What broadcasts are sent with; `now` is in unix seconds."""

    courier: Courier
    outbox: Outbox
    policy: Policy
    table: BroadcastTable
    open_chats: OpenChats
    acts: ActsTable
    now: Callable[[], float]


class BroadcastRun:
    """One broadcast on its way."""

    def __init__(self, post: Post, broadcast: Broadcast) -> None:
        stored = json.loads(broadcast.body)
        self._post = post
        self._id = broadcast.id
        self._call = SendMessage.model_validate(stored["call"])
        origin = stored["shown_in"]
        self._shown = None if origin is None else ProgressMessage(post.courier, self._call.text, **origin)
        self._window = asyncio.Semaphore(AT_ONCE)
        self._under_way = 0
        self._closing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Send it to every chat that has not got it, showing how far it came, and tell its end."""
        showing = asyncio.create_task(self._show_again())
        try:
            await self._insist(self._hand_over)
            for _ in range(AT_ONCE):  # what is on its way arrives, or is given up
                await self._window.acquire()
            await asyncio.gather(*self._closing)
            await self._insist(self._see_to_letters_of_before)
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
        await self._insist(self._end)

    async def _hand_over(self) -> None:
        table = self._post.table
        while chats := await table.next_chats(self._id, CHATS_AT_ONCE):
            for chat_id in chats:
                await self._window.acquire()
                handed = False
                try:
                    handed = await self._send_to(chat_id)
                finally:
                    if not handed:
                        self._window.release()
                if not handed:
                    break  # stopped; the next look finds nobody
                await asyncio.sleep(EVERY)

    async def _send_to(self, chat_id: int) -> bool:
        (draft,) = drafts_of([self._call.model_copy(update={"chat_id": chat_id})])
        now = self._post.now()
        letter_id = await self._post.table.hand_over(self._id, draft, now)
        if letter_id is None:
            return False
        self._under_way += 1
        self._post.outbox.take(
            Letter(letter_id, chat_id, draft.body, now), lambda failure: self._ended(chat_id, failure)
        )
        return True

    def _ended(self, chat_id: int, failure: Exception | None) -> None:
        self._under_way -= 1
        if failure is not None:
            task = asyncio.create_task(self._note_failure(chat_id, failure))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        self._window.release()

    async def _note_failure(self, chat_id: int, failure: Exception) -> None:
        try:
            await self._post.table.sent(self._id, chat_id, self._post.now(), failed=True)
            if failure_of(failure) is Failure.CHAT_CLOSED:
                await self._post.open_chats.set_chat_active(chat_id, False)
        except StorageError as error:
            log.warning("nobody will know that chat %s was not reached: %s", chat_id, error)

    async def _see_to_letters_of_before(self) -> None:
        """Wait for the letters that an earlier process had handed over, and note which were given up."""
        table = self._post.table
        while not_arrived := await table.not_arrived(self._id):
            for chat_id in [chat_id for chat_id, ended in not_arrived.items() if ended]:
                await table.sent(self._id, chat_id, self._post.now(), failed=True)
            if not all(not_arrived.values()):
                await asyncio.sleep(SHOWN_EVERY)

    async def _end(self) -> None:
        progress = await self._post.table.progress(self._id)
        done = not progress.left
        # Shown before it is noted: whoever starts in between shows it again, which changes nothing.
        await self._show("admin-broadcast-done" if done else "admin-broadcast-stopped", progress, None)
        await self._post.table.end(self._id, BroadcastState.DONE)

    async def _insist(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except StorageError as error:
                log.warning("broadcast %s waits for the storage: %s", self._id, error)
                await asyncio.sleep(PAUSE)
            else:
                return

    async def _show_again(self) -> None:
        while self._shown is not None:
            try:
                progress = await self._post.table.progress(self._id)
            except StorageError as error:
                log.warning("the progress of broadcast %s is not known: %s", self._id, error)
            else:
                await self._show("admin-broadcast-progress", progress, self._id)
            await asyncio.sleep(SHOWN_EVERY)

    async def _show(self, key: str, progress: Progress, stoppable: int | None) -> None:
        if self._shown is not None:
            arrived = replace(progress, sent=progress.sent - self._under_way)
            await self._shown.show(key, arrived, progress.left, stoppable)
