"""What every request goes through: it is recorded, authorised, counted, and then answered by its endpoint."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.sandbox.gigachat.completions import reply_headers
from bot.sandbox.gigachat.fault_effects import Struck, strike_reply
from bot.sandbox.gigachat.faults import Faults
from bot.sandbox.gigachat.keys import Keys
from bot.sandbox.gigachat.record import Exchange, Journal, without_secrets
from bot.sandbox.gigachat.refusal import Refusal, json_reply
from bot.sandbox.gigachat.slots import Slots

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Reply = Callable[[web.Request, Exchange], Awaitable[web.StreamResponse]]


class Middleware:
    """Lets requests through to the endpoints; `close` breaks off those that are still being answered."""

    def __init__(self, journal: Journal, faults: Faults, keys: Keys, slots: Slots) -> None:
        self._journal = journal
        self._faults = faults
        self._keys = keys
        self._slots = slots
        self._inside: set[asyncio.Task[Any]] = set()
        self._closing = False

    def wrap(self, endpoint: str, reply: Reply) -> Handler:
        """Build the handler that answers requests for an endpoint by `reply`."""

        async def handler(request: web.Request) -> web.StreamResponse:
            exchange = self._arrival(endpoint, request)
            response: web.StreamResponse | None = None
            with self._presence():
                try:
                    response = await self._outcome(request, exchange, reply)
                finally:
                    self._departure(exchange, response)
            return response

        return handler

    async def close(self) -> None:
        """Cancel what is being answered and wait until it has gone."""
        self._closing = True
        inside = list(self._inside)
        for task in inside:
            task.cancel()
        await asyncio.gather(*inside, return_exceptions=True)
        self._closing = False

    async def _outcome(self, request: web.Request, exchange: Exchange, reply: Reply) -> web.StreamResponse:
        try:
            response = await self._admitted(request, exchange, reply)
        except Refusal as refusal:
            exchange.reply = refusal.body
            response = json_reply(refusal.body, refusal.status, reply_headers(exchange))
        except Struck as struck:
            return struck.response
        except asyncio.CancelledError:
            exchange.aborted = not self._closing
            raise
        except ConnectionResetError:
            # A write found the client gone before the loop told of it; whatever is returned goes nowhere.
            exchange.aborted = True
            return web.Response()
        exchange.finished = True
        return response

    async def _admitted(self, request: web.Request, exchange: Exchange, reply: Reply) -> web.StreamResponse:
        exchange.body = await _read(request, exchange.endpoint)
        streaming = isinstance(exchange.body, dict) and exchange.body.get("stream") is True
        with self._slot(request, exchange.endpoint):
            fault = self._faults.take(exchange.endpoint, "start")
            if fault is not None:
                exchange.fault, exchange.retry_after = fault.kind, fault.retry_after
                await strike_reply(fault, request, reply_headers(exchange), streaming=streaming)
            return await reply(request, exchange)

    def _slot(self, request: web.Request, endpoint: str) -> AbstractContextManager[None]:
        if endpoint in ("oauth", "unknown"):
            return nullcontext()
        key = self._keys.key_of(request.headers.get("Authorization"), asyncio.get_running_loop().time())
        # Whether the small endpoints count as streams is not documented; here they do not.
        return self._slots.hold(key) if endpoint == "chat" else nullcontext()

    @contextmanager
    def _presence(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler is always a task; tells the type checker
        self._inside.add(task)
        try:
            yield
        finally:
            self._inside.discard(task)

    def _arrival(self, endpoint: str, request: web.Request) -> Exchange:
        exchange = Exchange(
            number=self._journal.next_number(),
            at=asyncio.get_running_loop().time(),
            endpoint=endpoint,
            method=request.method,
            path=request.path,
            headers=without_secrets(request.headers),
            request_id=request.headers.get("X-Request-ID") or str(uuid4()),
            session_id=request.headers.get("X-Session-ID") or str(uuid4()),
        )
        self._journal.add(exchange)
        return exchange

    def _departure(self, exchange: Exchange, response: web.StreamResponse | None) -> None:
        exchange.ended_at = asyncio.get_running_loop().time()
        silent = exchange.aborted or exchange.fault in ("reset", "drop")
        if response is not None and exchange.status is None and not silent:
            exchange.status = response.status
        self._journal.tell("end", exchange)


async def _read(request: web.Request, endpoint: str) -> Any:
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise Refusal(413) from error
    if endpoint == "oauth":
        return dict(await request.post())
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace") or None
