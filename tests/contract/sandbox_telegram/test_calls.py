"""How calls are read: tokens, methods, parameters, the record."""

import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox.telegram import TelegramDouble
from tests.contract.sandbox_telegram.conftest import Bot


async def test_the_door(tg: TelegramDouble, http: aiohttp.ClientSession) -> None:
    """A wrong token, a malformed one and an unknown method are refused as the live server refuses them."""
    said = []
    for path in ("bot1:wrong/getMe", "botwrong/getMe", f"bot{tg.token}/getYou", f"bot{tg.token}/GETME"):
        async with http.get(f"{tg.url}/{path}") as response:
            body = await response.json()
            said.append((response.status, body.get("description")))
    assert said == [(401, "Unauthorized"), (404, "Not Found"), (404, "Not Found"), (200, None)]
    assert tg.violations == ["unknown method 'getYou'"]


async def test_get_me(bot: Bot) -> None:
    """A client library finds all that it expects of a bot's own user, with privacy mode on."""
    me = (await bot("getMe")).result
    assert me["is_bot"]
    assert me["username"] == "gigachat_bot"
    assert me["can_read_all_group_messages"] is False


@pytest.mark.parametrize("kind", ["form", "multipart", "json", "query"])
async def test_parameters_of_every_kind(bot: Bot, kind: str) -> None:
    """The four ways of sending parameters mean the same, with JSON inside strings or plain in a JSON body."""
    chat = bot.tg.private(bot.tg.person("Анна"))
    keyboard = {"inline_keyboard": [[{"text": "Стоп", "callback_data": "s"}]]}
    plain = {"chat_id": chat.id, "text": "привет", "disable_notification": True, "reply_markup": keyboard}
    strings = {
        "chat_id": str(chat.id),
        "text": "привет",
        "disable_notification": "True",
        "reply_markup": json.dumps(keyboard),
    }
    match kind:
        case "form":
            said = await bot.post("sendMessage", data=strings)
        case "json":
            said = await bot.post("sendMessage", json=plain)
        case "query":
            said = await bot.post("sendMessage", params=strings)
        case _:
            form = aiohttp.FormData(strings, default_to_multipart=True)
            said = await bot.post("sendMessage", data=form)
    assert said.result["text"] == "привет"
    assert said.result["reply_markup"] == keyboard
    assert not bot.tg.violations


async def test_strictness(bot: Bot) -> None:
    """A misspelt name, which Telegram would pass over, is noted; a value of a wrong kind is refused."""
    chat = bot.tg.private(bot.tg.person("Анна"))
    await bot("sendMessage", chat_id=chat.id, text="a", replymarkup={})
    await bot("sendMessage", chat_id=chat.id, text="a", reply_parameters={"message": 1})
    wrong = await bot("sendMessage", chat_id=chat.id, text="a", reply_markup="no json")
    assert bot.tg.violations == [
        "sendMessage: unknown parameter 'replymarkup'",
        "sendMessage: unknown field 'message' in reply_parameters",
        "sendMessage: 'reply_markup' is no object",
    ]
    assert wrong.status == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("message_thread_id", "one"),
        ("message_thread_id", 1.5),
        ("disable_notification", "maybe"),
        ("text", []),
    ],
)
async def test_types(bot: Bot, name: str, value: object) -> None:
    """A parameter of a wrong type is refused and noted."""
    chat = bot.tg.private(bot.tg.person("Анна"))
    said = await bot.post("sendMessage", json={"chat_id": chat.id, "text": "a", name: value})
    assert said.status == 400
    assert len(bot.tg.violations) == 1


async def test_the_record_of_calls(bot: Bot) -> None:
    """Tests can compute lags and floods from the record, and it never holds the token."""
    chat = bot.tg.private(bot.tg.person("Анна"))
    await bot("sendMessage", chat_id=chat.id, text="a")
    await bot("editMessageText", chat_id=chat.id, message_id=9, text="b")
    sent, edited = bot.tg.calls
    assert (sent.method, sent.chat_id, sent.status, sent.duration) == ("sendMessage", chat.id, 200, 0.0)
    assert (edited.status, edited.description) == (400, "Bad Request: message to edit not found")
    assert bot.tg.calls_of("sendMessage", chat) == [sent]
    assert bot.tg.token not in repr(bot.tg.calls)


async def test_observers(bot: Bot) -> None:
    """A page sees each call begin and end, and everything in between, in order."""
    seen: list[str] = []
    bot.tg.observe(lambda event: seen.append(event.kind))
    chat = bot.tg.private(bot.tg.person("Анна"))
    await bot("sendMessage", chat_id=chat.id, text="a")
    await bot("sendChatAction", chat_id=chat.id, action="typing")
    assert seen == ["call", "message", "answer", "call", "chat_action", "answer"]


async def test_files(bot: Bot, http: aiohttp.ClientSession) -> None:
    """A document is uploaded, found, and downloaded byte for byte; so is what a person sends."""
    tg = bot.tg
    chat = tg.private(tg.person("Анна"))
    form = aiohttp.FormData({"chat_id": str(chat.id), "document": "attach://part", "caption": "вот"})
    form.add_field("part", b"\x00bytes", filename="a.bin")
    sent = (await bot.post("sendDocument", data=form)).result
    assert (sent["caption"], sent["document"]["file_name"]) == ("вот", "a.bin")
    found = (await bot("getFile", file_id=sent["document"]["file_id"])).result
    async with http.get(f"{tg.url}/file/bot{tg.token}/{found['file_path']}") as response:
        assert await response.read() == b"\x00bytes"
    async with http.get(f"{tg.url}/file/bot{tg.token}/no/such") as response:
        assert response.status == 404
    again = await bot("sendDocument", chat_id=chat.id, document=sent["document"]["file_id"])
    assert again.result["document"]["file_id"] == sent["document"]["file_id"]
    assert not tg.violations


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "there is no photo in the request"),
        ({"photo": "unknown"}, "wrong file_id or the file is temporarily unavailable"),
        ({"photo": "https://a.ru/x.png"}, "wrong type of the web page content"),
        ({"photo": "x", "caption": "a" * 1025}, "message caption is too long"),
    ],
)
async def test_photos_that_fail(bot: Bot, fields: dict[str, str], text: str) -> None:
    """A photo that is not there, or whose caption is too long, is refused."""
    chat = bot.tg.private(bot.tg.person("Анна"))
    said = await bot("sendPhoto", chat_id=chat.id, **fields)
    assert said.error == (400, f"Bad Request: {text}")


async def test_an_upload_beyond_the_limit(http: aiohttp.ClientSession) -> None:
    """A body that is too large is refused with a 413 in JSON."""
    tg = TelegramDouble(largest_upload=1000)
    await tg.start()
    form = aiohttp.FormData({"chat_id": "1"})
    form.add_field("document", bytes(2000), filename="big")
    assert (await Bot(tg, http).post("sendDocument", data=form)).error == (413, "Request Entity Too Large")
    await tg.stop()


async def test_commands_by_scope_and_language(bot: Bot) -> None:
    """A person is offered the commands of the narrowest scope in their language, as clients choose them."""
    tg = bot.tg
    anna, olga, john = tg.person("Анна"), tg.person("Ольга"), tg.person("John", language="en-GB")
    group = tg.group("Команда", members=[anna, john], admins=[olga])
    scopes: list[tuple[dict[str, Any], str]] = [
        ({"type": "default"}, ""),
        ({"type": "all_private_chats"}, "ru"),
        ({"type": "all_chat_administrators"}, ""),
        ({"type": "chat", "chat_id": group.id}, "en"),
    ]
    for scope, language in scopes:
        name = f"{scope['type']}_{language}".strip("_")
        commands = [{"command": name, "description": "x"}]
        assert (await bot("setMyCommands", commands=commands, scope=scope, language_code=language)).result
    offered = [
        tg.profile.seen_by(person.user, chat)[0]["command"]
        for person, chat in [
            (anna, anna.chat),
            (john, john.chat),
            (olga, group),
            (anna, group),
            (john, group),
        ]
    ]
    assert offered == ["all_private_chats_ru", "default", "all_chat_administrators", "default", "chat_en"]
    await bot("deleteMyCommands")
    assert (await bot("getMyCommands")).result == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"commands": [{"command": "Большая", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "russian"}, "LANG_CODE_INVALID"),
        (
            {"commands": [], "scope": {"type": "moon"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
    ],
)
async def test_commands_that_fail(bot: Bot, fields: dict[str, object], text: str) -> None:
    """A list of commands that Telegram would not take is refused."""
    assert (await bot("setMyCommands", **fields)).error == (400, f"Bad Request: {text}")


async def test_descriptions(bot: Bot) -> None:
    """Name and descriptions are kept for each language, and the general one stands in for a missing one."""
    await bot("setMyShortDescription", short_description="Bot")
    await bot("setMyShortDescription", short_description="Бот", language_code="ru")
    said = [
        (await bot("getMyShortDescription", language_code=tongue)).result["short_description"]
        for tongue in ("ru", "en", "")
    ]
    assert said == ["Бот", "Bot", "Bot"]
    assert (await bot("setMyDescription", description="a" * 513)).status == 400
    assert (await bot("getMyName")).result == {"name": "GigaChat"}
    assert (await bot("close")).result
    assert (await bot("logOut")).result
