"""The typing action, shown from the question until something of the answer stands."""

import asyncio

from aiogram.methods import SendChatAction

from bot.telegram.answers.screen import Target
from bot.telegram.outgoing.courier import Courier

# Telegram shows an action for five seconds.
INTERVAL = 4.5
# An answer that begins sooner needs none: where many ask at once, these calls would delay first texts (s).
BEGIN_AFTER = 0.25


class Typing:
    """Keeps the action alive from `start` until `stop`; a chat that refuses it is not asked again."""

    def __init__(self, courier: Courier, target: Target) -> None:
        self._courier = courier
        self._action = SendChatAction(
            chat_id=target.chat_id, message_thread_id=target.thread_id, action="typing"
        )
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to show the action; returns at once."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_alive())

    def stop(self) -> None:
        """End the action; returns at once."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _keep_alive(self) -> None:
        await asyncio.sleep(BEGIN_AFTER)
        while await self._courier.act(self._action):  # noqa: ASYNC110 - a rhythm, not a wait
            await asyncio.sleep(INTERVAL)
