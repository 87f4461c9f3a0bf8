"""The switches over HTTP, the port, and TLS."""

import ssl
from typing import Any

import aiohttp
import pytest
import trustme

from bot.sandbox.gigachat import GigaChatDouble
from tests.contract.sandbox_gigachat.conftest import Client, events, text_of


async def order(client: Client, name: str, body: object) -> tuple[int, Any]:
    """Send an order to the sandbox."""
    async with client.http.post(f"{client.double.control_url}/{name}", json=body) as response:
        return response.status, await response.json()


async def look(client: Client, path: str) -> Any:
    """Read from the sandbox."""
    async with client.http.get(f"{client.double.control_url}/{path}") as response:
        return await response.json()


async def test_a_script_by_order(client: Client) -> None:
    """A script given over HTTP answers as one given in Python."""
    assert await order(client, "script", {"pieces": ["ра", "з"], "times": 1, "match": "?"}) == (
        200,
        {"ok": True},
    )
    await order(client, "script", {"text": "один два", "words_per_piece": 1})
    assert text_of(events(await client.stream("что?"))) == "раз"
    assert text_of(events(await client.stream("что?"))) == "один два"


async def test_bad_weather_by_order(client: Client) -> None:
    """Faults, quotas, the limit of streams and revoked tokens can be ordered, and cleared."""
    await order(client, "fault", {"kind": "status", "status": 503, "times": None})
    assert (await client.chat())[0] == 503
    await order(client, "clear", {})
    assert (await client.chat())[0] == 200
    await order(client, "quota", {"model": "GigaChat-2", "tokens": 0})
    assert (await client.chat())[0] == 402
    await order(client, "streams", {"limit": 0})
    assert (await client.chat())[0] == 429
    await order(client, "revoke", {})
    assert (await client.chat())[0] == 401


async def test_what_can_be_read(client: Client) -> None:
    """The state and the requests, whole or after a number, can be read as JSON, orders among them not."""
    await order(client, "fault", {"kind": "hang", "endpoint": "models"})
    await client.stream()
    state = await look(client, "state")
    assert state["streams"] == {"busy": 0, "limit": 1}
    assert state["faults"][0]["kind"] == "hang"
    seen = await look(client, "requests")
    assert [exchange["endpoint"] for exchange in seen] == ["oauth", "chat"]
    assert await look(client, f"requests?after={seen[0]['number']}") == seen[1:]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("fault", {"kind": "typo"}),
        ("fault", {"typo": 1}),
        ("script", {}),
        ("quota", {"model": "GigaChat-2"}),
        ("quota", []),
    ],
)
async def test_a_bad_order(client: Client, name: str, body: object) -> None:
    """An order that makes no sense is refused and says so."""
    status, told = await order(client, name, body)
    assert (status, told["ok"]) == (400, False)


async def test_an_order_from_a_foreign_page(client: Client) -> None:
    """A form that another site's page could send without being asked is refused."""
    async with client.http.post(f"{client.double.control_url}/revoke", data="{}") as response:
        assert response.status == 400
    assert (await client.get("/models"))[0] == 200


async def test_over_tls() -> None:
    """The whole sandbox can be spoken to over verified TLS, and a stop is noticed there as well."""
    authority = trustme.CA()
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(served)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    double = GigaChatDouble(ssl_context=served)
    await double.start()
    assert double.base_url.startswith("https://127.0.0.1:")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusted)) as http:
        client = Client(double, http)
        await client.authorise()
        double.script(["а", "б", "в"], piece_delay=10)
        async with client.begin() as response:
            await double.until(lambda: len(double.chats[0].pieces) == 2)
            response.close()
            await double.until(lambda: double.chats[0].aborted)
        assert (await client.chat())[0] == 200
    await double.stop()


async def test_a_taken_port(double: GigaChatDouble) -> None:
    """A port that is taken is an error of the start, and leaves nothing behind."""
    second = GigaChatDouble()
    with pytest.raises(OSError, match="address already in use"):
        await second.start(port=int(double.base_url.split(":")[2].split("/")[0]))


async def test_it_starts_again(double: GigaChatDouble, client: Client) -> None:
    """After a stop the sandbox can be started again, with its scripts and tokens."""
    double.script("снова")
    await double.stop()
    await double.start()
    assert text_of(events(await client.stream())) == "снова"
