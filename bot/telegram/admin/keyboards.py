"""The keyboards of /admin."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.accounts.reports import MARKS, called
from bot.core.access import Standing
from bot.core.people import Group, Page, Person
from bot.core.quota import Limit, Quota
from bot.locales import Words
from bot.telegram.admin.callbacks import (
    AdminPressed,
    BroadcastPressed,
    BroadcastStopPressed,
    DefaultModelPressed,
    LimitPressed,
    ListPressed,
    SubjectPressed,
)

# Bot API: `callback_data` (bytes).
PRESSED_LIMIT = 64
LABEL_LIMIT = 40
# How many rows of a list a page has.
ROWS = 8
THOUSAND, MILLION = 1_000, 1_000_000
PRESETS = {
    Limit.MINUTE: (3, 10, 30, 0),
    Limit.DAY: (10_000, 50_000, 200_000, 0),
    Limit.MONTH: (100_000, 500_000, 2_000_000, 0),
}
_PRESET_KEYS = {
    Limit.MINUTE: "button-per-minute",
    Limit.DAY: "button-per-day",
    Limit.MONTH: "button-per-month",
}

Row = list[InlineKeyboardButton]


def top_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return the pages of /admin."""
    return _keyboard(
        [
            [_button(words("button-pictures"), AdminPressed(page="pictures")),
             _button(words("button-balance"), AdminPressed(page="balance"))],
            [_button(words("button-people"), ListPressed(groups=False, first=0)),
             _button(words("button-groups"), ListPressed(groups=True, first=0))],
            [_button(words("button-default-model"), AdminPressed(page="model")),
             _button(words("button-default-system"), AdminPressed(page="system"))],
            [_button(words("button-acts"), AdminPressed(page="acts")),
             _button(words("button-broadcast"), AdminPressed(page="broadcast"))],
            [_button(words("button-refresh"), AdminPressed(page="top"))],
        ]
    )  # fmt: skip


def back_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return the way back to the first page."""
    return _keyboard([_back(words)])


def list_keyboard(
    words: Words, page: Page[Person] | Page[Group], pressed: ListPressed
) -> InlineKeyboardMarkup:
    """Return a button for each person or group, the ways to more of them, and the search."""
    rows = [[_button(_label(each), SubjectPressed(subject=each.id, act="show"))] for each in page.rows]
    turning: Row = []
    if pressed.first:
        turning.append(_button("‹", pressed.model_copy(update={"first": max(0, pressed.first - ROWS)})))
    if pressed.first + len(page.rows) < page.total:
        turning.append(_button("›", pressed.model_copy(update={"first": pressed.first + ROWS})))
    search = "search-groups" if pressed.groups else "search"
    rows += [turning] if turning else []
    return _keyboard([*rows, [_button(words("button-search"), AdminPressed(page=search))], _back(words)])


def subject_keyboard(
    words: Words, each: int, standing: Standing, *, is_admin: bool = False
) -> InlineKeyboardMarkup:
    """Return what can be done with a person or a group: nothing with an admin, who has no limits either."""
    row: Row = []
    if standing is not Standing.ALLOWED:
        row.append(_button(words("button-allow"), SubjectPressed(subject=each, act="allow")))
    if standing is Standing.BANNED:
        row.append(_button(words("button-unban"), SubjectPressed(subject=each, act="unban")))
    else:
        row.append(_button(words("button-ban"), SubjectPressed(subject=each, act="ban")))
    limits = [_button(words("button-limits"), SubjectPressed(subject=each, act="limits"))]
    everybody = _button(words("button-back"), ListPressed(groups=each < 0, first=0))
    return _keyboard([[everybody]] if is_admin else [row, limits, [everybody]])


def limits_keyboard(words: Words, each: int, quota: Quota) -> InlineKeyboardMarkup:
    """Return the usual limits, those of `quota` marked, a way to write others, and the default."""
    holding = {
        Limit.MINUTE: quota.per_minute,
        Limit.DAY: quota.tokens_day,
        Limit.MONTH: quota.tokens_month,
    }
    rows = [
        [_preset(words, each, what, value, holds=value == holding[what]) for value in pair]
        for what, values in PRESETS.items()
        for pair in (values[:2], values[2:])
    ]
    write = _button(words("button-write-limits"), SubjectPressed(subject=each, act="write"))
    reset = _button(words("button-default-limits"), SubjectPressed(subject=each, act="reset"))
    return _keyboard(
        [*rows, [write, reset], [_button(words("button-back"), SubjectPressed(subject=each, act="show"))]]
    )


def models_keyboard(words: Words, models: Sequence[str], present: str, setting: str) -> InlineKeyboardMarkup:
    """Return a button for each model, the present one marked, and one for the setting's."""
    rows = [
        [_button(f"✓ {name}" if name == present else name, DefaultModelPressed(name=name))]
        for name in models
        if len(DefaultModelPressed(name=name).pack().encode()) <= PRESSED_LIMIT
    ]
    default = _button(words("button-of-setting", value=setting), DefaultModelPressed())
    return _keyboard([*rows, [default], _back(words)])


def prompt_keyboard(words: Words, *, can_reset: bool) -> InlineKeyboardMarkup:
    """Return the ways to change the default system prompt, and back to the setting's where it is another."""
    row = [_button(words("button-change"), AdminPressed(page="system-change"))]
    if can_reset:
        row.append(_button(words("button-reset"), AdminPressed(page="system-reset")))
    return _keyboard([row, _back(words)])


def preview_keyboard(words: Words, chats: int) -> InlineKeyboardMarkup:
    """Return what stands under words that are to be sent to so many chats."""
    send = _button(words("button-send-to", chats=chats), BroadcastPressed(send=True))
    return _keyboard([[send], [_button(words("button-cancel"), BroadcastPressed(send=False))]])


def halt_keyboard(words: Words, broadcast_id: int) -> InlineKeyboardMarkup:
    """Return the one button under the progress of a broadcast."""
    return _keyboard([[_button(words("button-stop"), BroadcastStopPressed(broadcast_id=broadcast_id))]])


def _back(words: Words) -> Row:
    return [_button(words("button-back"), AdminPressed(page="top"))]


def _button(text: str, pressed: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=pressed.pack())


def _keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def _label(each: Person | Group) -> str:
    name = called(each, each.id)
    known = f"{name} @{each.username}" if each.username and name != f"@{each.username}" else name
    return f"{MARKS.get(each.standing, '')}{known}"[:LABEL_LIMIT]


def _preset(words: Words, each: int, what: Limit, value: int, *, holds: bool) -> InlineKeyboardButton:
    label = words(_PRESET_KEYS[what], count=_short(words, value))
    return _button(f"✓ {label}" if holds else label, LimitPressed(subject=each, what=what, value=value))


def _short(words: Words, value: int) -> str:
    if not value:
        return words("button-no-limit")
    if value >= MILLION:
        return words("short-millions", count=value // MILLION)
    return words("short-thousands", count=value // THOUSAND) if value >= THOUSAND else str(value)
