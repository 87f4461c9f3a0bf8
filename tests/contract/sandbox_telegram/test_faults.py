"""Calls that fail on purpose."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.telegram import (
    Chat,
    Fault,
    Person,
    TelegramDouble,
)
from tests.contract.sandbox_telegram.conftest import Bot


@pytest.fixture
def anna(tg: TelegramDouble) -> Person:
    """Give a person."""
    return tg.person("Анна", username="anna", language="ru")


@pytest.fixture
def chat(tg: TelegramDouble, anna: Person) -> Chat:
    """Give her chat with the bot."""
    return tg.private(anna)


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        (
            "429",
            429,
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 5",
                "parameters": {"retry_after": 5},
            },
        ),
        ("429_bare", 429, {"ok": False, "error_code": 429, "description": "Too Many Requests"}),
        (
            "403",
            403,
            {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"},
        ),
        ("401", 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
        ("400:words", 400, {"ok": False, "error_code": 400, "description": "Bad Request: words"}),
        ("500", 500, {"ok": False, "error_code": 500, "description": "Internal Server Error: restart"}),
        ("502_json", 502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}),
        ("502_bare", 502, {"ok": False, "error_code": 502}),
    ],
)
async def test_faults_with_an_answer(bot: Bot, chat: Chat, kind: str, status: int, body: Any) -> None:
    """The second send is hit, once, and is not done; the others pass."""
    bot.tg.faults.add(Fault("sendMessage", kind, nth=2))
    said = [await bot("sendMessage", chat_id=chat.id, text="a") for _ in range(3)]
    assert [answer.status for answer in said] == [200, status, 200]
    assert said[1].body == body
    assert len(bot.tg.chat_history(chat)) == 2
    assert [call.status for call in bot.tg.calls] == [200, status, 200]


async def test_a_fault_in_html(bot: Bot, chat: Chat, http: aiohttp.ClientSession) -> None:
    """A gateway's HTML page is what a bot gets from nginx."""
    bot.tg.faults.add(Fault("*", "502_html"))
    async with http.get(f"{bot.tg.url}/bot{bot.tg.token}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


@pytest.mark.parametrize(("kind", "stored"), [("reset", 0), ("lost", 1)])
async def test_faults_that_break_the_connection(bot: Bot, chat: Chat, kind: str, stored: int) -> None:
    """The caller sees the same broken connection, whether the message was stored or not."""
    bot.tg.faults.add(Fault("sendMessage", kind, chat_id=chat.id))
    with pytest.raises(aiohttp.ClientError):
        await bot("sendMessage", chat_id=chat.id, text="a")
    assert len(bot.tg.chat_history(chat)) == stored
    assert bot.tg.calls[0].status == 0
    assert (await bot("sendMessage", chat_id=chat.id, text="a")).result


async def test_a_hanging_call(bot: Bot, chat: Chat) -> None:
    """A call that hangs ends with the caller's patience; it is recorded with its length and not done."""
    bot.tg.faults.add(Fault("sendMessage", "hang"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(10):
            await bot("sendMessage", chat_id=chat.id, text="a")
    assert (await bot("getMe")).result
    assert bot.tg.calls[0].status == 0
    assert bot.tg.calls[0].duration == pytest.approx(10)
    assert not bot.tg.chat_history(chat)


async def test_a_slow_call(bot: Bot, chat: Chat) -> None:
    """A slow call is done at once and answered late."""
    bot.tg.faults.add(Fault("sendMessage", "slow", seconds=4, times=None))
    calling = asyncio.create_task(bot("sendMessage", chat_id=chat.id, text="a"))
    await asyncio.sleep(1)
    assert len(bot.tg.chat_history(chat)) == 1
    assert (await calling).status == 200
    assert bot.tg.calls[0].duration == pytest.approx(4)
    bot.tg.faults.clear()
    assert (await bot("sendMessage", chat_id=chat.id, text="a")).result
    assert bot.tg.calls[1].duration == 0


def test_a_misspelt_fault_is_refused() -> None:
    """A fault that does not exist can't make a test pass by doing nothing."""
    with pytest.raises(ValueError, match="no such fault"):
        Fault("sendMessage", "503")
