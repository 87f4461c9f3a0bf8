"""What people see of an answer before it is complete."""

import asyncio
import logging
from typing import Protocol

from aiogram.utils.backoff import BackoffConfig

from bot.telegram.answers.answer_sender import AnswerSender

log = logging.getLogger(__name__)

# Pauses (s) after previews that did not arrive, until one does.
PAUSES = BackoffConfig(min_delay=1.0, max_delay=16.0, factor=2.0, jitter=0.0)


class Previews(Protocol):
    """Shows a growing text beside the stream that makes it grow; neither waits for the other."""

    def changed(self) -> None:
        """Note that there is something new to show; returns at once."""
        ...

    def restart(self) -> None:
        """Note that the text begins anew; returns at once."""
        ...

    async def end(self) -> None:
        """Show nothing more; returns once no call is under way."""
        ...


class NoPreviews:
    """Nothing but the typing action, kept alive until the answer is complete."""

    def __init__(self, sender: AnswerSender) -> None:
        self._sender = sender
        sender.typing.start()

    def changed(self) -> None:
        """Show nothing of it."""

    def restart(self) -> None:
        """Show nothing of it."""

    async def end(self) -> None:
        """Let the action end."""
        self._sender.typing.stop()


async def ended(pump: asyncio.Task[None], *, calling: bool) -> None:
    """End a pump; a call under way is waited for, since what it carries must not be shown twice."""
    if not calling:
        pump.cancel()
    await asyncio.wait([pump])
    if not pump.cancelled() and (error := pump.exception()):
        log.error("a preview failed", exc_info=error)
