"""What tests say people do, faults, and control over HTTP."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.telegram import (
    Attachment,
    CallbackAnswer,
    Chat,
    Fault,
    NotSeenError,
    Person,
    TelegramDouble,
)
from tests.contract.sandbox_telegram.conftest import Bot

KEYBOARD = {"inline_keyboard": [[{"text": "⏹ Стоп", "callback_data": "s"}]]}


@pytest.fixture
def anna(tg: TelegramDouble) -> Person:
    """Give a person."""
    return tg.person("Анна", username="anna", language="ru")


@pytest.fixture
def chat(tg: TelegramDouble, anna: Person) -> Chat:
    """Give her chat with the bot."""
    return tg.private(anna)


async def test_a_message_as_the_bot_gets_it(bot: Bot, anna: Person) -> None:
    """A private message holds its author with language and username, its date and its entities."""
    await anna.sends("  /start😀 @gigachat_bot ")
    (message,) = await bot.messages()
    assert message["from"] == {
        "id": anna.id,
        "is_bot": False,
        "first_name": "Анна",
        "username": "anna",
        "language_code": "ru",
    }
    assert message["chat"] == {"id": anna.id, "type": "private", "first_name": "Анна", "username": "anna"}
    assert message["text"] == "/start😀 @gigachat_bot"
    assert [(e["type"], e["offset"]) for e in message["entities"]] == [("bot_command", 0), ("mention", 9)]


async def test_seeing_waits_for_what_comes(bot: Bot, anna: Person, chat: Chat) -> None:
    """A person sees a message in the moment in which it says what was waited for, by an edit too."""
    sent = (await bot("sendMessage", chat_id=chat.id, text="При")).result["message_id"]
    seeing = asyncio.create_task(anna.sees("Привет"))
    await asyncio.sleep(3)
    await bot("editMessageText", chat_id=chat.id, message_id=sent, text="Привет!")
    message = await seeing
    assert message.text == "Привет!"
    assert bot.tg.now() == pytest.approx(3)
    with pytest.raises(NotSeenError, match=r"Привет!"):
        await anna.sees(lambda m: "Привет" in m.text, after=message, timeout=5)
    assert bot.tg.now() == pytest.approx(8)


async def test_seeing_something_go(bot: Bot, anna: Person, chat: Chat) -> None:
    """A person can wait for a message to be deleted."""
    await bot("sendMessage", chat_id=chat.id, text="a")
    message = await anna.sees("a")
    going = asyncio.create_task(anna.sees_gone(message))
    await bot("deleteMessage", chat_id=chat.id, message_id=message.message_id)
    await going
    assert bot.tg.chat_history(chat) == []


async def test_pressing_a_button(bot: Bot, anna: Person, chat: Chat) -> None:
    """A press reaches the bot with data, message and chat_instance, and the presser sees the answer."""
    await bot("sendMessage", chat_id=chat.id, text="a", reply_markup=KEYBOARD)
    pressing = asyncio.create_task(anna.presses("Стоп", on=await anna.sees("a")))
    await asyncio.sleep(0)
    (update,) = await bot.updates()
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("s", anna.id, "a")
    assert query["chat_instance"]
    await bot("answerCallbackQuery", callback_query_id=query["id"], text="Стою", show_alert=True)
    assert await pressing == CallbackAnswer("Стою", alert=True)
    with pytest.raises(NotSeenError, match="no button"):
        await anna.presses("Пуск", on=await anna.sees("a"))


async def test_answers_that_fail(bot: Bot, anna: Person, chat: Chat) -> None:
    """An unknown query, one older than 150 s, and a toast over 200 characters are refused."""
    await bot("sendMessage", chat_id=chat.id, text="a", reply_markup=KEYBOARD)
    press = anna.pushes("Стоп", on=await anna.sees("a"))
    long = await bot("answerCallbackQuery", callback_query_id=press.id, text="a" * 201)
    assert long.error == (400, "Bad Request: MESSAGE_TOO_LONG")
    await asyncio.sleep(151)
    for query_id in (press.id, "777"):
        said = await bot("answerCallbackQuery", callback_query_id=query_id)
        assert said.error == (
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )


async def test_what_no_client_can_do(bot: Bot, anna: Person) -> None:
    """A test that asks the impossible of a person is told so."""
    group, boris = bot.tg.group("Команда", members=[anna]), bot.tg.person("Борис")
    with pytest.raises(AssertionError, match="not in Команда"):
        await boris.sends("a", in_=group)
    with pytest.raises(AssertionError, match="only an admin"):
        await anna.sends("a", in_=group, anonymous=True)
    with pytest.raises(AssertionError, match="a piece of the message"):
        await anna.sends("a", reply_to=await anna.sends("b"), quote="c")
    with pytest.raises(AssertionError, match="this long"):
        await anna.sends("я" * 4097)
    message = await anna.sends("a", in_=group)
    await boris.joins(group)
    with pytest.raises(AssertionError, match="can't delete"):
        await boris.deletes(message)


async def test_a_long_paste_comes_in_pieces(bot: Bot, anna: Person) -> None:
    """What is pasted over the limit arrives as several messages without a lost character."""
    text = "".join(chr(ord("а") + n % 32) for n in range(9000))
    assert len(await anna.pastes(text)) == 3
    assert "".join(message["text"] for message in await bot.messages()) == text
    assert len(await anna.pastes("😀" * 3000)) == 2


async def test_quotes_and_files_of_people(bot: Bot, anna: Person) -> None:
    """A quoted reply and a voice message look as Telegram sends them."""
    first = await anna.sends("😀 первый")
    await anna.sends("что это?", reply_to=first, quote="первый")
    await anna.sends(file=Attachment("voice", b"opus", "v.ogg", "audio/ogg"))
    _, quoting, voice = await bot.messages()
    assert quoting["quote"] == {"text": "первый", "position": 3, "is_manual": True}
    assert (voice["voice"]["mime_type"], voice["voice"]["file_size"]) == ("audio/ogg", 4)


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
