"""Rich messages: Markdown in blocks."""

from typing import Any

import pytest

from bot.sandbox.telegram import Chat, TelegramDouble
from tests.contract.sandbox_telegram.conftest import Bot

TABLE = "| Город | Люди |\n| --- | ---: |\n| Москва | 13 |"
PROSE = "## Итог\nПервая строка\nтой же строки  \nновая строка **важно**"
MARKDOWN = f"{PROSE}\n\n{TABLE}\n\n$$\nx^2\n$$\n\n- раз\n- два"


@pytest.fixture
def chat(tg: TelegramDouble) -> Chat:
    """Give a person's chat with the bot."""
    return tg.private(tg.person("Анна"))


async def test_markdown_becomes_blocks(bot: Bot, chat: Chat) -> None:
    """The message holds blocks instead of a text; single newlines glue lines, hard breaks part them."""
    sent = (await bot("sendRichMessage", chat_id=chat.id, rich_message={"markdown": MARKDOWN})).result
    assert "text" not in sent
    kinds = [block["type"] for block in sent["rich_message"]["blocks"]]
    assert kinds == ["heading", "paragraph", "table", "mathematical_expression", "list"]
    (message,) = bot.tg.chat_history(chat)
    assert message.text.split("\n\n") == [
        "Итог",
        "Первая строка той же строки\nновая строка важно",
        "Город | Люди\nМосква | 13",
        "x^2",
        "• раз\n• два",
    ]


async def test_a_text_becomes_rich_and_back(bot: Bot, chat: Chat) -> None:
    """An edit turns a text into a rich message, a repeated one changes nothing, a plain one turns it back."""
    number = (await bot("sendMessage", chat_id=chat.id, text="a")).result["message_id"]
    edit: dict[str, Any] = {"chat_id": chat.id, "message_id": number, "rich_message": {"markdown": TABLE}}
    assert (await bot("editMessageText", **edit)).result["rich_message"]["blocks"][0]["type"] == "table"
    assert (await bot("editMessageText", **edit)).error[1].startswith("Bad Request: message is not modified")
    await bot("editMessageText", chat_id=chat.id, message_id=number, text="a")
    (message,) = bot.tg.chat_history(chat)
    assert [revision.rich is None for revision in message.history] == [True, False, True]
    assert bot.tg.violations == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"markdown": "a", "html": "b"}, "RICH_MESSAGE_INVALID"),
        ({"markdown": " "}, "RICH_MESSAGE_EMPTY"),
        ({"markdown": "я" * 32769}, "RICH_MESSAGE_TOO_LONG"),
        ({"markdown": "- a\n" * 500}, "RICH_MESSAGE_BLOCKS_TOO_MUCH"),
        ({"markdown": "|" + "a|" * 21 + "\n|" + "-|" * 21}, "RICH_MESSAGE_TABLE_INVALID"),
        ({"markdown": "![кот](https://cats.example/1.png)"}, "RICH_MESSAGE_PHOTO_INVALID"),
        ({"markdown": "пишите на a@b.example"}, "RICH_MESSAGE_EMAIL_INVALID"),
    ],
)
async def test_rich_messages_that_fail(bot: Bot, chat: Chat, asked: dict[str, Any], words: str) -> None:
    """What breaks a limit, names two sources, or would be fetched or detected wrongly is refused."""
    said = await bot("sendRichMessage", chat_id=chat.id, rich_message=asked)
    assert said.error == (400, f"Bad Request: {words}")


async def test_detection_can_be_skipped(bot: Bot, chat: Chat) -> None:
    """An address is no harm where detection is skipped or in code, and an unknown field is a violation."""
    asked = {"markdown": "пишите на a@b.example", "skip_entity_detection": True, "parse_mode": "x"}
    assert (await bot("sendRichMessage", chat_id=chat.id, rich_message=asked)).result
    in_code = {"markdown": "```\na@b.example\n```"}
    assert (await bot("sendRichMessage", chat_id=chat.id, rich_message=in_code)).result
    assert bot.tg.violations == ["sendRichMessage: unknown field 'parse_mode' in rich_message"]
