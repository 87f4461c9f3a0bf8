"""What the buttons of /admin carry."""

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.core.quota import Limit
from bot.telegram.callbacks import SomebodysId, TurnId

# Of what a button carries (`PRESSED_LIMIT` bytes), a search may take so much.
SEARCH_LIMIT = 40


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


def fitting_search(text: str) -> str:
    """Return as much of a search as a button can carry; its separator counts as a space."""
    searched = " ".join(text.replace(":", " ").split())
    return searched.encode("utf-8", "replace")[:SEARCH_LIMIT].decode("utf-8", "ignore").strip()
