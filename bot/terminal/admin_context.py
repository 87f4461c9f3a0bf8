"""What every command of `python -m bot admin` works with, and what it leaves."""

from dataclasses import dataclass

from bot.accounts.panel import AdminPanel
from bot.config import Settings
from bot.locales import Words
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command says, as text and as a value for JSON, and its exit status."""

    text: str
    value: object
    status: int = 0


@dataclass(frozen=True, slots=True)
class AdminContext:
    """What the commands work with."""

    settings: Settings
    words: Words
    database: Database
    panel: AdminPanel
