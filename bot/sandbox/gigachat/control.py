"""The sandbox's own switches over HTTP, for a demonstration or a page; JSON in and out, never recorded."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.gigachat.faults import Fault, Faults
from bot.sandbox.gigachat.keys import Keys
from bot.sandbox.gigachat.record import Journal
from bot.sandbox.gigachat.refusal import Refusal, json_reply
from bot.sandbox.gigachat.scenario import Scenario
from bot.sandbox.gigachat.scripts import Script, Scripts
from bot.sandbox.gigachat.slots import Slots
from bot.sandbox.gigachat.usage import Ledger
from bot.sandbox.gigachat.validation import json_object

DONE = {"ok": True}
# A page of another origin can send forms and plain text unasked, but not this type (Fetch standard, CORS).
REQUIRED_TYPE = "application/json"


@dataclass
class Control:
    """Turns small JSON orders into calls of the sandbox's parts; a bad order is refused with 400."""

    scripts: Scripts
    faults: Faults
    ledger: Ledger
    keys: Keys
    slots: Slots
    journal: Journal

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Place every switch under /control."""
        orders: dict[str, Callable[[dict[str, Any]], object]] = {
            "script": self._script,
            "fault": self._fault,
            "quota": self._quota,
            "streams": self._streams,
            "revoke": self._revoke,
            "clear": self._clear,
        }
        for name, order in orders.items():
            router.add_post(f"/control/{name}", _ordered(order))
        router.add_get("/control/requests", self._requests)
        router.add_get("/control/state", self._state)

    def _script(self, order: dict[str, Any]) -> None:
        """{"text" or "pieces", "match", "times", and what Scenario.of takes}."""
        match, times = order.pop("match", None), order.pop("times", None)
        answer = order.pop("pieces") if "pieces" in order else order.pop("text")
        self.scripts.add(Script(Scenario.of(answer, **order), match, times))

    def _fault(self, order: dict[str, Any]) -> None:
        """{"kind", "endpoint", "at", "times", "status", "message", "retry_after", "seconds"}."""
        self.faults.add(Fault(**order))

    def _quota(self, order: dict[str, Any]) -> None:
        """{"model", "tokens"}."""
        self.ledger.balances[order["model"]] = int(order["tokens"])

    def _streams(self, order: dict[str, Any]) -> None:
        """{"limit"}."""
        self.slots.limit = int(order["limit"])

    def _revoke(self, order: dict[str, Any]) -> None:  # noqa: ARG002 - an order without parameters
        self.keys.revoke()

    def _clear(self, order: dict[str, Any]) -> None:  # noqa: ARG002 - an order without parameters
        self.faults.clear()
        self.scripts.clear()

    async def _requests(self, request: web.Request) -> web.Response:
        """?after=N: only the exchanges with a greater number."""
        after = request.query.get("after", "0")
        kept = [
            exchange
            for exchange in self.journal.exchanges
            if after.isdecimal() and exchange.number > int(after)
        ]
        return json_reply([asdict(exchange) for exchange in kept])

    async def _state(self, request: web.Request) -> web.Response:  # noqa: ARG002 - asks nothing
        state: Mapping[str, object] = {
            "streams": {"busy": self.slots.busy, "limit": self.slots.limit},
            "balances": self.ledger.balances,
            "faults": [asdict(fault) for fault in self.faults.armed],
        }
        return json_reply(state)


def _ordered(order: Callable[[dict[str, Any]], object]) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.Response:
        try:
            if request.content_type != REQUIRED_TYPE:
                raise ValueError(f"the content type must be {REQUIRED_TYPE}")  # noqa: TRY301 - one answer for all
            order(json_object(await request.read()))
        except (KeyError, TypeError, ValueError, Refusal) as error:
            return json_reply({"ok": False, "error": str(error)}, 400)
        return json_reply(DONE)

    return handler
