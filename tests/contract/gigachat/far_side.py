"""A GigaChat on loopback that answers by script and remembers what it was asked."""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from aiohttp import web

KEY = b64encode(b"id:secret").decode()
SSE = {"Content-Type": "text/event-stream", "X-Request-ID": "r-1"}
Answer = Callable[["FarSide", web.Request], Awaitable[web.StreamResponse]]


def chunk(content: str = "", reason: str | None = None, **top: Any) -> bytes:
    """Return one event of a stream."""
    choice: dict[str, Any] = {"delta": {"content": content}, "index": 0}
    if reason:
        choice["finish_reason"] = reason
    body = {"choices": [choice], "model": "GigaChat:2.0.28.2", **top}
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


END = (
    chunk("", "stop", usage={"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3})
    + b"data: [DONE]\n\n"
)


@dataclass
class FarSide:
    """What the double saw and will answer; a script's last entry is used again and again."""

    answers: list[Answer] = field(default_factory=list)
    authorisations: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)  # of the requests, by the loop's clock
    peers: set[object] = field(default_factory=set)
    tokens: int = 0
    asked_once: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        """Return the application that plays this double."""
        app = web.Application()
        app.router.add_post("/oauth", self._authorise)
        app.router.add_route("*", "/v1/{path:.*}", self._answer)
        return app

    def asked(self, path: str) -> list[tuple[dict[str, str], Any]]:
        """Return headers and body of each request to this path."""
        return [(headers, body) for seen, headers, body in self.requests if seen == path]

    def waits(self, path: str) -> list[float]:
        """Return the seconds between the requests to this path."""
        at = [at for (seen, *_), at in zip(self.requests, self.moments, strict=True) if seen == path]
        return [after - before for before, after in pairwise(at)]

    def _note(self, request: web.Request, body: object) -> None:
        self.requests.append((request.path, dict(request.headers), body))
        self.moments.append(asyncio.get_running_loop().time())

    async def _authorise(self, request: web.Request) -> web.StreamResponse:
        self._note(request, dict(await request.post()))
        answer = self.authorisations.pop(0) if len(self.authorisations) > 1 else None
        answer = answer or (self.authorisations[0] if self.authorisations else token)
        return await answer(self, request)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        self._note(request, body)
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        self.asked_once.set()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer(self, request)


async def token(far: FarSide, _: web.Request) -> web.StreamResponse:
    """Hand out the next token, good for half an hour."""
    far.tokens += 1
    return web.json_response(
        {"access_token": f"t{far.tokens}", "expires_at": int((time.time() + 1800) * 1000)}
    )


def stream(*chunks: bytes) -> Answer:
    """Return an answer that streams these chunks, a write for each."""

    async def answer(_: FarSide, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=SSE)
        await response.prepare(request)
        for each in chunks:
            await response.write(each)
            await asyncio.sleep(0)
        return response

    return answer


def stream_and_wait(*chunks: bytes) -> Answer:
    """Return an answer that streams these chunks and then stays silent until the asker goes."""

    async def answer(far: FarSide, request: web.Request) -> web.StreamResponse:
        response = await stream(*chunks)(far, request)
        try:
            await asyncio.Event().wait()
        finally:
            far.gone.set()
        return response

    return answer


def stream_and_drop(*chunks: bytes) -> Answer:
    """Return an answer that streams these chunks and then drops the line."""

    async def answer(far: FarSide, request: web.Request) -> web.StreamResponse:
        response = await stream(*chunks)(far, request)
        assert request.transport is not None
        request.transport.close()
        return response

    return answer


def status(code: int, message: str = "no", **headers: str) -> Answer:
    """Return an answer as the API refuses."""

    async def answer(_: FarSide, __: web.Request) -> web.StreamResponse:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response({"status": code, "message": message}, status=code, headers=names)

    return answer


def body(text: str, kind: str = "application/json", code: int = 200) -> Answer:
    """Return an answer with this body."""

    async def answer(_: FarSide, __: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=kind, status=code)

    return answer
