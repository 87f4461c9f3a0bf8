"""One browser: the numbered events go out, orders come in and are answered."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from aiohttp import WSMsgType, web

from bot.sandbox.page.feed import Feed
from bot.sandbox.page.gauges import Gauges
from bot.sandbox.page.orders import Order
from bot.sandbox.telegram.wire import Json

log = logging.getLogger(__name__)

BEAT: Final = 0.25  # seconds between two looks at the gauges
_REFUSALS = (KeyError, TypeError, ValueError, AssertionError)


class Session:
    """The conversation with one browser over its WebSocket, until it leaves."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        feed: Feed,
        gauges: Gauges,
        snapshot: Callable[[], Json],
        orders: Mapping[str, Order],
    ) -> None:
        self._socket = socket
        self._feed = feed
        self._gauges = gauges
        self._snapshot = snapshot
        self._orders = orders

    async def run(self, seen: int | None) -> None:
        """Tell everything after the event `seen` (None: from the whole state on), and obey orders."""
        telling = asyncio.create_task(self._tell(seen))
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._obey(message.data)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tell(self, seen: int | None) -> None:
        try:
            await self._tell_all(seen)
        except Exception:  # the boundary of a browser: it comes back and asks for everything anew
            log.exception("a browser could not be told what happened")
            await self._socket.close()

    async def _tell_all(self, seen: int | None) -> None:
        gauges: Json | None = None
        while not self._socket.closed:
            seen = await self._catch_up(seen)
            now = self._gauges.read()
            if now != gauges:
                gauges = now
                await self._send({"gauges": now})
            await self._feed.news(seen, BEAT)

    async def _catch_up(self, seen: int | None) -> int:
        events = self._feed.since(seen) if seen is not None else None
        # The number is read before anything is awaited, so it belongs to exactly this state.
        seq = self._feed.seq
        if events is None:
            await self._send({"snapshot": self._snapshot(), "run": self._feed.run, "seq": seq})
        elif events:
            await self._send({"events": events})
        return seq

    async def _obey(self, text: str) -> None:
        order: Any = None
        try:
            order = json.loads(text)
            answer = {"result": await self._orders[order["order"]](order)}
        except _REFUSALS as error:
            answer = {"error": str(error) or type(error).__name__}
        except Exception:  # the boundary of an order: the page stays usable, and the log has the reason
            log.exception("an order from the page failed")
            answer = {"error": "internal"}
        number = order.get("number") if isinstance(order, dict) else None
        await self._send({"reply": number, **answer})

    async def _send(self, message: Json) -> None:
        try:
            await self._socket.send_str(json.dumps(message, ensure_ascii=False, default=str))
        except ConnectionError:
            log.debug("the browser left in the middle of a message")
