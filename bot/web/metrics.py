"""What the bot does, in numbers for Prometheus. No label names a chat or a person."""

import asyncio
from collections.abc import Callable
from weakref import WeakKeyDictionary

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)

from bot import __version__
from bot.core.ending import Ending
from bot.core.errors import ModelError
from bot.core.trace import Trace, trace
from bot.web.display_lag import DisplayLag

# When each counter was made is nothing that anybody asks for; it would double the page.
disable_created_metrics()  # type: ignore[no-untyped-call]

# Upper bounds in seconds: what people wait for, and what a statement takes.
_WAITS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)
_STATEMENTS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 5.0)


class Metrics:
    """Counts in a registry of its own, so that several bots may live in one process.

    Every method returns at once. It is the meter of `dialog` and of `telegram`, and hears GigaChat's client
    and the database.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("bot", "The running bot", registry=self.registry).info({"version": __version__})
        self._display_lags: WeakKeyDictionary[Trace, DisplayLag] = WeakKeyDictionary()
        self._updates = self._counter("updates", "Updates of Telegram taken", "type")
        self._runs = self._counter("runs", "Answers by how they ended", "state")
        self._calls = self._counter("telegram_calls", "Calls to Telegram", "method", "outcome")
        self._errors = self._counter("gigachat_errors", "Failed requests to GigaChat", "kind")
        self._tokens = self._counter("gigachat_tokens", "Tokens as GigaChat counts them", "model", "kind")
        self._first_piece = self._waits("first_piece", "From an update to GigaChat's first piece of text")
        self._first_text = self._waits("first_text", "From an update to the first text that people see")
        self._lag = self._waits("lag", "From a piece of text to when people see it")
        self._statements = Histogram(
            "bot_database_statement_seconds",
            "Time of a statement of the database",
            buckets=_STATEMENTS,
            registry=self.registry,
        )

    def follow(self, name: str, meaning: str, count: Callable[[], float]) -> None:
        """Show what `count` returns whenever somebody looks, as the gauge `bot_<name>`."""
        Gauge(f"bot_{name}", meaning, registry=self.registry).set_function(count)

    def update(self, kind: str) -> None:
        """Count an update by its type."""
        self._updates.labels(kind).inc()

    def hearing(self, asked: Trace) -> Callable[[], object]:
        """Return what notes that a piece of this question's answer arrived."""
        display_lag, loop = self._display_lag(asked), asyncio.get_running_loop()

        def piece() -> None:
            self._observe(self._first_piece, display_lag.piece(loop.time()))

        return piece

    def ended(self, ending: Ending) -> None:
        """Count an answer by its end, and the tokens that it cost as far as GigaChat told."""
        self._runs.labels(ending.state.value).inc()
        if ending.usage is not None:
            spent = {"prompt": ending.usage.prompt, "completion": ending.usage.completion}
            for kind, tokens in (spent | {"precached": ending.usage.precached}).items():
                self._tokens.labels(ending.model or "unknown", kind).inc(max(0, tokens))

    def called(self, method: str, outcome: str, *, began: float, shows_text: bool) -> None:
        """Count a call to Telegram that began at this loop's time; one that landed shows what had arrived."""
        self._calls.labels(method, outcome).inc()
        asked = trace()
        if shows_text and outcome == "ok" and asked is not None:
            first, waits = self._display_lag(asked).shown(began, asyncio.get_running_loop().time())
            self._observe(self._first_text, first)
            for wait in waits:
                self._lag.observe(wait)

    def gigachat_called(self, error: ModelError | None) -> None:
        """Count a failed request to GigaChat; None is one that went well."""
        if error is not None:
            self._errors.labels(type(error).__name__.removesuffix("Error")).inc()

    def statement(self, seconds: float) -> None:
        """Note how long a statement of the database took."""
        self._statements.observe(seconds)

    def _display_lag(self, asked: Trace) -> DisplayLag:
        if asked not in self._display_lags:
            self._display_lags[asked] = DisplayLag(asked.began)
        return self._display_lags[asked]

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"bot_{name}", meaning, labels, registry=self.registry)

    def _waits(self, name: str, meaning: str) -> Histogram:
        return Histogram(f"bot_{name}_seconds", meaning, buckets=_WAITS, registry=self.registry)

    @staticmethod
    def _observe(histogram: Histogram, seconds: float | None) -> None:
        if seconds is not None:
            histogram.observe(seconds)
