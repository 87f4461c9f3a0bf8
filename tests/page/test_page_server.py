"""The page's server: whom it lets in, and that a browser which was away misses nothing."""

import json
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, ClientWebSocketResponse
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.page.feed import Feed
from bot.sandbox.page.guard import admits, policy
from bot.sandbox.page.orders import IMAGES
from bot.sandbox.page.wirelog import WireLog
from bot.sandbox.telegram import Call
from tests.page.conftest import Sandbox

on_one_loop = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def http() -> Any:
    """Give a client."""
    async with ClientSession() as session:
        yield session


@given(st.lists(st.one_of(st.none(), st.integers(1, 9)), max_size=60), st.integers(1, 12))
def test_whoever_reads_now_and_then_misses_nothing(steps: list[int | None], kept: int) -> None:
    """A reader who looks between bursts sees each event once and in order, or is told to start anew."""
    feed, seen = Feed(kept), 0
    for burst in steps:
        if burst is not None:
            for _ in range(burst):
                feed.publish("event")
            continue
        events = feed.since(seen)
        if events is None:
            assert feed.seq - seen > kept
        else:
            assert [event["seq"] for event in events] == list(range(seen + 1, feed.seq + 1))
        seen = feed.seq
    assert feed.since(feed.seq + 1) is None


@pytest.mark.parametrize(
    ("host", "origin", "welcome"),
    [
        ("127.0.0.1:8080", None, True),
        ("localhost:8080", "http://localhost:8080", True),
        ("[::1]:8080", "http://[::1]:8080", True),
        ("evil.example:8080", None, False),
        ("127.0.0.1.evil.example:8080", None, False),
        ("127.0.0.1:8080", "http://evil.example", False),
        ("127.0.0.1:8080", "http://127.0.0.1:9999", False),
        ("127.0.0.1:8080", "null", False),
        ("[", None, False),
    ],
)
def test_only_the_pages_own_address_is_served(host: str, origin: str | None, *, welcome: bool) -> None:
    """A name that was rebound to this machine, another port's page and a sandboxed frame are strangers."""
    assert admits(host, origin) is welcome


def test_nothing_inline_and_nothing_foreign_may_run() -> None:
    """The policy that goes out with the page forbids what it does not name, and names no 'unsafe-…'."""
    text = policy("127.0.0.1:8080")
    assert text.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in text
    assert "image/svg+xml" not in IMAGES, "an SVG of a stranger is a page with scripts"


def test_the_wire_keeps_the_newest_lines_and_their_first_time() -> None:
    """Old lines leave with their bodies, and a line keeps the moment of its arrival when its answer comes."""
    log = WireLog(lambda: 100.0)
    calls = [Call(99.0, "sendMessage", {"text": str(number)}, number=number) for number in range(1, 500)]
    at = [log.call(call)["at"] for call in calls][-1]
    calls[-1].status, calls[-1].result = 200, {"message_id": 5}
    assert log.call(calls[-1])["at"] == at
    assert len(log.lines) == 400
    assert log.body("t499") == {"asked": {"text": "499"}, "answered": {"message_id": 5}}
    with pytest.raises(KeyError):
        log.body("t1")


@on_one_loop
async def test_strangers_are_turned_away_at_the_door(sandbox: Sandbox, http: ClientSession) -> None:
    """The page comes with its policy; a foreign Host or Origin gets 403, and so does a bare socket."""
    url = sandbox.page.url
    async with http.get(url) as page:
        assert page.status == 200
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    refused: list[dict[str, str]] = [{"Host": "evil.example"}, {"Origin": "http://evil.example"}]
    for headers in refused:
        async with http.get(f"{url}/static/js/main.js", headers=headers) as answer:
            assert answer.status == 403
    async with http.get(f"{url}/socket") as answer:
        assert answer.status == 403, "a browser always names an origin here"


async def asked(socket: ClientWebSocketResponse, **order: Any) -> dict[str, Any]:
    """Give an order and return its reply."""
    await socket.send_str(json.dumps(order))
    while True:
        told = await socket.receive_json()
        if "reply" in told:
            return dict(told)


@on_one_loop
@pytest.mark.parametrize(
    "order",
    [
        {"order": "send", "person": 1, "chat": 2, "text": "кто я?"},
        {"order": "send"},
        {"order": "no such order"},
        {"order": "fault_switch", "name": "storm", "on": True},
        {"order": "person", "name": "   "},
        {"order": "body", "line": "t999"},
        {"order": []},
        {},
    ],
)
async def test_a_wrong_order_is_refused_and_the_socket_lives(
    sandbox: Sandbox, http: ClientSession, order: dict[str, Any]
) -> None:
    """Whatever the browser sends, it gets a reason, and the next order is obeyed."""
    url = sandbox.page.url
    async with http.ws_connect(f"{url}/socket", headers={"Origin": url}) as socket:
        assert "error" in await asked(socket, number=1, **order)
        made = await asked(socket, number=2, order="person", name="Глеб")
        assert made["result"]["name"] == "Глеб"
