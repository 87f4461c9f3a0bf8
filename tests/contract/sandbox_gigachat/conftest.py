"""A sandbox, and a client that knows nothing but aiohttp."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from bot.sandbox.gigachat import GigaChatDouble
from tests.virtual_time import VirtualLoop

# Without a limit, so that a test may wait for a virtual hour.
PATIENCE = aiohttp.ClientTimeout(total=None)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run these tests in virtual time."""
    return {"virtual": VirtualLoop}


@dataclass
class Client:
    """Asks the sandbox as GigaChat's documentation says, and shows what came back."""

    double: GigaChatDouble
    http: aiohttp.ClientSession
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def authorise(self, **changes: str) -> tuple[int, Any]:
        """Ask for a token; `changes` replace headers, or the form's scope."""
        scope = changes.pop("scope", self.double.scope)
        headers = {"Authorization": f"Basic {self.double.credentials}", "RqUID": str(uuid4()), **changes}
        headers = {name: value for name, value in headers.items() if value}
        form = {"scope": scope} if scope else {}
        async with self.http.post(self.double.auth_url, headers=headers, data=form) as response:
            body = await response.json()
        self.token = body.get("access_token") or body.get("tok") or self.token
        return response.status, body

    def begin(self, question: str = "привет", **fields: Any) -> Any:
        """Open a chat request; the caller reads the response."""
        body: dict[str, Any] = {
            "model": "GigaChat-2",
            "messages": [{"role": "user", "content": question}],
            "stream": True,
            **fields,
        }
        return self.post("/chat/completions", body)

    def post(self, path: str, body: object) -> Any:
        """Open a POST with this JSON body."""
        return self.http.post(self.double.base_url + path, json=body, headers=self._all_headers())

    async def chat(self, question: str = "привет", **fields: Any) -> tuple[int, Any]:
        """Ask without a stream."""
        async with self.begin(question, **{"stream": False, **fields}) as response:
            return response.status, await response.json()

    async def stream(self, question: str = "привет", **fields: Any) -> bytes:
        """Ask with a stream; returns its bytes."""
        async with self.begin(question, **fields) as response:
            assert response.status == 200
            raw: bytes = await response.read()
            return raw

    async def get(self, path: str) -> tuple[int, Any]:
        """GET a path of the API."""
        async with self.http.get(self.double.base_url + path, headers=self._all_headers()) as response:
            return response.status, await response.json()

    def _all_headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **self.headers}


def events(raw: bytes) -> list[Any]:
    """Read a stream of the standard form: the JSON of each event, and `[DONE]` as it is."""
    payloads = [block.removeprefix("data: ") for block in raw.decode().strip().split("\n\n")]
    return [payload if payload == "[DONE]" else json.loads(payload) for payload in payloads]


def text_of(read: list[Any]) -> str:
    """Join the text of the events of a stream."""
    return "".join(event["choices"][0]["delta"].get("content") or "" for event in read if event != "[DONE]")


@pytest.fixture
async def double() -> AsyncIterator[GigaChatDouble]:
    """Start a sandbox for one test."""
    sandbox = GigaChatDouble()
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def client(double: GigaChatDouble) -> AsyncIterator[Client]:
    """Give a client that already has a token."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        asking = Client(double, http)
        await asking.authorise()
        yield asking
