"""What the buttons carry: at most 64 bytes each (Bot API, `callback_data`)."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.core.conversation import Showing

# What a changed client sends need not be a number that SQLite can hold.
TurnId = Annotated[int, Field(ge=1, lt=2**63)]
SomebodysId = Annotated[int, Field(gt=-(2**63), lt=2**63)]


class StopPressed(CallbackData, prefix="stop"):
    """Stop the answer of this turn."""

    turn_id: TurnId


class LeavePressed(CallbackData, prefix="leave"):
    """Stop the answer of this turn, which has not begun."""

    turn_id: TurnId


class RetryPressed(CallbackData, prefix="retry"):
    """Answer the question of this turn once more."""

    turn_id: TurnId


class ContinuePressed(CallbackData, prefix="more"):
    """Go on with the answer of this turn."""

    turn_id: TurnId


class VersionPressed(CallbackData, prefix="ver"):
    """Show this turn's answer in place of another to the same question."""

    turn_id: TurnId


class PlacePressed(CallbackData, prefix="here"):
    """The number of the version that is shown: nothing to do."""


class ModelPressed(CallbackData, prefix="model"):
    """Use this model in the conversation."""

    name: str


class SystemPressed(CallbackData, prefix="system"):
    """Change or reset the system prompt: "change" or "reset"."""

    action: str


class LanguagePressed(CallbackData, prefix="lang"):
    """Use this language for the bot's words: "ru", "en", or "auto"."""

    code: str


class ShowingPressed(CallbackData, prefix="show"):
    """Show answers this way while they are written."""

    showing: Showing


class RichPressed(CallbackData, prefix="rich"):
    """Let tables and formulas be native ones, or not."""

    rich: bool


class SettingsPressed(CallbackData, prefix="set"):
    """Open a page of the settings: "top", "model", "system", "showing", "language" or "new"."""

    page: str


class RequestPressed(CallbackData, prefix="ask"):
    """Let a person or a group in that would like to talk, or not; `language` is theirs."""

    subject: SomebodysId
    allow: bool
    language: str


class ForgetPressed(CallbackData, prefix="forget"):
    """Erase everything that was said here, or keep it."""

    sure: bool
