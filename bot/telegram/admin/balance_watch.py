"""GigaChat's balance, looked at from time to time: admins are told when a model's tokens run low."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.core.alert_history import BalanceThreshold
from bot.core.errors import ModelError
from bot.core.models import Balance
from bot.telegram.admin.alerts import BALANCE, Alerts

log = logging.getLogger(__name__)

# Looked at this often (s), and after answers, but then not more often than every so many seconds.
EVERY, AT_MOST_EVERY = 3600.0, 600.0


class BalanceWatch:
    """Asks for the `balance` while somebody wants to know; `warning`: tokens of a model, 0 is off."""

    def __init__(
        self, balance: Callable[[], Awaitable[list[Balance] | None]], alerts: Alerts, warning: int
    ) -> None:
        self._balance = balance
        self._alerts = alerts
        self._threshold = BalanceThreshold(warning)
        self._answered = asyncio.Event()

    def answered(self) -> None:
        """Note that GigaChat answered, which cost something."""
        self._answered.set()

    async def watch(self) -> None:
        """Look at the balance and tell admins of a model that runs low, for ever."""
        while True:
            if self._threshold.warning or self._alerts.lasts(BALANCE):
                await self._look()
            self._answered.clear()
            await asyncio.sleep(AT_MOST_EVERY)
            try:
                async with asyncio.timeout(EVERY - AT_MOST_EVERY):
                    await self._answered.wait()
            except TimeoutError:
                log.debug("nothing was asked for an hour")

    async def _look(self) -> None:
        try:
            balance = await self._balance()
        except ModelError as error:
            log.info("the balance can't be read: %s", error)
            return
        for each in balance or ():
            if self._threshold.rises(each.model, each.tokens):
                self._alerts.ends(BALANCE)
            if self._threshold.falls(each.model, each.tokens):
                self._alerts.tell("alert-balance", model=each.model, tokens=each.tokens)
