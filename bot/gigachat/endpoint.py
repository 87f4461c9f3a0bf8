"""Where GigaChat is, and how to reach it."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from yarl import URL

from bot.core.errors import Fault, SettingsError

BASE_URL: Final = "https://api.giga.chat/v1"
AUTH_URL: Final = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
SCOPE: Final = "GIGACHAT_API_PERS"
_PROXIES: Final = frozenset({"http", "https", "socks4", "socks5", "socks5h"})


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds.

    `overall` bounds one whole answer with its retries, `silence` the wait for its headers and the gap between
    two reads (upstream stalls of up to two minutes were seen), `grace` the wait for usage after a finish
    reason, `drain` the wait for the end of the body after the finish, so that the connection can be used
    again.
    """

    connect: float = 10.0
    silence: float = 120.0
    overall: float = 300.0
    brief: float = 30.0
    authorize: float = 15.0
    grace: float = 2.0
    drain: float = 0.25


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One way to GigaChat: the authorisation key, its scope, both addresses, proxy and trust.

    `base_url` ends in /v1 (or /api/v1 on the former host). Plain http:// is for loopback only. `proxy` is an
    http://, https://, socks4:// or socks5:// address, with name and password if need be. Raises
    `SettingsError` naming the variable. The repr shows neither key nor proxy.
    """

    credentials: str = field(repr=False)
    scope: str = SCOPE
    base_url: str = BASE_URL
    auth_url: str = AUTH_URL
    proxy: str | None = field(default=None, repr=False)
    ca_bundle_file: Path | None = None
    timeouts: Timeouts = field(default_factory=Timeouts, repr=False)

    def __post_init__(self) -> None:
        _check_address("GIGACHAT_BASE_URL", self.base_url)
        _check_address("GIGACHAT_AUTH_URL", self.auth_url)
        if self.proxy is not None and not _is_proxy(self.proxy):
            raise SettingsError(Fault("GIGACHAT_PROXY", "setting-proxy"))
        if not self.scope.isascii() or not self.scope.replace("_", "").isalnum():
            raise SettingsError(Fault("GIGACHAT_SCOPE", "setting-scope"))
        # By string: a join by the rules of URLs would drop the last part of a base without its slash.
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))


def _check_address(variable: str, address: str) -> None:
    url = _parsed(address)
    if url is None or url.scheme not in {"http", "https"} or not url.host:
        raise SettingsError(Fault(variable, "setting-url"))
    if url.user is not None or url.password is not None or url.query_string or url.fragment:
        # It would stand in logs.
        raise SettingsError(Fault(variable, "setting-url-parts"))
    if url.scheme == "http" and not _is_loopback(url.host):
        raise SettingsError(Fault(variable, "setting-url-plain"))


def _is_proxy(address: str) -> bool:
    url = _parsed(address)
    return url is not None and url.scheme in _PROXIES and bool(url.host)


def _parsed(address: str) -> URL | None:
    try:
        url = URL(address)
        _ = url.port
    except ValueError:
        return None
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
