"""What tests say people do, faults, and control over HTTP."""

import asyncio

import pytest

from bot.sandbox.telegram import (
    Attachment,
    CallbackAnswer,
    Chat,
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
