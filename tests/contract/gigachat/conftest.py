"""A far side on a real socket, and clients that reach it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.gigachat import Endpoint, GigaChatClient, Timeouts
from tests.contract.gigachat.far_side import KEY, FarSide
from tests.virtual_time import VirtualLoop

Connect = Callable[..., GigaChatClient]


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run these tests in virtual time."""
    return {"virtual": VirtualLoop}


@pytest.fixture
def far() -> FarSide:
    """Return the script of the far side."""
    return FarSide()


@pytest.fixture
async def base(far: FarSide) -> AsyncIterator[str]:
    """Serve the far side and return its address without a path."""
    async with TestServer(far.app()) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def connect(base: str) -> AsyncIterator[Connect]:
    """Return a function that opens clients of the far side, with its arguments for the endpoint."""
    opened: list[GigaChatClient] = []

    def open_client(timeouts: Timeouts | None = None, **endpoint: Any) -> GigaChatClient:
        names = {"credentials": KEY, "base_url": f"{base}/v1", "auth_url": f"{base}/oauth", **endpoint}
        client = GigaChatClient(Endpoint(**names, timeouts=timeouts or Timeouts()))
        opened.append(client)
        return client

    yield open_client
    for client in opened:
        await client.close()


@pytest.fixture
def client(connect: Connect) -> GigaChatClient:
    """Return a client of the far side."""
    return connect()
