"""Broadcasts: an admin's words to every chat, one broadcast after the other."""

import asyncio
import json
import logging

from aiogram.methods import SendMessage
from aiogram.types import Message

from bot.core.administration import Broadcast, BroadcastState, broadcast_body
from bot.core.errors import StorageError
from bot.telegram.admin.broadcast_run import BroadcastRun, Post
from bot.telegram.outgoing.letters import drafts_of

log = logging.getLogger(__name__)

# How long (s) a broadcast of the command line may wait to be noticed.
EVERY = 5.0


class Broadcasting:
    """Sends broadcasts one after the other, and goes on where an earlier process was."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: set[int] = set()

    async def audience(self) -> list[int]:
        """Return the open chats of those who may talk. Raises `StorageError`."""
        return self._post.policy.audience(await self._post.table.audience())

    async def begin(self, preview: Message, by: int, language: str) -> None:
        """Send what a preview shows, in whose place the progress then stands; a second time does nothing.

        Raises `StorageError`.
        """
        message = SendMessage(chat_id=0, text=preview.text or "", entities=preview.entities)
        (draft,) = drafts_of([message])
        origin = {"chat_id": preview.chat.id, "message_id": preview.message_id, "language": language}
        body = broadcast_body(json.loads(draft.body), origin)
        chats = await self.audience()
        begun = await self._post.table.begin_once(body, chats, by, self._post.now())
        if begun is not None:
            await self._post.acts.add(by, "broadcast", self._post.now(), details=str(len(chats)))
            self._go(begun)

    async def resume(self) -> None:
        """Go on with what an earlier process left, or another one began. Raises `StorageError`."""
        for each in await self._post.table.under_way():
            self._go(each)

    async def watch(self) -> None:
        """Send what the command line begins, for ever."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.resume()
            except StorageError as error:
                log.warning("it is not known what is to be broadcast: %s", error)

    async def stop(self, broadcast_id: int, by: int) -> None:
        """Send a broadcast to nobody else; what is on its way arrives. Raises `StorageError`."""
        if await self._post.table.end(broadcast_id, BroadcastState.STOPPED):
            await self._post.acts.add(by, "broadcast-stop", self._post.now())

    async def close(self) -> None:
        """Hand nothing more over; the next start goes on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _go(self, broadcast: Broadcast) -> None:
        if broadcast.id in self._known:
            return
        self._known.add(broadcast.id)
        task = asyncio.create_task(self._in_turn(broadcast))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, broadcast: Broadcast) -> None:
        async with self._turn:
            await BroadcastRun(self._post, broadcast).run()
