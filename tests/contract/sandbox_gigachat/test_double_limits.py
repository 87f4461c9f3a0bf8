"""Streams, aborts and quotas: what a key may have at once, and in all."""

import asyncio

import aiohttp
import pytest

from bot.sandbox.gigachat import Fault, GigaChatDouble, Scenario
from tests.contract.sandbox_gigachat.conftest import Client

TOO_MANY = {"status": 429, "message": "Too Many Requests"}


async def test_one_stream_at_a_time(double: GigaChatDouble, client: Client) -> None:
    """A second request of the same key is refused for the whole time of the first, then welcome."""
    double.script(Scenario.words(10, 10))
    first = asyncio.create_task(client.stream())
    for _ in range(3):
        await asyncio.sleep(3)
        assert await client.chat() == (429, TOO_MANY)
    await first
    assert double.slots.busy == 0
    assert (await client.chat())[0] == 200


async def test_the_limit_can_be_raised(double: GigaChatDouble, client: Client) -> None:
    """With two streams, two run and the third is refused; small requests are never counted."""
    double.slots.limit = 2
    double.script(Scenario.words(10, 10))
    running = [asyncio.create_task(client.stream()) for _ in range(2)]
    await double.until(lambda: double.slots.busy == 2)
    assert (await client.chat())[0] == 429
    assert (await client.get("/models"))[0] == 200
    await asyncio.gather(*running)


@pytest.mark.parametrize("pieces", [0, 3])
async def test_a_client_that_leaves(double: GigaChatDouble, client: Client, pieces: int) -> None:
    """A disconnect is recorded with what had been sent, and frees the slot at once."""
    double.script(Scenario.words(10, 10))
    async with client.begin() as response:
        await double.until(lambda: len(double.chats[0].pieces) == pieces)
        response.close()
        await double.until(lambda: double.chats[0].ended_at is not None)
    left = double.chats[0]
    assert (left.aborted, left.finished, len(left.pieces)) == (True, False, pieces)
    assert double.slots.busy == 0
    assert (await client.chat())[0] == 200


async def test_a_client_that_leaves_before_the_headers(double: GigaChatDouble, client: Client) -> None:
    """A request that is given up while the answer is being thought of is noticed as well."""
    double.script(Scenario.words(10, 10))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(5):
            await client.chat()
    await double.until(lambda: double.slots.busy == 0 and double.chats[0].aborted)


async def test_a_hanging_request_holds_its_slot(double: GigaChatDouble, client: Client) -> None:
    """A request that hangs before its first byte counts as a stream, too."""
    double.faults.add(Fault("hang"))
    hanging = asyncio.create_task(client.stream())
    await asyncio.sleep(100)
    assert (await client.chat())[0] == 429
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    await double.until(lambda: double.slots.busy == 0)


async def test_the_quota_of_a_model(double: GigaChatDouble, client: Client) -> None:
    """The balance falls by what was used, an exhausted model asks for payment, another one still works."""
    double.script("абвг" * 10)
    double.ledger.balances["GigaChat-2"] = 15
    await client.chat("вопр")
    _, body = await client.get("/balance")
    assert {"usage": "GigaChat-2", "value": 4} in body["balance"]
    await client.chat("вопр")
    assert await client.chat() == (402, {"status": 402, "message": "Payment Required"})
    assert (await client.chat(model="GigaChat-2-Pro"))[0] == 200


async def test_an_aborted_answer_is_billed(double: GigaChatDouble, client: Client) -> None:
    """What was streamed before a stop is paid for, what wasn't is not."""
    double.script(["абвг"] * 10, piece_delay=1)
    double.ledger.balances["GigaChat-2"] = 100
    async with client.begin("вопр") as response:
        await double.until(lambda: len(double.chats[0].pieces) == 3)
        response.close()
        await double.until(lambda: double.chats[0].aborted)
    assert double.ledger.balances["GigaChat-2"] == 100 - 1 - 3


async def test_pay_as_you_go_has_no_balance(double: GigaChatDouble, client: Client) -> None:
    """A key without packages is refused its balance."""
    double.catalogue.pay_as_you_go = True
    assert await client.get("/balance") == (403, {"status": 403, "message": "Permission denied"})


async def test_a_blacklisted_question(client: Client) -> None:
    """The filter's refusal is an answer with 200, canned words and its own finish reason."""
    status, body = await client.chat("Проверь чёрный список")
    assert status == 200
    assert body["choices"][0]["finish_reason"] == "blacklist"
    assert "менять тему" in body["choices"][0]["message"]["content"]


async def test_stopping_breaks_off_what_runs(double: GigaChatDouble, client: Client) -> None:
    """The server stops at once under a running answer, which isn't blamed on the client."""
    double.script(Scenario.words(10, 1000))
    running = asyncio.create_task(client.stream())
    await double.until(lambda: bool(double.chats and double.chats[0].pieces))
    at = asyncio.get_running_loop().time()
    await double.stop()
    assert asyncio.get_running_loop().time() - at < 1
    with pytest.raises(aiohttp.ClientError):
        await running
    assert not double.chats[0].aborted
