"""Who may speak to the page: this machine's own browser, on the page's own address, and nobody else.

Other websites reach loopback from the same browser: by a name that they let resolve to 127.0.0.1 (DNS
rebinding; the Host header then names their site) or by a WebSocket, to which the same-origin policy does not
apply (RFC 6455, 10.2; the Origin header then names their site).
"""

from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def admits(host: str, origin: str | None, *, needs_origin: bool = False) -> bool:
    """Tell whether a request with these headers comes from the page itself, or from no page at all.

    A browser always names the origin of a WebSocket, so there `needs_origin` refuses whoever names none.
    """
    if _name(f"http://{host}") not in LOOPBACK:
        return False
    if origin is None:
        return not needs_origin
    return origin == f"http://{host}"


def policy(host: str) -> str:
    """Return the Content-Security-Policy: everything from the page's own address, nothing inline.

    The WebSocket's address is named, too: Safari before 15.4 does not take it for 'self'.
    """
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; "
        f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
