"""How updates reach the bot."""

import re
import ssl
from typing import Final

from bot.sandbox.telegram.api.params import Params, Upload
from bot.sandbox.telegram.errors import WEBHOOK_ACTIVE, bad_request, refusal
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.webhook import Target
from bot.sandbox.telegram.wire import Json

LONGEST_POLL: Final = 50  # seconds; Bot API server
_LOOPBACK: Final = re.compile(r"^http://(127\.0\.0\.1|localhost|\[::1\])[:/]")
_SECRET: Final = re.compile(r"^[A-Za-z0-9_-]{1,256}$")


async def get_updates(state: TelegramState, params: Params) -> list[Json]:
    """Return what waits, or wait for it."""
    if state.webhook.target:
        raise refusal(409, WEBHOOK_ACTIVE)
    state.updates.allow(params.array("allowed_updates"))
    limit = min(max(params.number("limit", 100), 1), 100)
    timeout = min(max(params.number("timeout"), 0), LONGEST_POLL)
    return await state.updates.poll(params.number("offset"), limit, timeout)


async def set_webhook(state: TelegramState, params: Params) -> bool:
    """Deliver to an address from now on; an empty one means polling again. Plain http on loopback only."""
    url = params.text("url")
    if not url:
        return await delete_webhook(state, params)
    if not url.startswith("https://") and not _LOOPBACK.match(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if secret and not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    _drop(state, params)
    state.updates.allow(params.array("allowed_updates"))
    state.updates.end_poll()
    connections = min(max(params.number("max_connections", 40), 1), 100)
    await state.webhook.set(Target(url, secret, connections, _certificate(params)))
    return True


def _certificate(params: Params) -> str | None:
    """Return the uploaded PEM; a file id or an address is ignored, as Telegram wants the file itself."""
    upload = params.file("certificate")
    if not isinstance(upload, Upload):
        return None
    pem = upload.content.decode("ascii", "replace")
    try:
        ssl.create_default_context(cadata=pem)
    except ssl.SSLError as error:
        raise bad_request("bad webhook: Failed to load the certificate") from error
    return pem


async def delete_webhook(state: TelegramState, params: Params) -> bool:
    """Go back to polling."""
    _drop(state, params)
    await state.webhook.set(None)
    return True


def get_webhook_info(state: TelegramState, _: Params) -> Json:
    """Return how deliveries go."""
    return state.webhook.facts(len(state.updates.waiting(state.now())), state.updates.allowed)


def _drop(state: TelegramState, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        state.updates.clear()


METHODS: Final = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
