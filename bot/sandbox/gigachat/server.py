"""The GigaChat of the sandbox: builds its parts, binds them to a port, and is what tests hold."""

import ssl
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.sandbox.gigachat.built_in_answers import answer_to
from bot.sandbox.gigachat.catalogue import CHAT_MODELS, Catalogue
from bot.sandbox.gigachat.completions import Completions
from bot.sandbox.gigachat.control import Control
from bot.sandbox.gigachat.faults import Faults
from bot.sandbox.gigachat.keys import DEFAULT_CREDENTIALS, SCOPES, Keys
from bot.sandbox.gigachat.middleware import Middleware
from bot.sandbox.gigachat.oauth import Authorisation
from bot.sandbox.gigachat.record import Exchange, Journal
from bot.sandbox.gigachat.refusal import Refusal
from bot.sandbox.gigachat.scenario import Piece, Scenario
from bot.sandbox.gigachat.scripts import Script, Scripts
from bot.sandbox.gigachat.slots import Slots
from bot.sandbox.gigachat.usage import Ledger

PREFIXES = ("/v1", "/api/v1")
LARGEST_BODY = 20 * 1024 * 1024
DEFAULT_BALANCE = 1_000_000


class GigaChatDouble:
    """A GigaChat on loopback.

    `streams` is the limit of each key, `pace` multiplies the delays of the built-in answers. Everything can
    be changed while it runs: `pace`, `keys` (lifetime, shape, rate, scopes), `slots.limit`,
    `ledger.balances`, `catalogue.pay_as_you_go`, `completions.wire`, `faults`, `scripts`.
    """

    def __init__(
        self,
        *,
        streams: int = 1,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.credentials = DEFAULT_CREDENTIALS
        self.scope = SCOPES[0]
        self.keys = Keys(self.credentials, self.scope)
        self.slots = Slots(streams)
        self.faults = Faults()
        self.journal = Journal()
        self.ledger = Ledger(dict.fromkeys(CHAT_MODELS, DEFAULT_BALANCE))
        self.pace = 1.0
        self.scripts = Scripts(lambda ask: answer_to(ask).paced(self.pace))
        contexts = dict(CHAT_MODELS)
        self.completions = Completions(contexts, self.scripts, self.faults, self.journal, self.ledger)
        self.catalogue = Catalogue(contexts, self.ledger)
        self._middleware = Middleware(self.journal, self.faults, self.keys, self.slots)
        self._ssl = ssl_context
        self._runner: web.AppRunner | None = None
        self._origin = ""

    @property
    def base_url(self) -> str:
        """The address of the API, without a slash at its end."""
        return f"{self._origin}/v1"

    @property
    def auth_url(self) -> str:
        """The address that gives tokens."""
        return f"{self._origin}/api/v2/oauth"

    @property
    def control_url(self) -> str:
        """The address of the sandbox's own switches."""
        return f"{self._origin}/control"

    @property
    def requests(self) -> list[Exchange]:
        """What was asked so far, oldest first."""
        return self.journal.exchanges

    @property
    def chats(self) -> list[Exchange]:
        """The chat requests among them."""
        return [exchange for exchange in self.requests if exchange.endpoint == "chat"]

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises OSError where the port is taken."""
        # Cancelling the handler is how it learns that the client has left.
        self._runner = web.AppRunner(
            self._application(), handler_cancellation=True, access_log=None, shutdown_timeout=1.0
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port, ssl_context=self._ssl).start()
        except OSError:
            await self.stop()
            raise
        bound = self._runner.addresses[0][1]
        self._origin = f"{'https' if self._ssl else 'http'}://{host}:{bound}"

    async def stop(self) -> None:
        """Break off what is being answered and close the port."""
        await self._middleware.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def script(
        self,
        answer: str | Sequence[str | Piece] | Scenario,
        *,
        match: str | None = None,
        times: int | None = None,
        words_per_piece: int | None = None,
        piece_delay: float = 0.0,
        first_delay: float = 0.0,
        finish_reason: str = "stop",
    ) -> Script:
        """Answer questions that contain `match` with this; see Scenario.of and Scripts for the rest."""
        if not isinstance(answer, Scenario):
            answer = Scenario.of(
                answer,
                words_per_piece=words_per_piece,
                piece_delay=piece_delay,
                first_delay=first_delay,
                finish_reason=finish_reason,
            )
        return self.scripts.add(Script(answer, match, times))

    def revoke_tokens(self) -> None:
        """Make every issued token unknown: 401 Unauthorized."""
        self.keys.revoke()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition over `requests`; it is looked at after every change."""
        await self.journal.until(condition)

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST_BODY)
        router, wrap = application.router, self._middleware.wrap
        router.add_post("/api/v2/oauth", wrap("oauth", Authorisation(self.keys).reply))
        for prefix in PREFIXES:
            router.add_get(f"{prefix}/models", wrap("models", self.catalogue.models))
            router.add_get(f"{prefix}/models/{{model}}", wrap("model", self.catalogue.model))
            router.add_post(f"{prefix}/tokens/count", wrap("tokens", self.catalogue.count))
            router.add_get(f"{prefix}/balance", wrap("balance", self.catalogue.balance))
            router.add_post(f"{prefix}/chat/completions", wrap("chat", self.completions.reply))
        control = Control(self.scripts, self.faults, self.ledger, self.keys, self.slots, self.journal)
        control.add_routes(router)
        router.add_route("*", "/{path:.*}", wrap("unknown", _nowhere))
        return application


async def _nowhere(request: web.Request, exchange: Exchange) -> web.StreamResponse:  # noqa: ARG001 - a Reply's shape
    raise Refusal(404, "Not Found")
