"""Logging: readable lines, in which no secret can stand."""

import logging
import re
import sys
from collections.abc import Iterable

# Bot tokens and authorisation headers, wherever they come from: aiohttp's errors carry whole URLs.
_PATTERNS = re.compile(
    r"\d{6,12}:[A-Za-z0-9_-]{30,}|(?<=Basic )\S+|(?<=Bearer )\S+|(?<=//)[^/\s:@]+:[^/\s@]+(?=@)"
)
MASK = "***"
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s  %(message)s"


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and then masks every secret in the result."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(_FORMAT)
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines of a record without secrets."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return _PATTERNS.sub(MASK, text)


def set_up_logging(level: str, secrets: Iterable[str]) -> None:
    """Send records of `level` and above to standard error; uncaught exceptions too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # aiogram writes a line for each update.
    logging.getLogger("aiogram.event").setLevel(max(logging.getLevelName(level), logging.WARNING))
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    sys.excepthook = lambda kind, error, trace: logging.getLogger("bot").critical(
        "the bot ends", exc_info=(kind, error, trace)
    )
