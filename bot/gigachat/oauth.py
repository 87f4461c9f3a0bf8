"""The call that buys an access token with the authorisation key."""

import asyncio
import ssl
from uuid import uuid4

import aiohttp

from bot.core.errors import ModelError
from bot.gigachat.auth import Token, read_token
from bot.gigachat.endpoint import Endpoint
from bot.gigachat.errors import Call, error_in_answer
from bot.gigachat.transport import (
    TRANSPORT_ERRORS,
    open_session,
    proxy_headers,
    read_bounded,
    transport_error,
)

_BODY_LIMIT = 64 * 1024


async def request_token(
    endpoint: Endpoint, key: str, trust: ssl.SSLContext, connector: aiohttp.BaseConnector | None
) -> Token:
    """Ask /oauth for a token, once.

    The session is its own: the fetch may outlive the call that began it. Raises the typed error of the answer
    or of the transport, with the call's RqUID as `request_id`, which Sber's support asks for.
    """
    request_id = str(uuid4())
    headers = {
        "Authorization": f"Basic {key}",
        "RqUID": request_id,
        "Accept": "application/json",
    }
    try:
        async with (
            asyncio.timeout(endpoint.timeouts.authorize),
            open_session(endpoint, endpoint.auth_url, connector) as session,
            session.post(
                endpoint.auth_url,
                data={"scope": endpoint.scope},
                headers=headers,
                ssl=trust,
                proxy_headers=proxy_headers(endpoint),
                allow_redirects=False,
            ) as response,
        ):
            body = await read_bounded(response, _BODY_LIMIT)
            if response.status != 200:  # noqa: PLR2004 - HTTP's OK
                raise error_in_answer(Call.AUTHORIZE, response.status, body, response.headers)
            return read_token(body, response.headers)
    except TRANSPORT_ERRORS as error:
        failure: ModelError = transport_error(error)
        failure.request_id = request_id
        raise failure from None
    except ModelError as error:
        error.request_id = error.request_id or request_id
        raise
