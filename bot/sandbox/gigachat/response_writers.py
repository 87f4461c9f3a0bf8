"""The two shapes of an answer: a stream of events, or one JSON object."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from aiohttp import web

from bot.sandbox.gigachat.fault_effects import strike_reply, strike_stream
from bot.sandbox.gigachat.faults import Fault
from bot.sandbox.gigachat.record import Exchange
from bot.sandbox.gigachat.refusal import json_reply
from bot.sandbox.gigachat.scenario import Piece
from bot.sandbox.gigachat.wire import Chunks, Usage, WireForm

# Turns of the event loop in which a client in the same process has certainly read the last write.
TURNS_PER_WRITE = 3


class ResponseWriter(Protocol):
    """Takes an answer piece by piece; `usage` is what it has cost so far."""

    async def begin(self) -> None:
        """Start the reply."""
        ...

    async def piece(self, piece: Piece, usage: Usage, *, last: bool) -> None:
        """Pass on one piece of text."""
        ...

    async def finish(self, reason: str, usage: Usage) -> web.StreamResponse:
        """End the reply; returns the response."""
        ...

    async def strike(self, fault: Fault) -> None:
        """Fail here."""
        ...


class StreamWriter:
    """Writes an answer as server-sent events; `sent` is called after each piece has left."""

    def __init__(
        self,
        request: web.Request,
        headers: Mapping[str, str],
        form: WireForm,
        chunks: Chunks,
        sent: Callable[[str], None],
    ) -> None:
        # Sber sends no charset.
        self._response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
        self._request = request
        self._form = form
        self._chunks = chunks
        self._sent = sent
        self._role: dict[str, object] = {"role": "assistant"}
        self._held: Piece | None = None

    async def begin(self) -> None:
        """Send the headers, and a blank line where the form has one."""
        await self._response.prepare(self._request)
        await self._write(self._form.opening())

    async def piece(self, piece: Piece, usage: Usage, *, last: bool) -> None:
        """Send one chunk, or keep the last one back where it shall travel with the finish."""
        if last and self._form.finish_with_text and piece.delta is None:
            self._held = piece
            return
        every = usage if self._form.usage == "every" else None
        await self._event(self._delta(piece), usage=every)
        self._sent(piece.text)

    async def finish(self, reason: str, usage: Usage) -> web.StreamResponse:
        """Send the finish with the usage, then `[DONE]`."""
        last = self._held or Piece("")
        final = None if self._form.usage == "none" else usage
        await self._event(self._delta(last), finish=reason, usage=final)
        if self._held is not None:
            self._sent(self._held.text)
        await self._write(self._form.closing())
        await self._response.write_eof()
        return self._response

    async def strike(self, fault: Fault) -> None:
        """Fail in the middle of the stream."""
        await strike_stream(fault, self._request, self._response)

    def _delta(self, piece: Piece) -> Mapping[str, object]:
        if piece.delta is not None:
            return piece.delta
        delta = {"content": piece.text, **self._role}
        self._role = {}
        return delta

    async def _event(
        self, delta: Mapping[str, object], *, finish: str | None = None, usage: Usage | None = None
    ) -> None:
        await self._write(self._form.event(self._chunks.chunk(delta, finish=finish, usage=usage)))

    async def _write(self, encoded: bytes) -> None:
        for number, part in enumerate(self._form.parts(encoded)):
            for _ in range(TURNS_PER_WRITE if number else 0):
                await asyncio.sleep(0)
            await self._response.write(part)


class WholeWriter:
    """Collects an answer and replies with it at once."""

    def __init__(
        self, request: web.Request, headers: Mapping[str, str], chunks: Chunks, exchange: Exchange
    ) -> None:
        self._request = request
        self._headers = headers
        self._chunks = chunks
        self._exchange = exchange
        self._text = ""

    async def begin(self) -> None:
        """Send nothing: the reply begins when it is complete."""

    async def piece(self, piece: Piece, usage: Usage, *, last: bool) -> None:  # noqa: ARG002 - the protocol's shape
        """Keep the text."""
        self._text += piece.text

    async def finish(self, reason: str, usage: Usage) -> web.StreamResponse:
        """Build the reply."""
        self._exchange.reply = self._chunks.whole(self._text, reason, usage)
        return json_reply(self._exchange.reply, headers=self._headers)

    async def strike(self, fault: Fault) -> None:
        """Fail instead of replying."""
        await strike_reply(fault, self._request, self._headers, streaming=False)
