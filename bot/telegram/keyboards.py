"""The keyboards under the bot's messages."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.locales import Words
from bot.telegram.callbacks import (
    LanguagePressed,
    ModelPressed,
    RetryPressed,
    SettingsPressed,
    StopPressed,
    SystemPressed,
)

Row = list[InlineKeyboardButton]
LANGUAGE_KEYS = {None: "settings-language-auto", "ru": "settings-language-ru", "en": "settings-language-en"}


def stop_keyboard(words: Words, turn_id: int) -> InlineKeyboardMarkup:
    """Return the one button under a growing answer."""
    return _keyboard([[_button(words("button-stop"), StopPressed(turn_id=turn_id))]])


def retry_keyboard(words: Words, turn_id: int) -> InlineKeyboardMarkup:
    """Return the one button under a finished answer."""
    return _keyboard([[_button(words("button-retry"), RetryPressed(turn_id=turn_id))]])


def model_keyboard(models: Sequence[str], present: str, words: Words | None = None) -> InlineKeyboardMarkup:
    """Return a button for each model, the present one marked; with `words` also the way back to settings."""
    rows = [
        [_button(f"✓ {name}" if name == present else name, ModelPressed(name=name))]
        for name in models
        if len(ModelPressed(name=name).pack().encode()) <= 64  # noqa: PLR2004 - Bot API, callback_data
    ]
    return _keyboard(rows + ([_back(words)] if words else []))


def system_keyboard(words: Words, *, can_reset: bool) -> InlineKeyboardMarkup:
    """Return the buttons that change or reset the system prompt."""
    row = [_button(words("button-change"), SystemPressed(action="change"))]
    if can_reset:
        row.append(_button(words("button-reset"), SystemPressed(action="reset")))
    return _keyboard([row, _back(words)])


def language_keyboard(words: Words, present: str | None) -> InlineKeyboardMarkup:
    """Return a button for Telegram's own language and for each of ours, the present one marked."""
    rows = [
        [_button(_marked(words(key), present == code), LanguagePressed(code=code or "auto"))]
        for code, key in LANGUAGE_KEYS.items()
    ]
    return _keyboard([*rows, _back(words)])


def settings_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return the pages of the settings."""
    model = _button(words("button-model"), SettingsPressed(page="model"))
    system = _button(words("button-system"), SettingsPressed(page="system"))
    language = _button(words("button-language"), SettingsPressed(page="language"))
    new = _button(words("button-new"), SettingsPressed(page="new"))
    return _keyboard([[model, system], [language, new]])


def _button(text: str, pressed: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=pressed.pack())


def _keyboard(rows: list[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _back(words: Words) -> Row:
    return [_button(words("button-back"), SettingsPressed(page="top"))]


def _marked(text: str, present: bool) -> str:
    return f"✓ {text}" if present else text
