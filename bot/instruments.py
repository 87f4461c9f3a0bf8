"""The bot's instruments: what counts, and what knows whether both servers can be reached."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiogram import Bot
from aiogram.methods import GetMe

from bot.core.errors import ModelError
from bot.dialog.runs import Runs
from bot.gigachat import GigaChatClient
from bot.storage.database import Database
from bot.telegram.outgoing.failures import CALL_ERRORS
from bot.telegram.outgoing.metering import Metering
from bot.web.health import HealthProbes
from bot.web.metrics import Metrics
from bot.web.readiness import Readiness


class Instruments:
    """Metrics and readiness of one bot, and their ways to what they watch."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.readiness = Readiness()
        self._hearers: list[Callable[[ModelError | None], object]] = []

    def gigachat_called(self, error: ModelError | None) -> None:
        """Note how a request to GigaChat went: None: it answered."""
        self.metrics.gigachat_called(error)
        self.readiness.gigachat_called(error)
        for hearer in self._hearers:
            hearer(error)

    def watch(self, bot: Bot) -> None:
        """Note every call that this bot makes from now on."""
        bot.session.middleware(Metering(self.metrics, self.readiness.telegram_called))

    def follow(self, runs: Runs, hearer: Callable[[ModelError | None], object]) -> None:
        """Show how many answers are under way and in line; tell `hearer`, too, how GigaChat's requests go."""
        self._hearers.append(hearer)
        self.metrics.follow("runs_live", "Answers that grow or stand in line", lambda: runs.unfinished)
        self.metrics.follow("questions_waiting", "Answers in line for GigaChat", lambda: runs.waiting)

    def follow_delivery(self, undone: Callable[[], int], waiting: Callable[[], int]) -> None:
        """Show how many updates are not worked off and how many letters have not arrived."""
        self.metrics.follow("inbox_undone", "Updates that are not worked off", undone)
        self.metrics.follow("outbox_waiting", "The bot's own words on their way to a chat", waiting)

    def health_probes(self, database: Database, bot: Bot, client: GigaChatClient) -> HealthProbes:
        """Return what `/health`, `/ready` and `/metrics` look at."""
        return HealthProbes(
            database=lambda: database.rows("SELECT 1"),
            telegram=_quietly(lambda: bot(GetMe())),
            gigachat=_quietly(client.models),
            readiness=self.readiness,
            registry=self.metrics.registry,
        )


def _quietly(call: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """Return a call whose failure is heard where every call is heard, and nowhere else."""

    async def probe() -> None:
        with suppress(ModelError, *CALL_ERRORS):
            await call()

    return probe
