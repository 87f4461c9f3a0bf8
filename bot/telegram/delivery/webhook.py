"""The webhook: Telegram hands updates over at an address of the bot's own."""

import asyncio
import hashlib
import hmac
import json
import logging
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import BufferedInputFile
from aiohttp import web

from bot.core.errors import Fault, SettingsError, StorageError
from bot.telegram.delivery.intake import LONGEST_PAUSE, Intake, id_of
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# One update is some kilobytes long; nothing that is longer comes from Telegram.
LARGEST_UPDATE = 1024**2
# Deliveries that Telegram makes at once; it makes one at a time for each chat.
CONNECTIONS = 40
# Seconds after which Telegram shall try again what could not be stored.
RETRY_AFTER = 5
# Seconds that deliveries under way get when the bot goes, and the call that takes the webhook back.
FAREWELL = 5


@dataclass(frozen=True, slots=True)
class Address:
    """Where Telegram finds the bot: `url`; and where the bot listens, itself or behind a proxy.

    With certificate and key the bot speaks TLS itself. The certificate is shown to Telegram in advance, so it
    may be self-signed.
    """

    url: str
    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


class Webhook:
    """Listens for updates of these kinds."""

    def __init__(self, bot: Bot, intake: Intake, kinds: Sequence[str], address: Address) -> None:
        self._bot = bot
        self._intake = intake
        self._kinds = list(kinds)
        self._address = address
        # As good as random for everyone who does not know the token, and the same at each start.
        self._secret = hmac.new(bot.token.encode(), b"webhook", hashlib.sha256).hexdigest()

    async def run(self) -> None:
        """Listen until cancelled, then take the webhook back; Telegram keeps what was not delivered.

        Raises `SettingsError` where port, certificate or address are refused.
        """
        async with self._listening():
            try:
                await self._set()
                log.info("updates are awaited at %s", self._address.url)
                await asyncio.get_running_loop().create_future()
            finally:
                await self._remove()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        application = web.Application(client_max_size=LARGEST_UPDATE)
        application.router.add_post(urlsplit(self._address.url).path or "/", self._receive)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=FAREWELL)
        await runner.setup()
        host, port = self._address.host, self._address.port
        try:
            await _listen(web.TCPSite(runner, host, port, ssl_context=_tls(self._address)), host, port)
            yield
        finally:
            await runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), self._secret.encode()):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            update = None
        if not isinstance(update, dict) or id_of(update) is None:
            return web.Response(status=400)
        try:
            await self._intake.take([update])
        except StorageError:
            return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER)})
        return web.Response()

    async def _set(self) -> None:
        pause, certificate = 1.0, _shown(self._address)
        while True:
            try:
                await self._bot.set_webhook(
                    self._address.url,
                    certificate=certificate,
                    max_connections=CONNECTIONS,
                    allowed_updates=self._kinds,
                    secret_token=self._secret,
                )
            except CALL_ERRORS as error:
                _refuse(error)
                pause = error.retry_after if isinstance(error, TelegramRetryAfter) else pause
                log.warning("the webhook could not be set, trying again in %g s: %s", pause, error)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                return

    async def _remove(self) -> None:
        try:
            await self._bot.delete_webhook(request_timeout=FAREWELL)
        except CALL_ERRORS as error:
            log.warning("the webhook could not be taken back, the next start will: %s", error)


def _refuse(error: Exception) -> None:
    """Raise `SettingsError` for what no repetition mends."""
    if isinstance(error, TelegramUnauthorizedError):
        raise SettingsError(Fault("BOT_TOKEN", "setting-token-revoked")) from None
    if isinstance(error, TelegramBadRequest) and failure_of(error) is Failure.REFUSED:
        facts = {"reason": error.message}
        raise SettingsError(Fault("WEBHOOK_URL", "setting-webhook-refused", facts)) from None


async def _listen(site: web.TCPSite, host: str, port: int) -> None:
    try:
        await site.start()
    except OSError as error:
        facts = {"port": str(port), "host": host, "reason": error.strerror or type(error).__name__}
        raise SettingsError(Fault("WEBHOOK_PORT", "setting-port", facts)) from None


def _shown(address: Address) -> BufferedInputFile | None:
    """Return the certificate as Telegram gets to see it; the key stays here."""
    if address.certificate is None:
        return None
    try:
        return BufferedInputFile(address.certificate.read_bytes(), address.certificate.name)
    except OSError as error:
        facts = {"path": str(address.certificate), "reason": error.strerror or type(error).__name__}
        raise SettingsError(Fault("WEBHOOK_CERT_FILE", "setting-unreadable", facts)) from None


def _tls(address: Address) -> ssl.SSLContext | None:
    if address.certificate is None or address.key is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(address.certificate, address.key)
    except (OSError, ssl.SSLError) as error:
        facts = {"other": "WEBHOOK_KEY_FILE", "reason": error.strerror or type(error).__name__}
        raise SettingsError(Fault("WEBHOOK_CERT_FILE", "setting-certificate", facts)) from None
    return context
