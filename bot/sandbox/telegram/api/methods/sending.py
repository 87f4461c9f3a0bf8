"""New messages of the bot."""

from typing import Final

from bot.sandbox.telegram.api.keyboards import checked_inline
from bot.sandbox.telegram.api.methods.addressing import address
from bot.sandbox.telegram.api.params import Params, Upload
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.text.entities import CAPTION_UNITS, MESSAGE_UNITS, Formatted, formatted
from bot.sandbox.telegram.text.rich import Rich, rich_of
from bot.sandbox.telegram.text.utf16 import units
from bot.sandbox.telegram.wire import Json


def send_message(state: TelegramState, params: Params) -> Json:
    """Write a text.

    The limit is taken in UTF-16 units: Telegram's code counts characters, its servers are said to count
    units, and a bot that keeps to the stricter reading is right in both.
    """
    said = formatted(params.text("text"), params.array("entities"), params.text("parse_mode"))
    if not said.text:
        raise bad_request("message text is empty")
    if units(said.text) > MESSAGE_UNITS:
        raise bad_request("message is too long")
    return _sent(state, params, said).wire()


def send_rich_message(state: TelegramState, params: Params) -> Json:
    """Write a rich text."""
    said = rich_of(params.mapping("rich_message") or {})
    return _sent(state, params, Formatted(said.text, []), rich=said).wire()


def _send_file(state: TelegramState, params: Params) -> Json:
    kind = params.method.removeprefix("send").lower()
    said = formatted(params.text("caption"), params.array("caption_entities"), params.text("parse_mode"))
    if units(said.text) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    given = params.file(kind)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        stored = state.files.add(kind, given.name, given.content, given.mime)
    elif "://" in given:
        raise bad_request("wrong type of the web page content")
    else:
        stored = state.files.find(given)
    return _sent(state, params, said, media=state.files.fields(kind, stored)).wire()


def _sent(
    state: TelegramState,
    params: Params,
    said: Formatted,
    media: Json | None = None,
    rich: Rich | None = None,
) -> Message:
    place = address(state, params)
    markup = params.mapping("reply_markup")
    keyboard = checked_inline(markup, state.violate)
    return state.post(
        place.chat,
        state.bot,
        text=said.text,
        entities=said.entities,
        keyboard=keyboard,
        other_markup=None if markup is None or "inline_keyboard" in markup else markup,
        thread_id=place.thread_id,
        is_topic=place.is_topic,
        reply_to=place.reply_to,
        quote=place.quote,
        media=media,
        rich=rich,
    )


METHODS: Final = {
    "sendMessage": send_message,
    "sendRichMessage": send_rich_message,
    "sendPhoto": _send_file,
    "sendDocument": _send_file,
}
