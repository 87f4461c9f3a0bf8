"""What the buttons carry: at most 64 bytes each (Bot API, `callback_data`)."""

from aiogram.filters.callback_data import CallbackData


class StopPressed(CallbackData, prefix="stop"):
    """Stop the answer of this turn."""

    turn_id: int


class RetryPressed(CallbackData, prefix="retry"):
    """Answer the question of this turn once more."""

    turn_id: int


class ModelPressed(CallbackData, prefix="model"):
    """Use this model in the conversation."""

    name: str


class SystemPressed(CallbackData, prefix="system"):
    """Change or reset the system prompt: "change" or "reset"."""

    action: str


class LanguagePressed(CallbackData, prefix="lang"):
    """Use this language for the bot's words: "ru", "en", or "auto"."""

    code: str


class SettingsPressed(CallbackData, prefix="set"):
    """Open a page of the settings: "top", "model", "system", "language" or "new"."""

    page: str
