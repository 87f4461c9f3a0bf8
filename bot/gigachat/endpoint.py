"""Where GigaChat is, and how to reach it."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.core.addresses import (
    AUTH_URL,
    BASE_URL,
    GIGACHAT_PROXIES,
    SCOPE,
    fault_of_url,
    is_proxy,
    is_scope,
)
from bot.core.errors import Fault, SettingsError

__all__ = ["AUTH_URL", "BASE_URL", "SCOPE", "Endpoint", "Timeouts"]


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
    http://, https://, socks4://, socks5:// or socks5h:// address, with name and password if need be. Raises
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
        for variable, address in (
            ("GIGACHAT_BASE_URL", self.base_url),
            ("GIGACHAT_AUTH_URL", self.auth_url),
        ):
            if words := fault_of_url(address):
                raise SettingsError(Fault(variable, words))
        if self.proxy is not None and not is_proxy(self.proxy, GIGACHAT_PROXIES):
            raise SettingsError(Fault("GIGACHAT_PROXY", "setting-proxy"))
        if not is_scope(self.scope):
            raise SettingsError(Fault("GIGACHAT_SCOPE", "setting-scope"))
        # By string: a join by the rules of URLs would drop the last part of a base without its slash.
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
