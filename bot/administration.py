"""What the bot's own admins see, change and are told of, wired to its tables."""

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiogram import Bot

from bot.accounts.adjustments import Adjustments
from bot.accounts.panel import AdminPanel
from bot.admin_panel import panel_of
from bot.advice import advice_of
from bot.config import Settings
from bot.core.errors import ModelError
from bot.dialog.run_context import Defaults
from bot.gigachat import GigaChatClient
from bot.storage.broadcasts import Broadcasts
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.database import Database
from bot.telegram.admin.alerts import Alerts
from bot.telegram.admin.balance_watch import BalanceWatch
from bot.telegram.admin.broadcast_run import Post
from bot.telegram.admin.broadcasting import Broadcasting
from bot.telegram.delivery.reachability import watch_webhook
from bot.telegram.menu import register_admins_menus
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.outbox import Outbox

# What admins are just being told, they are told (s).
FAREWELL = 2.0


@dataclass(frozen=True, slots=True)
class Administration:
    """Keeps what admins work with; where there are none, only the command line has words to send."""

    settings: Settings
    adjustments: Adjustments
    alerts: Alerts
    balance: BalanceWatch
    broadcasting: Broadcasting
    panel: AdminPanel

    @classmethod
    def of(
        cls, settings: Settings, database: Database, people: ChatsAndUsers, *,
        courier: Courier, outbox: Outbox, defaults: Defaults, client: GigaChatClient,
    ) -> "Administration":  # fmt: skip
        """Wire what admins work with; `people` knows their languages, and which chats are open."""
        alerts = Alerts(settings.admins, courier, outbox.post, people, advice_of)
        panel = panel_of(settings, database, defaults, client.balance)
        post = Post(courier, outbox, panel.policy, Broadcasts(database), people, panel.acts, time.time)
        watch = BalanceWatch(client.balance, alerts, settings.balance_warning)
        return cls(settings, panel.adjustments, alerts, watch, Broadcasting(post), panel)

    def gigachat_called(self, error: ModelError | None) -> None:
        """Note how a request to GigaChat went; None: it answered."""
        self.alerts.gigachat_called(error)
        if error is None:
            self.balance.answered()

    def for_handlers(self) -> dict[str, Any]:
        """Return what the handlers receive by name."""
        return {"panel": self.panel, "broadcasting": self.broadcasting}

    def chores(self, bot: Bot) -> tuple[Callable[[], Coroutine[Any, Any, None]], ...]:
        """Return what goes on beside everything else."""
        if not self.settings.admins:
            return (self.broadcasting.watch,)
        menus = partial(register_admins_menus, bot, self.panel.policy)
        always = (self.broadcasting.watch, menus, self.balance.watch)
        if self.settings.webhook_url is None:
            return always
        return (*always, partial(watch_webhook, bot, self.alerts.webhook, time.time))

    async def resume(self) -> None:
        """Read what was changed, and go on with broadcasts. Raises `StorageError`."""
        await self.adjustments.refresh()
        await self.broadcasting.resume()

    async def close(self) -> None:
        """Hand no more words over; before the outbox closes."""
        await self.broadcasting.close()
        await self.alerts.close(FAREWELL)
