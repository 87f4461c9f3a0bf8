"""Sends, edits, deletions, and every refusal in its exact words."""

import asyncio
from typing import Any

import pytest

from bot.sandbox.telegram import Chat, Message, TelegramDouble
from tests.contract.sandbox_telegram.conftest import Bot

KEYBOARD = {"inline_keyboard": [[{"text": "Стоп", "callback_data": "s"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


@pytest.fixture
def chat(tg: TelegramDouble) -> Chat:
    """Give a person's chat with the bot."""
    return tg.private(tg.person("Анна"))


async def sent(bot: Bot, chat: Chat, text: str = "раз", **fields: Any) -> Message:
    """Send a message as the bot and return it as it is stored."""
    result = (await bot("sendMessage", chat_id=chat.id, text=text, **fields)).result
    found = bot.tg.archive.find(chat, result["message_id"])
    assert found is not None
    return found


async def test_an_edit_keeps_the_history(bot: Bot, chat: Chat) -> None:
    """Each state of a message is kept with its loop time, so that a test can compute how it grew."""
    message = await sent(bot, chat, reply_markup=KEYBOARD)
    await asyncio.sleep(2)
    fields = {"chat_id": chat.id, "message_id": message.message_id, "reply_markup": KEYBOARD}
    edited = (await bot("editMessageText", text="раз два", **fields)).result
    assert edited["edit_date"]
    first, second = message.history
    assert [state.text for state in message.history] == ["раз", "раз два"]
    assert second.at - first.at == 2
    assert message.labels == ["Стоп"]


async def test_an_edit_without_the_keyboard_removes_it(bot: Bot, chat: Chat) -> None:
    """A keyboard that is not sent again vanishes, from the text's edit and from the markup's."""
    message = await sent(bot, chat, reply_markup=KEYBOARD)
    fields = {"chat_id": chat.id, "message_id": message.message_id}
    await bot("editMessageText", text="два", **fields)
    assert message.keyboard is None
    await bot("editMessageReplyMarkup", reply_markup=KEYBOARD, **fields)
    assert message.labels == ["Стоп"]
    assert "reply_markup" not in (await bot("editMessageReplyMarkup", **fields)).result
    assert (await bot("editMessageReplyMarkup", **fields)).error == (400, NOT_MODIFIED)


async def test_not_modified(bot: Bot, chat: Chat) -> None:
    """The same text, entities and keyboard again is refused, also where only a trailing space differs."""
    message = await sent(bot, chat, reply_markup=KEYBOARD)
    fields = {"chat_id": chat.id, "message_id": message.message_id, "reply_markup": KEYBOARD}
    assert (await bot("editMessageText", text="раз ", **fields)).error == (400, NOT_MODIFIED)
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    assert (await bot("editMessageText", text="раз", entities=bold, **fields)).result
    assert len(message.history) == 2


async def test_the_longest_text_passes(bot: Bot, chat: Chat) -> None:
    """4,096 UTF-16 units are still one message, in a send and in an edit."""
    message = await sent(bot, chat, "я" * 4096)
    fields = {"chat_id": chat.id, "message_id": message.message_id}
    assert (await bot("editMessageText", text="😀" * 2048, **fields)).result


async def test_more_than_a_hundred_entities(bot: Bot, chat: Chat) -> None:
    """The hundred and first entity is ignored without a word."""
    marks = [{"type": "bold", "offset": 2 * n, "length": 1} for n in range(120)]
    message = await sent(bot, chat, "a " * 119 + "a", entities=marks)
    assert len(message.entities) == 100


async def test_a_parse_mode_wins_over_entities(bot: Bot, chat: Chat) -> None:
    """Entities that come with a parse mode are ignored, as at Telegram."""
    marks = [{"type": "italic", "offset": 0, "length": 1}]
    message = await sent(bot, chat, "<b>a</b>b", entities=marks, parse_mode="HTML")
    assert message.text == "ab"
    assert message.entities == [{"type": "bold", "offset": 0, "length": 1}]


async def test_the_space_around_a_text_is_cut(bot: Bot, chat: Chat) -> None:
    """Leading and trailing space goes, and entities move with the text."""
    marks = [{"type": "bold", "offset": 3, "length": 6}]
    message = await sent(bot, chat, "\n\n раз  \n", entities=marks)
    assert (message.text, message.entities) == ("раз", [{"type": "bold", "offset": 0, "length": 3}])


async def test_replies(bot: Bot, chat: Chat) -> None:
    """A reply carries its question, one level deep, and the quote; a lost one is passed over on request."""
    anna = bot.tg.people[0]
    first = await anna.sends("первый вопрос")
    second = await anna.sends("второй", reply_to=first)
    reply = {"message_id": second.message_id, "quote": "тор"}
    got = await sent(bot, chat, reply_parameters=reply)
    wire = got.wire()
    assert wire["reply_to_message"]["text"] == "второй"
    assert "reply_to_message" not in wire["reply_to_message"]
    assert wire["quote"] == {"text": "тор", "position": 1, "is_manual": True}
    lost = {"message_id": 99, "allow_sending_without_reply": True}
    assert (await sent(bot, chat, reply_parameters=lost)).reply_to is None
    wrong = {"message_id": second.message_id, "quote": "чужое"}
    said = await bot("sendMessage", chat_id=chat.id, text="a", reply_parameters=wrong)
    assert said.error == (400, "Bad Request: QUOTE_TEXT_INVALID")


async def test_carriage_returns_go(bot: Bot, chat: Chat) -> None:
    """Carriage returns are dropped, and what was marked behind one stays marked."""
    marks = [{"type": "bold", "offset": 3, "length": 1}]
    message = await sent(bot, chat, "a\r\nb", entities=marks)
    assert (message.text, message.entities) == ("a\nb", [{"type": "bold", "offset": 2, "length": 1}])


@pytest.mark.parametrize("entity", ["bold", {"type": "bold", "length": 1}])
async def test_entities_that_are_none(bot: Bot, chat: Chat, entity: Any) -> None:
    """A list of something else than entities is refused."""
    assert (await bot("sendMessage", chat_id=chat.id, text="abc", entities=[entity])).status == 400


async def test_deletions(bot: Bot, chat: Chat) -> None:
    """A message is deleted once; after two days not at all; several go in silence."""
    message, other = await sent(bot, chat), await sent(bot, chat)
    fields = {"chat_id": chat.id, "message_id": message.message_id}
    assert (await bot("deleteMessage", **fields)).result
    assert (await bot("deleteMessage", **fields)).error[1] == "Bad Request: message to delete not found"
    await asyncio.sleep(48 * 3600 + 1)
    late = await bot("deleteMessage", chat_id=chat.id, message_id=other.message_id)
    assert late.error[1] == "Bad Request: message can't be deleted for everyone"
    fresh = await sent(bot, chat)
    await bot("deleteMessages", chat_id=chat.id, message_ids=[fresh.message_id, 777])
    assert fresh.deleted


async def test_limits_are_on_by_default(bot: Bot) -> None:
    """Sends, edits and deletions share one budget, refused calls count, and a 429 says when to come back."""
    bot.tg.chat_limiter = TelegramDouble().chat_limiter
    chat = bot.tg.private(bot.tg.person("Анна"))
    message = await sent(bot, chat)
    fields = {"chat_id": chat.id, "message_id": message.message_id}
    assert (await bot("editMessageText", text="раз", **fields)).status == 400
    assert (await bot("editMessageText", text="два", **fields)).status == 200
    flood = await bot("deleteMessage", **fields)
    assert flood.error == (429, "Too Many Requests: retry after 10")
    assert flood.body["parameters"] == {"retry_after": 10}
    assert (await bot("sendMessage", chat_id=chat.id, text="a")).body["parameters"] == {"retry_after": 20}
    assert [call.retry_after for call in bot.tg.floods] == [10, 20]
    await asyncio.sleep(20)
    assert (await bot("deleteMessage", **fields)).result


async def test_messages_are_numbered_as_telegram_numbers_them(bot: Bot) -> None:
    """Private chats and basic groups share one count of messages, a supergroup has its own."""
    anna, boris = bot.tg.person("Анна"), bot.tg.person("Boris")
    group = bot.tg.group("Дача", members=[anna, boris])
    supergroup = bot.tg.supergroup("Школа", members=[anna])
    told = [
        await anna.sends("раз"),
        await boris.sends("two"),
        await anna.sends("три", in_=group),
        await anna.sends("свой счёт", in_=supergroup),
        await anna.sends("пять"),
    ]
    assert [message.message_id for message in told] == [1, 2, 3, 1, 4]
    sent = (await bot("sendMessage", chat_id=boris.id, text="six")).result
    assert sent["message_id"] == 5
    for stranger in (anna.id, group.id, supergroup.id):
        edited = await bot("editMessageText", chat_id=stranger, message_id=5, text="sechs")
        assert edited.error == (400, "Bad Request: message to edit not found")
