"""Which addresses Telegram accepts behind a text."""

import re
from urllib.parse import urlsplit

_LONGEST = 1024
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[^\W\d_][\w-]{{0,61}}[^\W_]")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}", re.ASCII)
_LARGEST_BYTE = 255
_LARGEST_PORT = 65535


def is_linkable(url: str) -> bool:
    """Tell whether `url` is a web address with a dotted host, as far as a message may link to it.

    One bad address makes Telegram refuse the whole message (TDLib: "Entity URL … is invalid"), so this is
    stricter than Telegram. `tg:` is left out on purpose: a model's text shall not mention people.
    """
    if len(url) > _LONGEST or any(letter <= " " for letter in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host, colon, port = parts.netloc.partition(":")
    if parts.scheme not in ("http", "https") or (colon and not _is_port(port)):
        return False
    if not host.replace(".", "").isdigit():
        return _HOST.fullmatch(host) is not None
    return _ADDRESS.fullmatch(host) is not None and all(
        int(byte) <= _LARGEST_BYTE for byte in host.split(".")
    )


def _is_port(port: str) -> bool:
    return port.isascii() and port.isdigit() and 0 < int(port) <= _LARGEST_PORT
