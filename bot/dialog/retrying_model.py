"""GigaChat as whoever holds a slot asks it: again and again while it is busy."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from bot.core.errors import TooManyRequestsError
from bot.core.events import StreamEvent
from bot.core.prompt import Prompt
from bot.core.stream_limit import wait_before_retry
from bot.dialog.ports import ChatModel
from bot.dialog.slots import Slots

# So long (s) a question that is refused with 429 is asked again before its asker is told to.
RETRY_429_FOR = 300.0


class RetryingModel:
    """Outwaits refusals of a `model` that itself reports each 429 at once, and lets the `slots` know.

    `jitter` returns numbers in [0, 1).
    """

    def __init__(self, model: ChatModel, slots: Slots, jitter: Callable[[], float]) -> None:
        self._model = model
        self._slots = slots
        self._jitter = jitter

    async def stream(self, prompt: Prompt, busy: Callable[[], None]) -> AsyncGenerator[StreamEvent, None]:
        """Stream one answer: pieces of text, then exactly one finish; `busy` hears of each refusal.

        Raises `ModelError`, and `TooManyRequestsError` only after `RETRY_429_FOR` seconds of it.
        """
        loop = asyncio.get_running_loop()
        begun, refusals, deadline = False, 0, float("inf")
        while True:
            try:
                async with aclosing(self._model.stream(prompt)) as events:
                    async for event in events:
                        begun = True
                        yield event
            except TooManyRequestsError as error:
                now, refusals = loop.time(), refusals + 1
                self._slots.refused()
                deadline = min(deadline, now + RETRY_429_FOR)
                if begun or now >= deadline:
                    raise
                busy()
                wait = wait_before_retry(refusals, error.retry_after, self._jitter())
            else:
                return
            await asyncio.sleep(min(wait, deadline - now))
