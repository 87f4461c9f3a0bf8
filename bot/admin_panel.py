"""What admins look up and change, wired to its tables: for Telegram and for the terminal."""

import time
from collections.abc import Awaitable, Callable

from bot.accounts.adjustments import Adjustments
from bot.accounts.panel import AdminPanel
from bot.advice import advice_of
from bot.config import Settings
from bot.core.models import Balance
from bot.dialog.run_context import Defaults
from bot.rules import policy_of, tariff_of
from bot.storage.acts import Acts
from bot.storage.database import Database
from bot.storage.directory import Directory
from bot.storage.limits import StoredLimits
from bot.storage.overrides import Overrides
from bot.storage.usage import StoredUsage


def panel_of(
    settings: Settings,
    database: Database,
    defaults: Defaults,
    balance: Callable[[], Awaitable[list[Balance] | None]],
) -> AdminPanel:
    """Return the panel; `defaults` follow what is changed, `balance` asks GigaChat for its own."""
    acts = Acts(database)
    return AdminPanel(
        usage=StoredUsage(database),
        directory=Directory(database),
        acts=acts,
        adjustments=Adjustments(defaults, Overrides(database), StoredLimits(database), acts, time.time),
        tariff=tariff_of(settings),
        policy=policy_of(settings),
        balance=balance,
        advice=advice_of,
        now=time.time,
    )
