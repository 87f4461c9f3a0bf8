"""The addresses and the scope that settings name: what they have to be, and GigaChat's own."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

BASE_URL: Final = "https://api.giga.chat/v1"
AUTH_URL: Final = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
SCOPE: Final = "GIGACHAT_API_PERS"
# aiogram knows no socks5h: its socks5 leaves names to the proxy as well.
TELEGRAM_PROXIES: Final = frozenset({"http", "https", "socks4", "socks5"})
GIGACHAT_PROXIES: Final = TELEGRAM_PROXIES | {"socks5h"}


def fault_of_url(address: str) -> str | None:
    """Return the key of the sentence that says why this is no address to call; None for a good one.

    Plain http:// is for this machine only.
    """
    url = _parsed(address)
    if url is None or url.scheme not in {"http", "https"}:
        return "setting-url"
    if url.username is not None or url.query or url.fragment:
        return "setting-url-parts"  # it would stand in logs
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        return "setting-url-plain"
    return None


def is_proxy(address: str, schemes: frozenset[str]) -> bool:
    """Tell whether this is a proxy's address of one of these schemes, with or without name and password."""
    url = _parsed(address)
    return url is not None and url.scheme in schemes


def is_scope(scope: str) -> bool:
    """Tell whether this can be a scope: Latin letters, digits and underscores, which break no form."""
    return scope.isascii() and scope.replace("_", "").isalnum()


def _parsed(address: str) -> SplitResult | None:
    """Return the parts of an address, None where it has no host or what stands for one is malformed."""
    try:
        url = urlsplit(address)
        _ = url.port
    except ValueError:
        return None
    # aiohttp refuses a backslash there, of which browsers make a slash.
    return None if not url.hostname or "\\" in url.netloc else url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
