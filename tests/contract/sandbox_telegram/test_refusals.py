"""What the Bot API refuses, in its exact words."""

from typing import Any

import pytest

from bot.sandbox.telegram import Chat, Message, TelegramDouble
from tests.contract.sandbox_telegram.conftest import Bot

UNCLOSED = "can't parse entities: Can't find end tag corresponding to start tag \"b\""


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


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "я" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "я" * 16385}, "text is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            UNCLOSED,
        ),
        ({"text": "x", "parse_mode": "Word"}, "unsupported parse_mode"),
        (
            {"text": "abc", "entities": [{"type": "bold", "offset": 1, "length": 5}]},
            "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 6",
        ),
        (
            {"text": "😀a", "entities": [{"type": "bold", "offset": 1, "length": 1}]},
            "entity begins in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (
            {"text": "abc", "entities": [{"type": "text_link", "offset": 0, "length": 3, "url": "a b"}]},
            "entity URL 'a b' is invalid: Disallowed character in URL host",
        ),
        (
            {
                "text": "abc",
                "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": f"a.ru/{'x' * 200}"}]
                * 60,
            },
            "ENTITIES_TOO_LONG",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "я" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}},
            "can't parse inline keyboard button: Text buttons must be non-empty",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "nowhere"}]]}},
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "a", "reply_to_message_id": 99}, "message to be replied not found"),
        ({"text": "a", "message_thread_id": 7}, "message thread not found"),
        ({"text": "a", "chat_id": 12345}, "chat not found"),
        ({"text": "a", "chat_id": "@nobody"}, "chat not found"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [{"text": "a"}]}},
            "can't parse inline keyboard: expected an Array of Arrays",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [["a"]]}},
            "can't parse inline keyboard button: expected an Object",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "a.ru"}] * 101]}},
            "REPLY_MARKUP_TOO_LONG",
        ),
        (
            {
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "a.ru", "style": "x"}]]},
            },
            "can't parse inline keyboard button: invalid button style specified",
        ),
    ],
)
async def test_sends_that_fail(bot: Bot, chat: Chat, fields: dict[str, Any], words: str) -> None:
    """A send that Telegram would refuse is refused in its words, and nothing is stored."""
    said = await bot("sendMessage", **({"chat_id": chat.id} | fields))
    assert said.error == (400, f"Bad Request: {words}")
    assert not bot.tg.chat_history(chat)


async def test_edits_that_fail(bot: Bot, chat: Chat) -> None:
    """An edit of what is lost, a person's, a photo or under a reply keyboard is refused, and a long one."""
    anna = bot.tg.people[0]
    own = await sent(bot, chat)
    gone, asked = await sent(bot, chat), await anna.sends("вопрос")
    await anna.deletes(gone)
    forced = await sent(bot, chat, reply_markup={"force_reply": True})
    stored = bot.tg.files.add("photo", "a.png", b"x", "image/png")
    photo = (await bot("sendPhoto", chat_id=chat.id, photo=stored.file_id)).result["message_id"]
    said = {}
    for name, number, text in [
        ("long", own.message_id, "я" * 4097),
        ("gone", gone.message_id, "a"),
        ("theirs", asked.message_id, "a"),
        ("forced", forced.message_id, "a"),
        ("photo", photo, "a"),
        ("empty", own.message_id, ""),
    ]:
        said[name] = (await bot("editMessageText", chat_id=chat.id, message_id=number, text=text)).error[1]
    assert said == {
        "long": "Bad Request: MESSAGE_TOO_LONG",
        "gone": "Bad Request: message to edit not found",
        "theirs": "Bad Request: message can't be edited",
        "forced": "Bad Request: message can't be edited",
        "photo": "Bad Request: there is no text in the message to edit",
        "empty": "Bad Request: message text is empty",
    }


async def test_who_can_not_be_written_to(tg: TelegramDouble, bot: Bot) -> None:
    """Strangers, those who block the bot, and deleted accounts are each refused with a 403 of their own."""
    boris, vera, gleb = tg.person("Борис"), tg.person("Вера"), tg.person("Глеб")
    tg.group("Команда", members=[boris])
    tg.private(vera)
    tg.private(gleb)
    await vera.blocks()
    await gleb.deactivates()
    said = [(await bot("sendMessage", chat_id=who.id, text="a")).error for who in (boris, vera, gleb)]
    assert said == [
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
    ]
    await vera.unblocks()
    assert (await bot("sendMessage", chat_id=vera.id, text="a")).result
