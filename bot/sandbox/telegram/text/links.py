"""Which addresses may stand behind a text link, with TDLib's own words for those that may not."""

import re
from typing import Final

_PROTOCOL: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
_OWN: Final = ("tg", "ton", "tonsite")
_HOST: Final = re.compile(r"^[A-Za-z0-9._~!$&'()*+,;=%-]*$")


class LinkError(ValueError):
    """The address can't be a link; the message is TDLib's reason."""


def checked_link(url: str) -> str:
    """Return the address as Telegram stores it (with a protocol and a path), or raise LinkError.

    Source: behaviour of TDLib 1.8.69 (LinkManager::get_checked_link), observed.
    """
    matched = _PROTOCOL.match(url)
    protocol = matched.group(1).lower() if matched else "http"
    if protocol in _OWN:
        return url
    if protocol not in {"http", "https"}:
        raise LinkError("Unsupported URL protocol")
    rest = url[matched.end() :] if matched else url
    cut_at = next((i for i, char in enumerate(rest) if char in "/?#"), len(rest))
    authority, path = rest[:cut_at], rest[cut_at:]
    _check_authority(authority)
    path = path if path.startswith("/") else f"/{path}"
    return f"{protocol}://{authority}{path.replace(' ', '%20')}"


def _check_authority(authority: str) -> None:
    host = authority.rpartition("@")[2]
    name, colon, port = host.partition(":")
    if colon and not (port.isdigit() and 0 < int(port) < 65536):
        raise LinkError("Wrong port number specified in the URL")
    if not name:
        raise LinkError("URL host is empty")
    if not all(char > "\x7f" or _HOST.match(char) for char in name):
        raise LinkError("Disallowed character in URL host")
    if "." not in name.strip("."):
        raise LinkError("Wrong HTTP URL")
