"""What leaves for Telegram, as bytes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.methods import EditMessageText, SendPhoto, TelegramMethod
from aiogram.types import BufferedInputFile, LinkPreviewOptions, MessageEntity

from bot.telegram.outgoing.session import LightSession


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    """Give aiogram's bot with the session in question."""
    bot = Bot("7000000001:" + "x" * 35, session=LightSession())
    yield bot
    await bot.session.close()


def body_of(bot: Bot, method: TelegramMethod[Any]) -> tuple[str, bytes]:
    """Return the content type and the bytes of a call's body."""
    assert isinstance(bot.session, LightSession)
    payload = bot.session.build_form_data(bot, method)()
    assert isinstance(payload.headers["Content-Type"], str)
    value = getattr(payload, "_value", b"")
    return payload.headers["Content-Type"], value if isinstance(value, bytes) else b""


async def test_an_edit_is_json_with_letters_as_themselves(bot: Bot) -> None:
    """Objects stay objects, what is not said is left out, and no letter takes more bytes than it has."""
    edit = EditMessageText(
        chat_id=-5,
        message_id=7,
        text="Привет",
        entities=[MessageEntity(type="bold", offset=0, length=6)],
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    kind, body = body_of(bot, edit)
    assert kind == "application/json"
    assert "Привет".encode() in body
    assert json.loads(body) == {
        "chat_id": -5,
        "message_id": 7,
        "text": "Привет",
        "entities": [{"type": "bold", "offset": 0, "length": 6}],
        "link_preview_options": {"is_disabled": True},
    }


async def test_half_a_character_stops_no_call(bot: Bot) -> None:
    """What UTF-8 can't hold is replaced, so that the rest of the text arrives."""
    _, body = body_of(bot, EditMessageText(chat_id=5, message_id=7, text="до \ud83d после"))
    assert json.loads(body)["text"] == "до ? после"


async def test_a_file_travels_in_a_form(bot: Bot) -> None:
    """JSON holds no bytes, so a call with a file is multipart as Telegram asks."""
    photo = SendPhoto(chat_id=5, photo=BufferedInputFile(b"png", "days.png"), caption="Дни")
    kind, _ = body_of(bot, photo)
    assert kind.startswith("multipart/form-data")
