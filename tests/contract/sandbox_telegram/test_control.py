"""Control over HTTP."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.telegram import (
    Person,
    TelegramDouble,
)
from tests.contract.sandbox_telegram.conftest import Bot

KEYBOARD = {"inline_keyboard": [[{"text": "⏹ Стоп", "callback_data": "s"}]]}


@pytest.fixture
def anna(tg: TelegramDouble) -> Person:
    """Give a person."""
    return tg.person("Анна", username="anna", language="ru")


async def test_control(bot: Bot, anna: Person, http: aiohttp.ClientSession) -> None:
    """Without a page one can write, press, edit, delete, look, and make bad weather, over HTTP."""
    tg = bot.tg
    forum = tg.forum("Форум", topics=["A"], members=[anna])

    async def order(name: str, **fields: Any) -> Any:
        async with http.post(f"{tg.url}/control/{name}", json=fields) as response:
            return await response.json()

    async def look(name: str, **query: str) -> Any:
        async with http.get(f"{tg.url}/control/{name}", params=query) as response:
            return await response.json()

    asked = await order("send", person="Анна", text="вопрос")
    await order("send", person="Анна", chat="Форум", topic="A", text="в теме")
    await order("send", person="Анна", text="ответ", reply_to=asked["message_id"])
    await order("edit", person="Анна", message_id=asked["message_id"], text="другой вопрос")
    await bot("sendMessage", chat_id=anna.id, text="a", reply_markup=KEYBOARD)
    pressing = asyncio.create_task(order("press", person=anna.id, message_id=3, button="Стоп"))
    query = (await bot("getUpdates", timeout=5, allowed_updates=["callback_query"])).result
    while not any("callback_query" in update for update in query):
        offset = query[-1]["update_id"] + 1
        query = (await bot("getUpdates", timeout=5, offset=offset)).result
    await bot("answerCallbackQuery", callback_query_id=query[-1]["callback_query"]["id"], text="Стою")
    assert await pressing == {"text": "Стою", "alert": False}
    assert [m["text"] for m in await look("history", person="Анна")] == ["другой вопрос", "ответ", "a"]
    assert [m.get("text") for m in await look("history", chat=str(forum.id), topic="A")] == [None, "в теме"]
    assert {chat["id"] for chat in await look("chats")} == {anna.id, forum.id}
    await order("delete", person="Анна", message_id=asked["message_id"])
    await order("fault", method="getMe", kind="500")
    assert (await bot("getMe")).status == 500
    await order("fault", method="getMe", kind="500")
    await order("clear_faults")
    assert (await bot("getMe")).result
    assert (await look("calls"))[0]["method"] == "sendMessage"


async def test_orders_that_fail(bot: Bot, http: aiohttp.ClientSession) -> None:
    """An order about nobody, or from a foreign page's form, is refused and does nothing."""
    url = f"{bot.tg.url}/control/send"
    async with http.post(url, json={"person": "Никто", "text": "a"}) as response:
        assert response.status == 400
    async with http.post(url, data={"person": "Анна", "text": "a"}) as response:
        assert response.status == 415
