"""What the buttons of /admin carry, and its keyboards."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from bot.accounts.reports import MARKS, called
from bot.core.access import Standing
from bot.core.people import Group, Page, Person
from bot.core.quota import Limit, Quota
from bot.locales import Words
from bot.telegram.callbacks import SomebodysId, TurnId

# Bot API: `callback_data`, of which a search may take so much (bytes each).
PRESSED_LIMIT, SEARCH_LIMIT = 64, 40
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


class AdminPressed(CallbackData, prefix="adm"):
    """Open a page of /admin."""

    page: str


class ListPressed(CallbackData, prefix="admlist"):
    """Show people, or groups, from the `first` on (0: the first) of those found by `search`."""

    groups: bool
    first: int = Field(ge=0, lt=2**31)
    search: str = ""


class SubjectPressed(CallbackData, prefix="admwho"):
    """Do something with a person or a group: show, allow, ban, unban, limits, write or reset them."""

    subject: SomebodysId
    act: str


class LimitPressed(CallbackData, prefix="admlim"):
    """Let somebody have this limit; 0: none."""

    subject: SomebodysId
    what: Limit
    value: int = Field(ge=0, lt=2**31)


class DefaultModelPressed(CallbackData, prefix="admmodel"):
    """Let this model answer whoever chose none; "": the setting's."""

    name: str = ""


class BroadcastPressed(CallbackData, prefix="admcast"):
    """Send what this button stands under to everybody, or don't."""

    send: bool


class BroadcastStopPressed(CallbackData, prefix="admhalt"):
    """Send a broadcast to nobody else."""

    broadcast_id: TurnId


Row = list[InlineKeyboardButton]


def top_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return the pages of /admin."""
    return keyboard(
        [
            [button(words("button-pictures"), AdminPressed(page="pictures")),
             button(words("button-balance"), AdminPressed(page="balance"))],
            [button(words("button-people"), ListPressed(groups=False, first=0)),
             button(words("button-groups"), ListPressed(groups=True, first=0))],
            [button(words("button-default-model"), AdminPressed(page="model")),
             button(words("button-default-system"), AdminPressed(page="system"))],
            [button(words("button-acts"), AdminPressed(page="acts")),
             button(words("button-broadcast"), AdminPressed(page="broadcast"))],
            [button(words("button-refresh"), AdminPressed(page="top"))],
        ]
    )  # fmt: skip


def back_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Return the way back to the first page."""
    return keyboard([back(words)])


def list_keyboard(
    words: Words, page: Page[Person] | Page[Group], pressed: ListPressed
) -> InlineKeyboardMarkup:
    """Return a button for each person or group, the ways to more of them, and the search."""
    rows = [[button(_label(each), SubjectPressed(subject=each.id, act="show"))] for each in page.rows]
    turning: Row = []
    if pressed.first:
        turning.append(button("‹", pressed.model_copy(update={"first": max(0, pressed.first - ROWS)})))
    if pressed.first + len(page.rows) < page.total:
        turning.append(button("›", pressed.model_copy(update={"first": pressed.first + ROWS})))
    search = "search-groups" if pressed.groups else "search"
    rows += [turning] if turning else []
    return keyboard([*rows, [button(words("button-search"), AdminPressed(page=search))], back(words)])


def subject_keyboard(
    words: Words, each: int, standing: Standing, *, is_admin: bool = False
) -> InlineKeyboardMarkup:
    """Return what can be done with a person or a group: nothing with an admin, who has no limits either."""
    row: Row = []
    if standing is not Standing.ALLOWED:
        row.append(button(words("button-allow"), SubjectPressed(subject=each, act="allow")))
    if standing is Standing.BANNED:
        row.append(button(words("button-unban"), SubjectPressed(subject=each, act="unban")))
    else:
        row.append(button(words("button-ban"), SubjectPressed(subject=each, act="ban")))
    limits = [button(words("button-limits"), SubjectPressed(subject=each, act="limits"))]
    everybody = button(words("button-back"), ListPressed(groups=each < 0, first=0))
    return keyboard([[everybody]] if is_admin else [row, limits, [everybody]])


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
    write = button(words("button-write-limits"), SubjectPressed(subject=each, act="write"))
    reset = button(words("button-default-limits"), SubjectPressed(subject=each, act="reset"))
    return keyboard(
        [*rows, [write, reset], [button(words("button-back"), SubjectPressed(subject=each, act="show"))]]
    )


def models_keyboard(words: Words, models: Sequence[str], present: str, setting: str) -> InlineKeyboardMarkup:
    """Return a button for each model, the present one marked, and one for the setting's."""
    rows = [
        [button(f"✓ {name}" if name == present else name, DefaultModelPressed(name=name))]
        for name in models
        if len(DefaultModelPressed(name=name).pack().encode()) <= PRESSED_LIMIT
    ]
    default = button(words("button-of-setting", value=setting), DefaultModelPressed())
    return keyboard([*rows, [default], back(words)])


def prompt_keyboard(words: Words, *, can_reset: bool) -> InlineKeyboardMarkup:
    """Return the ways to change the default system prompt, and back to the setting's where it is another."""
    row = [button(words("button-change"), AdminPressed(page="system-change"))]
    if can_reset:
        row.append(button(words("button-reset"), AdminPressed(page="system-reset")))
    return keyboard([row, back(words)])


def preview_keyboard(words: Words, chats: int) -> InlineKeyboardMarkup:
    """Return what stands under words that are to be sent to so many chats."""
    send = button(words("button-send-to", chats=chats), BroadcastPressed(send=True))
    return keyboard([[send], [button(words("button-cancel"), BroadcastPressed(send=False))]])


def halt_keyboard(words: Words, broadcast_id: int) -> InlineKeyboardMarkup:
    """Return the one button under the progress of a broadcast."""
    return keyboard([[button(words("button-stop"), BroadcastStopPressed(broadcast_id=broadcast_id))]])


def fitting_search(text: str) -> str:
    """Return as much of a search as a button can carry; its separator counts as a space."""
    searched = " ".join(text.replace(":", " ").split())
    return searched.encode("utf-8", "replace")[:SEARCH_LIMIT].decode("utf-8", "ignore").strip()


def back(words: Words) -> Row:
    """Return the way back to the first page as a row."""
    return [button(words("button-back"), AdminPressed(page="top"))]


def button(text: str, pressed: CallbackData) -> InlineKeyboardButton:
    """Return a button."""
    return InlineKeyboardButton(text=text, callback_data=pressed.pack())


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup:
    """Return a keyboard of these rows."""
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def _label(each: Person | Group) -> str:
    name = called(each, each.id)
    known = f"{name} @{each.username}" if each.username and name != f"@{each.username}" else name
    return f"{MARKS.get(each.standing, '')}{known}"[:LABEL_LIMIT]


def _preset(words: Words, each: int, what: Limit, value: int, *, holds: bool) -> InlineKeyboardButton:
    label = words(_PRESET_KEYS[what], count=_short(words, value))
    return button(f"✓ {label}" if holds else label, LimitPressed(subject=each, what=what, value=value))


def _short(words: Words, value: int) -> str:
    if not value:
        return words("button-no-limit")
    if value >= MILLION:
        return words("short-millions", count=value // MILLION)
    return words("short-thousands", count=value // THOUSAND) if value >= THOUSAND else str(value)
