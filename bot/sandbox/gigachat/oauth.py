"""POST /api/v2/oauth: a key becomes a token."""

import asyncio
import time
from uuid import UUID

from aiohttp import web

from bot.sandbox.gigachat.keys import Keys
from bot.sandbox.gigachat.record import Exchange
from bot.sandbox.gigachat.refusal import Refusal, json_reply

FORM = "application/x-www-form-urlencoded"


class Authorisation:
    """Answers token requests, with the errors in the order in which a client would correct them."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def reply(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        """Issue a token; the record keeps the answer without it."""
        now = asyncio.get_running_loop().time()
        self._keys.limit(now)
        check_request_id(request.headers.get("RqUID"))
        scope = (await request.post()).get("scope") if request.content_type == FORM else None
        key = self._keys.key_for(
            request.headers.get("Authorization"), scope if isinstance(scope, str) else None
        )
        answer = self._keys.issue(key, now, time.time())
        exchange.reply = {name: "…" if isinstance(value, str) else value for name, value in answer.items()}
        return json_reply(answer)


def check_request_id(value: str | None) -> None:
    """Refuse an RqUID that is missing or not a random UUID (version 4); Sber names no code for it."""
    try:
        good = UUID(value or "").version == 4
    except ValueError:
        good = False
    if not good:
        raise Refusal(400, "RqUID must be a UUID of version 4", code=0)
