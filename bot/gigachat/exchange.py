"""Authorised calls to the API: token, retries and typed refusals."""

import asyncio
import logging
import random
import ssl
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from uuid import uuid4

import aiohttp

from bot.core.errors import CredentialsRejectedError, ModelError
from bot.gigachat.auth import Token, TokenSource
from bot.gigachat.credentials import clean_key
from bot.gigachat.endpoint import Endpoint
from bot.gigachat.errors import Call, error_in_answer
from bot.gigachat.oauth import request_token
from bot.gigachat.retry import Backoff
from bot.gigachat.transport import (
    TRANSPORT_ERRORS,
    open_session,
    proxy_headers,
    read_bounded,
    request_id_of,
    transport_error,
)

log = logging.getLogger(__name__)
T = TypeVar("T")
Heard = Callable[[ModelError | None], object]

_REFUSAL_LIMIT: Final = 64 * 1024
_BODY_LIMIT: Final = 8 * 1024 * 1024


class Exchange:
    """The conversation with one endpoint, over one pooled session that opens at the first call."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        trust: ssl.SSLContext,
        tokens: TokenSource,
        connector: aiohttp.BaseConnector | None,
        backoff: Backoff,
        heard: Heard,
    ) -> None:
        self._endpoint = endpoint
        self._trust = trust
        self._tokens = tokens
        self._connector = connector
        self._backoff = backoff
        self.heard = heard
        self._session: aiohttp.ClientSession | None = None

    async def token(self) -> str:
        """Return a fresh access token; raises the typed error of the authorisation."""
        key = clean_key(self._endpoint.credentials)

        async def fetch() -> Token:
            failures = 0
            while True:
                try:
                    return await request_token(self._endpoint, key, self._trust, self._connector)
                except ModelError as error:
                    failures += 1
                    await self._rest(failures, error)

        return await self._tokens.token(fetch)

    async def authorised(self, call: Callable[[str], Awaitable[T]], deadline: float) -> T:
        """Make a call with a token; after a 401 once more with a fresh one, and by the schedule otherwise.

        `deadline` is on the loop's clock: no wait goes beyond it.
        """
        failures = 0
        refreshed = False
        while True:
            # Outside of the try: the authorisation has had its own retries.
            token = await self.token()
            try:
                return await call(token)
            except CredentialsRejectedError as error:
                if refreshed or error.status != 401:  # noqa: PLR2004 - HTTP's Unauthorized
                    self.heard(error)
                    raise
                refreshed = True
                self._tokens.invalidate(token)
            except ModelError as error:
                failures += 1
                await self._rest(failures, error, deadline)

    async def _rest(self, failures: int, error: ModelError, deadline: float = float("inf")) -> None:
        """Wait before the next try, or raise `error` where the schedule or the deadline allow none."""
        self.heard(error)
        jitter = random.random()  # noqa: S311 - it spreads load, it keeps no secret
        delay = self._backoff.delay(failures, error, jitter)
        if delay is None or asyncio.get_running_loop().time() + delay >= deadline:
            raise error
        log.info("%s It is asked again in %.1f s.", error, delay)
        await asyncio.sleep(delay)

    async def open(
        self,
        call: Call,
        token: str,
        deadline: float,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> aiohttp.ClientResponse:
        """Send one request (POST with a body, else GET) and return its answer of status 200, unread.

        Raises the typed error for every other status, and for a transport that fails before the answer.
        """
        request_id = str(uuid4())
        request = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "X-Request-ID": request_id,
            **(headers or {}),
        }
        if body is not None:
            request["Content-Type"] = "application/json"
        silent_until = asyncio.get_running_loop().time() + self._endpoint.timeouts.silence
        try:
            async with asyncio.timeout_at(min(deadline, silent_until)):
                response = await self._opened().request(
                    "GET" if body is None else "POST",
                    f"{self._endpoint.base_url}/{call.value}",
                    data=body,
                    headers=request,
                    ssl=self._trust,
                    proxy_headers=proxy_headers(self._endpoint),
                    allow_redirects=False,
                )
                if response.status == 200:  # noqa: PLR2004 - HTTP's OK
                    self.heard(None)
                    return response
                async with response:
                    refusal = await read_bounded(response, _REFUSAL_LIMIT)
        except TRANSPORT_ERRORS as error:
            raise _named(transport_error(error), request_id) from None
        failure = error_in_answer(call, response.status, refusal, response.headers)
        raise _named(failure, request_id)

    async def read(
        self,
        call: Call,
        token: str,
        deadline: float,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """Send one request and return the body of its answer; raises as `open` does."""
        response = await self.open(call, token, deadline, body, headers)
        try:
            async with asyncio.timeout_at(deadline), response:
                return await read_bounded(response, _BODY_LIMIT)
        except TRANSPORT_ERRORS as error:
            raise _named(transport_error(error), request_id_of(response)) from None

    async def close(self) -> None:
        """Close the session; a later call would open a new one."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(self._endpoint, self._endpoint.base_url, self._connector)
        return self._session


def _named(error: ModelError, request_id: str | None) -> ModelError:
    error.request_id = error.request_id or request_id
    return error
