"""Access tokens: one for each key, scope and address, refreshed once however many wait."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from weakref import WeakKeyDictionary

from bot.core.errors import BadAnswerError
from bot.gigachat.endpoint import Endpoint
from bot.gigachat.errors import unix_time

REFRESH_BEFORE: Final = 60.0
LONGEST_USE: Final = 29 * 60.0
_UNSAID_LIFETIME: Final = 25 * 60.0
# Below it a time stamp counts seconds (until the year 2286), above it milliseconds: /oauth's description says
# milliseconds, its example shows seconds, and the official SDK 0.2.4a1 draws the line here.
_SECONDS_BELOW: Final = 10_000_000_000
_SOURCES_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and the seconds that it lasts from its issue."""

    value: str = field(repr=False)
    lifetime: float

    @property
    def useful_for(self) -> float:
        """How many seconds to use it: until a minute before its end, and never longer than 29 minutes."""
        return min(self.lifetime - REFRESH_BEFORE, LONGEST_USE)


def read_token(body: bytes, headers: Mapping[str, str]) -> Token:
    """Return the token of an answer by /oauth, in both of its shapes and both units of time.

    The lifetime is measured against the answer's own `Date`, so that a wrong clock of this machine does no
    harm. Where expiry or date are missing it is 25 minutes. Raises `BadAnswerError` if there is no token.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise BadAnswerError("The authorisation answered with something else than a JSON object.")
    value = fields.get("access_token") or fields.get("tok")
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or " " in value:
        raise BadAnswerError("The authorisation answered without a token.")
    expiry = _seconds(fields.get("expires_at") or fields.get("exp"))
    issued = unix_time(headers.get("Date"))
    return Token(value, _UNSAID_LIFETIME if expiry is None or issued is None else expiry - issued)


def _seconds(stamp: Any) -> float | None:
    if isinstance(stamp, bool) or not isinstance(stamp, int | float) or stamp <= 0:
        return None
    return float(stamp) if stamp < _SECONDS_BELOW else stamp / 1000


class TokenSource:
    """Keeps one token fresh for all who need it, within one event loop."""

    def __init__(self) -> None:
        self._token: Token | None = None
        self._good_until = 0.0
        self._flight: asyncio.Task[str] | None = None
        self._waiting = 0

    async def token(self, fetch: Callable[[], Awaitable[Token]]) -> str:
        """Return a token that is good for another minute, through `fetch` if there is none.

        However many wait, one fetch is under way. It outlives a cancelled waiter, the first one too, and ends
        with the last. What it raises reaches all who wait, and nobody who comes later.
        """
        if self._token is not None and asyncio.get_running_loop().time() < self._good_until:
            return self._token.value
        if self._flight is None:
            self._flight = asyncio.create_task(self._refresh(fetch))
        flight = self._flight
        self._waiting += 1
        try:
            return await asyncio.shield(flight)
        finally:
            self._waiting -= 1
            if self._waiting == 0 and self._flight is flight:
                flight.cancel()
                self._flight = None

    def invalidate(self, value: str) -> None:
        """Forget the token that a call was refused with, unless a newer one has replaced it already."""
        if self._token is not None and self._token.value == value:
            self._token = None

    async def _refresh(self, fetch: Callable[[], Awaitable[Token]]) -> str:
        # The clock starts before the request: the token was issued no earlier.
        asked = asyncio.get_running_loop().time()
        try:
            token = await fetch()
            self._token = token
            self._good_until = asked + token.useful_for
            return token.value
        finally:
            # A flight that lost its last waiter may already have a successor.
            if self._flight is asyncio.current_task():
                self._flight = None


_Sources = dict[tuple[bytes, str, str], TokenSource]
_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, _Sources] = WeakKeyDictionary()


def shared_source(endpoint: Endpoint) -> TokenSource:
    """Return the running loop's source for the endpoint's key, scope and address; the key is not kept."""
    sources = _shared.setdefault(asyncio.get_running_loop(), {})
    name = (sha256(endpoint.credentials.encode()).digest(), endpoint.scope, endpoint.auth_url)
    if name not in sources and len(sources) >= _SOURCES_KEPT:
        del sources[next(iter(sources))]
    return sources.setdefault(name, TokenSource())
