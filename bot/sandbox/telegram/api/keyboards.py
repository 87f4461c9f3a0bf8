"""The keyboards that a bot may attach."""

from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.telegram.api.schema import OBJECTS
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.text.links import LinkError, checked_link
from bot.sandbox.telegram.wire import Json

LONGEST_DATA: Final = 64  # bytes; schema of InlineKeyboardButton
MOST_BUTTONS: Final = 100  # undocumented; python-telegram-bot's InlineKeyboardMarkupLimit
STYLES: Final = frozenset({"danger", "success", "primary"})
_ACTIONS: Final = OBJECTS["button"] - {"text", "icon_custom_emoji_id", "style", "disabled"}


def checked_inline(markup: Json | None, violate: Callable[[str], None]) -> Json | None:
    """Return an inline keyboard as it will be kept (None: no keyboard), or raise the 400 for a bad one."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard: expected an Array of Arrays")
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button, violate)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Any, violate: Callable[[str], None]) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    for name in button.keys() - OBJECTS["button"]:
        violate(f"reply_markup: unknown field '{name}' in a button")
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Text buttons must be non-empty")
    if button.get("style") not in STYLES | {None}:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    if len(button.keys() & _ACTIONS) != 1 and not button.get("disabled"):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_link(str(button["url"]))


def _check_link(url: str) -> None:
    try:
        checked_link(url)
    except LinkError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from error
