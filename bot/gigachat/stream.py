"""A streamed answer while it arrives."""

import asyncio

import aiohttp

from bot.core.errors import ModelError, ProviderUnavailableError, StreamCutError
from bot.core.events import StreamEvent, TextDelta
from bot.gigachat.endpoint import Timeouts
from bot.gigachat.sse import SseDecoder, SseEvent
from bot.gigachat.transport import TRANSPORT_ERRORS, request_id_of, transport_error
from bot.gigachat.wire import AnswerReader


class AnswerStream:
    """Reads one response of /chat/completions, a batch of events for each read from the network.

    `deadline` is on the loop's clock. A failure raises as what it is before the first text, and as
    `StreamCutError` with the partial text after it.
    """

    def __init__(self, response: aiohttp.ClientResponse, deadline: float, timeouts: Timeouts) -> None:
        self._response = response
        self._timeouts = timeouts
        self._decoder = SseDecoder()
        self._reader = AnswerReader()
        self._shown: list[str] = []
        self._fault: ModelError | None = None
        self._finished = False
        self._in_grace = False
        self._expired = False
        self._deadline = deadline
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        # One timer for the whole answer: a timeout around each read would cost more than the read.
        self._timer = self._loop.call_at(self._expiry(), self._expire)

    async def read(self) -> list[StreamEvent]:
        """Return the next events, at least one, or an empty list once the `Finish` has been returned."""
        while not self._finished:
            # No fault after the finish reason spoils the answer; the end of the grace is such a fault.
            if self._reader.done or (self._fault is not None and self._reader.finishing):
                return self._finish()
            if self._fault is not None:
                raise self._named(self._fault) from None
            events = self._take(await self._next_chunk())
            if self._reader.finishing and not self._in_grace:
                self._begin_grace()
            if events:
                self._shown += [event.text for event in events]
                return list(events)
        return []

    async def drain(self) -> None:
        """Wait a moment for the end of the body after the finish: then the connection can be used again."""
        try:
            async with asyncio.timeout(self._timeouts.drain):
                while await self._response.content.readany():
                    continue
        except TRANSPORT_ERRORS:
            self._response.close()

    def close(self) -> None:
        """Abort the request at once; a body that was read to its end has given its connection back before."""
        self._timer.cancel()
        self._response.close()

    async def _next_chunk(self) -> bytes:
        try:
            chunk = await self._response.content.readany()
        except TRANSPORT_ERRORS as error:
            self._fault = transport_error(TimeoutError() if self._expired else error)
            return b""
        self._heard_at = self._loop.time()
        return chunk

    def _take(self, chunk: bytes) -> list[TextDelta]:
        events: list[TextDelta] = []
        try:
            for event in self._decoder.feed(chunk) if chunk else self._last_events():
                if (delta := self._reader.read(event.data)) is not None:
                    events.append(delta)  # noqa: PERF401 - what was read before an error must stay
        except ModelError as error:
            # What came before it in the same chunk goes out first.
            self._fault = self._fault or error
        return events

    def _last_events(self) -> list[SseEvent]:
        # At the end a torn event is no violation of the protocol: it is the cut itself.
        self._fault = self._fault or ProviderUnavailableError("The stream ended before its finish.")
        return self._decoder.close()

    def _finish(self) -> list[StreamEvent]:
        self._finished = True
        self._timer.cancel()
        return self._reader.finish()

    def _begin_grace(self) -> None:
        self._in_grace = True
        self._deadline = min(self._deadline, self._loop.time() + self._timeouts.grace)
        self._timer.cancel()
        self._timer = self._loop.call_at(self._expiry(), self._expire)

    def _expiry(self) -> float:
        return min(self._deadline, self._heard_at + self._timeouts.silence)

    def _expire(self) -> None:
        expiry = self._expiry()
        if self._loop.time() < expiry:  # something was heard meanwhile
            self._timer = self._loop.call_at(expiry, self._expire)
            return
        self._expired = True
        self._response.close()

    def _named(self, fault: ModelError) -> ModelError:
        fault.request_id = fault.request_id or request_id_of(self._response)
        if not self._shown:
            return fault
        partial = "".join(self._shown)
        return StreamCutError(f"The answer was cut: {fault}", partial=partial, request_id=fault.request_id)
