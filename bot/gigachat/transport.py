"""HTTP sessions to GigaChat, and what goes wrong beneath HTTP."""

import ssl
from collections.abc import Iterator
from typing import Final

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from yarl import URL

from bot import __version__
from bot.core.errors import (
    BadAnswerError,
    CertificateRejectedError,
    ModelError,
    ProviderUnavailableError,
)
from bot.gigachat.endpoint import Endpoint

# The presence of the header "helps to avoid an authorization error" (Sber's API description, Sep 2026).
USER_AGENT: Final = f"gigachat-telegram-bot/{__version__}"

TRANSPORT_ERRORS: Final = (
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    # These three of aiohttp_socks are neither.
    ProxyError,
    ProxyConnectionError,
    ProxyTimeoutError,
)


def open_session(
    endpoint: Endpoint, target: str, connector: aiohttp.BaseConnector | None = None
) -> aiohttp.ClientSession:
    """Return a session for requests to `target` through the endpoint's proxy.

    A given connector stays its giver's to close. Call it within a running loop. Raises `ValueError` for a
    SOCKS proxy beside a connector of one's own.
    """
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    owned = connector is None
    proxy = URL(endpoint.proxy) if endpoint.proxy else None
    if proxy is not None and proxy.scheme.startswith("socks"):
        if connector is not None:
            raise ValueError("a SOCKS proxy and a connector exclude each other")
        connector = _socks_connector(proxy)
        proxy = None
    elif target.startswith("http:"):
        # aiohttp sends the headers for a proxy with CONNECT only, which plain HTTP does without.
        headers |= proxy_headers(endpoint) or {}
    return aiohttp.ClientSession(
        connector=connector,
        connector_owner=owned,
        headers=headers,
        # Who reads notices silence: aiohttp would set a new timer for each piece of a stream.
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=endpoint.timeouts.connect),
        # Without name and password: aiohttp's errors quote the address.
        proxy=proxy and proxy.with_user(None),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def proxy_headers(endpoint: Endpoint) -> dict[str, str] | None:
    """Return what an HTTP proxy is to be told with each request, None where it is nothing."""
    proxy = URL(endpoint.proxy or "")
    if proxy.user is None or not proxy.scheme.startswith("http"):
        return None
    return {"Proxy-Authorization": aiohttp.encode_basic_auth(proxy.user, proxy.password or "")}


def transport_error(error: BaseException) -> ModelError:
    """Return the typed error for what aiohttp, a proxy or the system raised before there was an answer.

    The message quotes the system's reason only: the errors of aiohttp may show headers.
    """
    for cause in _causes(error):
        # aiohttp's own class of this kind wraps the system's, and lacks its fields.
        if isinstance(cause, ssl.SSLCertVerificationError) and not isinstance(cause, aiohttp.ClientError):
            reason = cause.verify_message
            return CertificateRejectedError(f"GigaChat's certificate does not verify: {reason}.")
    if isinstance(error, aiohttp.ClientResponseError) and not isinstance(error, aiohttp.ClientHttpProxyError):
        return BadAnswerError(f"GigaChat's answer is not HTTP as it should be ({type(error).__name__}).")
    if isinstance(error, TimeoutError | ProxyTimeoutError):
        return ProviderUnavailableError("GigaChat did not answer in time.")
    source = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    told = (source.strerror if isinstance(source, OSError) else None) or type(error).__name__
    return ProviderUnavailableError(f"GigaChat could not be reached ({told}).")


async def read_bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body; raises `BadAnswerError` if it is longer than `limit` bytes."""
    body = bytearray()
    while chunk := await response.content.readany():
        body += chunk
        if len(body) > limit:
            response.close()
            raise BadAnswerError(f"An answer of GigaChat is longer than {limit} bytes.")
    return bytes(body)


def request_id_of(response: aiohttp.ClientResponse) -> str | None:
    """Return the `X-Request-ID` of an answer, or else the one that it was asked with."""
    return response.headers.get("X-Request-ID") or response.request_info.headers.get("X-Request-ID")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and what it was raised from; SOCKS hides a certificate's error deep below."""
    while error is not None:
        yield error
        error = error.__cause__


def _socks_connector(proxy: URL) -> aiohttp.BaseConnector:
    # socks5h is curl's word for names resolved by the proxy, which is what we want of every proxy.
    address = proxy.with_scheme("socks5") if proxy.scheme == "socks5h" else proxy
    connector: aiohttp.BaseConnector = ProxyConnector.from_url(str(address), rdns=True)
    return connector
