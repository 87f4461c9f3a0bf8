"""Files on their way to a chat; unlike letters they are not stored, since they can be asked for again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence

from aiogram.methods import SendDocument, SendMessage, SendPhoto

from bot.core.errors import StorageError
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import CALL_ERRORS
from bot.telegram.outgoing.letters import Post

log = logging.getLogger(__name__)

FileMessage = SendPhoto | SendDocument
MakeFiles = Callable[[], Awaitable[Sequence[FileMessage]]]


class FileSender:
    """Packs and sends files beside what handlers do; `post` stores words and lets them go."""

    def __init__(self, courier: Courier, post: Post) -> None:
        self._courier = courier
        self._post = post
        self._under_way: dict[Hashable, asyncio.Task[None]] = {}

    def send(self, order: Hashable, make_files: MakeFiles, otherwise: Sequence[SendMessage]) -> bool:
        """Send what `make_files` returns, or say `otherwise` where that can't be sent.

        False if what was ordered is on its way already: then nothing is done.
        """
        if order in self._under_way:
            return False
        task = asyncio.create_task(self._send(make_files, otherwise))
        self._under_way[order] = task
        task.add_done_callback(lambda _: self._under_way.pop(order, None))
        return True

    async def close(self, seconds: float) -> None:
        """Give what is on its way `seconds`; the rest is dropped."""
        tasks = list(self._under_way.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _send(self, make_files: MakeFiles, otherwise: Sequence[SendMessage]) -> None:
        try:
            for file in await make_files():
                await self._courier.deliver(file)
        except asyncio.CancelledError:
            await self._say(otherwise)  # the next start delivers it
            raise
        except CALL_ERRORS as error:
            log.info("a file can't be sent: %s", error)
            await self._say(otherwise)
        except StorageError as error:
            log.warning("a file can't be packed: %s", error)
            await self._say(otherwise)

    async def _say(self, otherwise: Sequence[SendMessage]) -> None:
        try:
            await self._post(otherwise)
        except StorageError as error:
            log.warning("nobody is told that a file could not be sent: %s", error)
