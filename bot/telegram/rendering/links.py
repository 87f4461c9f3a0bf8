"""Which addresses Telegram accepts behind a text."""

import re
from urllib.parse import urlsplit

_LONGEST = 1024
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[^\W\d_][\w-]{{0,61}}[^\W_]|(?:\d{{1,3}}\.){{3}}\d{{1,3}}")
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
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or (port is not None and port == 0):
        return False
    host = parts.hostname or ""
    if re.fullmatch(r"[\d.]+", host):
        return _HOST.fullmatch(host) is not None and all(int(byte) < 256 for byte in host.split("."))  # noqa: PLR2004 a byte
    return _HOST.fullmatch(host) is not None
