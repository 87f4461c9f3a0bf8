"""Faults: each kind, at each moment, as often as was asked."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.gigachat import Fault, GigaChatDouble
from tests.contract.sandbox_gigachat.conftest import Client, events, text_of


async def test_a_status_at_the_start(double: GigaChatDouble, client: Client) -> None:
    """An error status comes with the body, words and Retry-After that were asked for, and once."""
    double.faults.add(Fault("status", status=429, retry_after="7"))
    async with client.begin() as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert await response.json() == {"status": 429, "message": "Too Many Requests"}
    assert (double.chats[0].fault, double.chats[0].retry_after) == ("status", "7")
    assert not double.chats[0].finished
    assert (await client.chat())[0] == 200


async def test_faults_count(double: GigaChatDouble, client: Client) -> None:
    """Faults strike in the order of their adding, as often as said, an endless one until it is removed."""
    double.faults.add(Fault("status", status=500, times=2))
    endless = double.faults.add(Fault("status", status=503, message="Устали", times=None))
    assert [(await client.chat())[0] for _ in range(4)] == [500, 500, 503, 503]
    assert (await client.chat())[1]["message"] == "Устали"
    double.faults.remove(endless)
    assert (await client.chat())[0] == 200


@pytest.mark.parametrize(
    ("endpoint", "path"), [("models", "/models"), ("model", "/models/x"), ("balance", "/balance")]
)
async def test_faults_of_other_endpoints(
    double: GigaChatDouble, client: Client, endpoint: Any, path: str
) -> None:
    """A fault strikes at its endpoint and nowhere else."""
    double.faults.add(Fault("status", endpoint, status=500))
    assert (await client.chat())[0] == 200
    assert (await client.get(path))[0] == 500


async def test_a_fault_of_authorisation(double: GigaChatDouble, client: Client) -> None:
    """An error of /oauth has the body of /oauth."""
    double.faults.add(Fault("status", "oauth", status=500, message="сбой"))
    assert await client.authorise() == (500, {"code": 500, "message": "сбой"})


async def test_a_page_of_the_gateway(double: GigaChatDouble, client: Client) -> None:
    """A gateway's 502 is HTML."""
    double.faults.add(Fault("html"))
    async with client.begin() as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "<h1>502 Bad Gateway</h1>" in await response.text()


async def test_an_error_inside_200(double: GigaChatDouble, client: Client) -> None:
    """An error's JSON can come with status 200 instead of a stream."""
    double.faults.add(Fault("json_200", status=500))
    async with client.begin() as response:
        assert (response.status, response.content_type) == (200, "application/json")
        assert await response.json() == {"status": 500, "message": "Internal Server Error"}


@pytest.mark.parametrize(("at", "text"), [(0, ""), (2, "аб"), ("end", "абв")])
async def test_a_cut_stream(double: GigaChatDouble, client: Client, at: Any, text: str) -> None:
    """A cut stream ends in good order after so many pieces, without finish and without [DONE]."""
    double.script(["а", "б", "в"])
    double.faults.add(Fault("cut", at=at))
    raw = await client.stream()
    assert b"finish_reason" not in raw
    assert b"[DONE]" not in raw
    assert (text_of(events(raw)) if raw else "") == text == double.chats[0].text
    assert not double.chats[0].finished
    assert double.slots.busy == 0


async def test_a_cut_before_the_first_byte(double: GigaChatDouble, client: Client) -> None:
    """Cut at the start, a stream is an empty body of the right type."""
    double.faults.add(Fault("cut"))
    async with client.begin() as response:
        assert (response.content_type, await response.read()) == ("text/event-stream", b"")


@pytest.mark.parametrize("kind", ["reset", "drop"])
@pytest.mark.parametrize("at", ["start", 1])
async def test_a_broken_connection(double: GigaChatDouble, client: Client, kind: Any, at: Any) -> None:
    """The connection breaks, before the reply or inside it, and the client isn't blamed."""
    double.script(["а", "б"], piece_delay=1)
    double.faults.add(Fault(kind, at=at))
    with pytest.raises(aiohttp.ClientError):
        await client.stream()
    broken = double.chats[0]
    assert (broken.aborted, broken.finished, broken.fault) == (False, False, kind)
    assert broken.text == ("" if at == "start" else "а")
    assert (await client.chat())[0] == 200


async def test_a_reset_is_a_reset(double: GigaChatDouble) -> None:
    """A reset reaches the client as RST, not as an orderly end."""
    double.faults.add(Fault("reset", "oauth"))
    host, port = double.auth_url.split("/")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /api/v2/oauth HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


@pytest.mark.parametrize("kind", ["status", "json_200"])
async def test_an_error_inside_a_stream(double: GigaChatDouble, client: Client, kind: Any) -> None:
    """An error after the headers is an object without choices, and then the end."""
    double.script(["а", "б"])
    double.faults.add(Fault(kind, at=1, status=500))
    text, error = events(await client.stream())
    assert text_of([text]) == "а"
    assert error == {"status": 500, "message": "Internal Server Error"}


@pytest.mark.parametrize("at", ["start", 1])
async def test_broken_json(double: GigaChatDouble, client: Client, at: Any) -> None:
    """Broken JSON comes as a reply or as an event, with status 200."""
    double.script(["а", "б"])
    double.faults.add(Fault("bad_json", at=at))
    raw = await client.stream()
    with pytest.raises(ValueError, match=r"delimiter|string"):
        events(raw)


async def test_html_inside_a_stream(double: GigaChatDouble, client: Client) -> None:
    """A gateway's page can stand in the middle of a stream."""
    double.script(["а", "б"])
    double.faults.add(Fault("html", at=1))
    assert (await client.stream()).endswith(b"</html>\r\n")


async def test_a_stall(double: GigaChatDouble, client: Client) -> None:
    """A hang of some seconds delays what follows, and nothing is lost."""
    double.script(["а", "б", "в"], piece_delay=1)
    double.faults.add(Fault("hang", at=1, seconds=120))
    start = asyncio.get_running_loop().time()
    assert text_of(events(await client.stream())) == "абв"
    assert [piece.at - start for piece in double.chats[0].pieces] == pytest.approx([0, 121, 122])
    assert double.chats[0].finished


async def test_latency(double: GigaChatDouble, client: Client) -> None:
    """A hang of some seconds at the start is a slow service, of any endpoint."""
    double.faults.add(Fault("hang", "models", seconds=30))
    start = asyncio.get_running_loop().time()
    assert (await client.get("/models"))[0] == 200
    assert asyncio.get_running_loop().time() - start == pytest.approx(30)


async def test_silence_for_ever(double: GigaChatDouble, client: Client) -> None:
    """A hang without an end lasts until the client gives up, which is recorded."""
    double.script(["а", "б"])
    double.faults.add(Fault("hang", at=1))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3600):
            await client.stream()
    await double.until(lambda: double.chats[0].aborted)
    assert double.chats[0].text == "а"


async def test_a_fault_without_a_stream(double: GigaChatDouble, client: Client) -> None:
    """Without a stream, a fault after some pieces replaces the reply, after their time."""
    double.script(["а", "б"], piece_delay=5)
    double.faults.add(Fault("status", at="end", status=500))
    start = asyncio.get_running_loop().time()
    assert (await client.chat())[0] == 500
    assert asyncio.get_running_loop().time() - start == pytest.approx(5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "typo"},
        {"kind": "hang", "endpoint": "typo"},
        {"kind": "hang", "at": -1},
        {"kind": "hang", "at": "typo"},
        {"kind": "hang", "endpoint": "oauth", "at": 1},
    ],
)
def test_a_fault_that_could_never_strike(wrong: dict[str, Any]) -> None:
    """A misspelt fault is refused where it is written."""
    with pytest.raises(ValueError, match=r"no such|no pieces"):
        Fault(**wrong)
