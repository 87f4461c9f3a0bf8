"""The page's own server, on loopback only."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.page.chat_orders import ChatOrders
from bot.sandbox.page.fault_switches import FaultSwitches
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.gauges import Gauges
from bot.sandbox.page.guard import HEADERS, admits, policy
from bot.sandbox.page.orders import IMAGES, Orders
from bot.sandbox.page.session import Session
from bot.sandbox.page.snapshot import world_view
from bot.sandbox.page.watch import Watch
from bot.sandbox.page.wirelog import WireLog
from bot.sandbox.telegram import TelegramDouble
from bot.sandbox.telegram.errors import ApiError
from bot.sandbox.telegram.wire import Json

STATIC: Final = Path(__file__).with_name("static")
LARGEST_ORDER: Final = 12 * 1024 * 1024  # bytes; a photo of 8 MB, as base64
PORTS_TRIED: Final = 20

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Page:
    """A messenger in the browser over a Telegram and, unless the real one answers, a GigaChat."""

    def __init__(self, telegram: TelegramDouble, gigachat: GigaChatDouble | None) -> None:
        self.feed = Feed()
        self.gauges = Gauges(telegram, gigachat)
        self.fault_switches = FaultSwitches(telegram, gigachat)
        self.url = ""
        self._telegram = telegram
        self._gigachat = gigachat
        self._log = WireLog(telegram.now)
        self._watch = Watch(telegram, self.feed, self._log)
        orders = Orders(telegram)
        chat_orders = ChatOrders(telegram, orders, self._watch)
        self._orders = orders.named | chat_orders.named | {"fault_switch": self._turn, "body": self._body}
        self._sockets: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 8080, *, exactly: bool = False) -> None:
        """Listen on loopback, on this port or, unless `exactly`, on one of the next that are free.

        `url` is the address from then on. Raises OSError where no port is free.
        """
        self._telegram.observe(self._watch.telegram)
        if self._gigachat is not None:
            self._gigachat.journal.on_event = self._watch.gigachat
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        last = port if exactly or port == 0 else port + PORTS_TRIED
        for candidate in range(port, last + 1):
            try:
                await web.TCPSite(self._runner, "127.0.0.1", candidate).start()
                break
            except OSError:
                if candidate == last:
                    await self.stop()
                    raise
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Take leave of every browser and close the port."""
        self._telegram.unobserve(self._watch.telegram)
        for socket in list(self._sockets):
            await socket.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[_guarded])
        application.on_response_prepare.append(_add_headers)
        application.router.add_get("/", _index)
        application.router.add_get("/socket", self._socket)
        application.router.add_get("/file/{file_id}", self._file)
        application.router.add_static("/static", STATIC)
        return application

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20.0, max_msg_size=LARGEST_ORDER)
        await socket.prepare(request)
        self._sockets.add(socket)
        known = request.query.get("run") == self.feed.run
        seen = request.query.get("seen", "")
        session = Session(socket, self.feed, self.gauges, self._snapshot, self._orders)
        try:
            await session.run(int(seen) if known and seen.isdecimal() else None)
        finally:
            self._sockets.discard(socket)
        return socket

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            stored = self._telegram.files.find(request.match_info["file_id"])
        except ApiError as error:
            raise web.HTTPNotFound from error
        if stored.mime in IMAGES:
            return web.Response(body=stored.content, content_type=stored.mime)
        # Whatever a person sent is handed out as a download: shown here, it would be a page of our origin.
        headers = {"Content-Disposition": "attachment"}
        return web.Response(body=stored.content, content_type="application/octet-stream", headers=headers)

    def _snapshot(self) -> Json:
        return world_view(self._telegram) | {
            "wire": self._log.lines,
            "fault_switches": self.fault_switches.state,
            "real": self._gigachat is None,
        }

    async def _turn(self, order: Json) -> None:
        self.fault_switches.turn(str(order["name"]), on=bool(order["on"]))
        self.feed.publish("fault_switches", state=dict(self.fault_switches.state))

    async def _body(self, order: Json) -> Any:
        return self._log.body(str(order["line"]))


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    is_socket = request.path == "/socket"
    if not admits(request.host, request.headers.get("Origin"), needs_origin=is_socket):
        raise web.HTTPForbidden(text="This page answers its own address on this machine only.\n")
    return await handler(request)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = policy(request.host)
