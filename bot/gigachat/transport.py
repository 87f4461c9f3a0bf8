"""HTTP sessions to GigaChat, and what goes wrong beneath HTTP."""

import ssl
from typing import Final

import aiohttp
from aiohttp_socks import ProxyConnector, ProxyError
from yarl import URL

from bot.core.errors import (
    BadAnswerError,
    CertificateRejectedError,
    ModelError,
    ProviderUnavailableError,
    SettingsError,
)
from bot.gigachat.endpoint import Endpoint

# The presence of the header "helps to avoid an authorization error" (Sber's API description, Sep 2026).
USER_AGENT: Final = "gigachat-telegram-bot/0.1"

TRANSPORT_ERRORS: Final = (aiohttp.ClientError, OSError, TimeoutError, ProxyError)


def open_session(endpoint: Endpoint, connector: aiohttp.BaseConnector | None = None) -> aiohttp.ClientSession:
    """Return a session that goes through the endpoint's proxy; a given connector stays its giver's to close.

    Call it within a running loop. Raises `SettingsError` for a SOCKS proxy beside a connector of one's own.
    """
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=endpoint.timeouts.connect, sock_read=endpoint.timeouts.silence
    )
    proxy = URL(endpoint.proxy) if endpoint.proxy else None
    owned = connector is None
    proxy_auth = None
    if proxy is not None and proxy.scheme.startswith("socks"):
        if connector is not None:
            raise SettingsError("GIGACHAT_PROXY: a SOCKS proxy and a connector exclude each other.")
        connector = _socks_connector(proxy)
        proxy = None
    elif proxy is not None and proxy.user is not None:
        # Apart from the address, which aiohttp quotes in its errors.
        proxy_auth = aiohttp.BasicAuth(proxy.user, proxy.password or "", "utf-8")
        proxy = proxy.with_user(None)
    return aiohttp.ClientSession(
        connector=connector,
        connector_owner=owned,
        headers=headers,
        timeout=timeout,
        proxy=proxy,
        proxy_auth=proxy_auth,
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def transport_error(error: BaseException) -> ModelError:
    """Return the typed error for what aiohttp, a proxy or the system raised before there was an answer.

    The message quotes the system's reason only: the errors of aiohttp may show headers and addresses.
    """
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _certificate_error(error.certificate_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_error(error)
    if isinstance(error, aiohttp.ClientResponseError) and not isinstance(error, aiohttp.ClientHttpProxyError):
        return BadAnswerError(f"GigaChat's answer is not HTTP as it should be ({type(error).__name__}).")
    if isinstance(error, TimeoutError):
        return ProviderUnavailableError("GigaChat did not answer in time.")
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    reason = cause.strerror if isinstance(cause, OSError) else None
    return ProviderUnavailableError(f"GigaChat could not be reached ({reason or type(error).__name__}).")


async def read_bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body; raises `BadAnswerError` if it is longer than `limit` bytes."""
    body = bytearray()
    while chunk := await response.content.readany():
        body += chunk
        if len(body) > limit:
            response.close()
            raise BadAnswerError(f"An answer of GigaChat is longer than {limit} bytes.")
    return bytes(body)


def _certificate_error(error: Exception) -> CertificateRejectedError:
    reason = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else type(error).__name__
    return CertificateRejectedError(f"GigaChat's certificate does not verify: {reason}.")


def _socks_connector(proxy: URL) -> aiohttp.BaseConnector:
    # socks5h is curl's word for names resolved by the proxy, which is what we want of every proxy.
    address = proxy.with_scheme("socks5") if proxy.scheme == "socks5h" else proxy
    connector: aiohttp.BaseConnector = ProxyConnector.from_url(str(address), rdns=True)
    return connector
