"""The keyboards under the bot's messages."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.conversation import ConversationSettings, Showing
from bot.core.versions import Versions
from bot.locales import Words
from bot.telegram.callbacks import (
    ContinuePressed,
    ForgetPressed,
    LanguagePressed,
    LeavePressed,
    ModelPressed,
    PlacePressed,
    RequestPressed,
    RetryPressed,
    RichPressed,
    SettingsPressed,
    ShowingPressed,
    StopPressed,
    SystemPressed,
    VersionPressed,
)

Row = list[InlineKeyboardButton]
# Bot API: the placeholder of a forced reply.
PLACEHOLDER_LIMIT = 64
LANGUAGE_KEYS = {None: "settings-language-auto", "ru": "settings-language-ru", "en": "settings-language-en"}
SHOWING_KEYS = {
    Showing.EDITS: "settings-showing-edits",
    Showing.DRAFTS: "settings-showing-drafts",
    Showing.WHOLE: "settings-showing-whole",
}


def stop_keyboard(words: Words, turn_id: int) -> InlineKeyboardMarkup:
    """Return the one button under a growing answer."""
    return _keyboard([[_button(words("button-stop"), StopPressed(turn_id=turn_id))]])


def leave_keyboard(words: Words, turn_id: int) -> InlineKeyboardMarkup:
    """Return the one button under the word for who waits: it stops what has not begun."""
    return _keyboard([[_button(words("button-leave"), LeavePressed(turn_id=turn_id))]])


def answer_keyboard(
    words: Words, versions: Versions, *, may_retry: bool, may_continue: bool
) -> InlineKeyboardMarkup | None:
    """Return what stands under a finished answer: once more, go on, its versions; None: nothing."""
    shown = versions.ids[versions.place]
    row: Row = []
    if may_retry:
        row.append(_button(words("button-retry"), RetryPressed(turn_id=shown)))
    if may_continue:
        row.append(_button(words("button-continue"), ContinuePressed(turn_id=shown)))
    rows = [each for each in (row, _version_row(versions)) if each]
    return _keyboard(rows) if rows else None


def _version_row(versions: Versions) -> Row:
    if len(versions.ids) == 1:
        return []
    row = [_button(f"{versions.place + 1}/{len(versions.ids)}", PlacePressed())]
    if versions.before is not None:
        row.insert(0, _button("‹", VersionPressed(turn_id=versions.before)))
    if versions.after is not None:
        row.append(_button("›", VersionPressed(turn_id=versions.after)))
    return row


def model_keyboard(words: Words, models: Sequence[str], present: str) -> InlineKeyboardMarkup:
    """Return a button for each model, the present one marked."""
    rows = [
        [_button(f"✓ {name}" if name == present else name, ModelPressed(name=name))]
        for name in models
        if len(ModelPressed(name=name).pack().encode()) <= 64  # noqa: PLR2004 - Bot API, callback_data
    ]
    return _keyboard([*rows, _back(words)])


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


def showing_keyboard(words: Words, settings: ConversationSettings, *, drafts: bool) -> InlineKeyboardMarkup:
    """Return a button for each way to show answers and a switch, what is chosen marked."""
    rows = [
        [_button(_marked(words(key), settings.showing is showing), ShowingPressed(showing=showing))]
        for showing, key in SHOWING_KEYS.items()
        if drafts or showing is not Showing.DRAFTS
    ]
    rich = _button(_marked(words("button-rich"), settings.rich), RichPressed(rich=not settings.rich))
    return _keyboard([*rows, [rich], _back(words)])


def settings_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return the pages of the settings."""
    model = _button(words("button-model"), SettingsPressed(page="model"))
    system = _button(words("button-system"), SettingsPressed(page="system"))
    language = _button(words("button-language"), SettingsPressed(page="language"))
    showing = _button(words("button-showing"), SettingsPressed(page="showing"))
    new = _button(words("button-new"), SettingsPressed(page="new"))
    return _keyboard([[model, system], [showing, language], [new]])


def request_keyboard(words: Words, subject: int, language: str) -> InlineKeyboardMarkup:
    """Return what stands under a request to admins; `language` is the one in which who asked is answered."""
    allow = RequestPressed(subject=subject, allow=True, language=language)
    refuse = RequestPressed(subject=subject, allow=False, language=language)
    return _keyboard([[_button(words("button-allow"), allow), _button(words("button-refuse"), refuse)]])


def forget_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return what stands under the question whether to erase everything."""
    forget = _button(words("button-forget"), ForgetPressed(sure=True))
    return _keyboard([[forget, _button(words("button-keep"), ForgetPressed(sure=False))]])


def forced_reply(words: Words, placeholder_key: str, *, selective: bool | None = None) -> ForceReply:
    """Return what opens the reply to a prompt at once: for everybody, or `selective` for who is answered."""
    placeholder = words(placeholder_key)[:PLACEHOLDER_LIMIT]
    return ForceReply(input_field_placeholder=placeholder, selective=selective)


def _button(text: str, pressed: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=pressed.pack())


def _keyboard(rows: list[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _back(words: Words) -> Row:
    return [_button(words("button-back"), SettingsPressed(page="top"))]


def _marked(text: str, present: bool) -> str:
    return f"✓ {text}" if present else text
