"""Logging: lines for people or for machines, in which neither a secret nor anybody's message can stand."""

import asyncio
import copy
import logging
import re
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal

from pythonjsonlogger.json import JsonFormatter

from bot.core.trace import trace
from bot.redaction import safe_message, safe_traceback

# Bot tokens and authorisation headers, wherever they come from: aiohttp's errors carry whole URLs.
_PATTERNS = re.compile(
    r"\d{6,12}:[A-Za-z0-9_-]{30,}|(?<=Basic )\S+|(?<=Bearer )\S+|(?<=//)[^/\s:@]+:[^/\s@]+(?=@)"
)
MASK = "***"
NO_TRACE = "-"
_FORMAT = "%(asctime)s %(levelname)-7s %(name)s [%(trace)s]  %(message)s"
_FIELDS = ["asctime", "levelname", "name", "trace", "message"]
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "error"}
_Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Mask:
    """Strikes out the secrets that are known and what looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return _PATTERNS.sub(MASK, text)

    def value(self, value: Any) -> Any:
        """Return what JSON can hold of a value, without secrets."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(each) for each in value]
        return self.text(safe_message(value) if isinstance(value, BaseException) else str(value))


class _Redacting(logging.Formatter):
    """Lets errors say only what can't be anybody's message, as arguments of a line and in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines of a record."""
        redacted = copy.copy(record)
        redacted.exc_text = None  # another handler's, in its own words
        redacted.msg = _said(record.msg)
        if isinstance(record.args, tuple):
            redacted.args = tuple(_said(each) for each in record.args)
        return super().format(redacted)

    def formatException(self, ei: _Failure) -> str:  # noqa: N802 - logging's name
        """Return a traceback without anybody's message."""
        return safe_traceback(ei[1]) if ei[1] else ""


class TextFormatter(_Redacting):
    """Formats a record, its traceback included, and then masks every secret in the result."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(_FORMAT, defaults={"trace": NO_TRACE})
        self._mask = Mask(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines of a record without secrets."""
        return self._mask.text(super().format(record))


class JsonLines(_Redacting, JsonFormatter):
    """Formats a record as one JSON object on one line: time (UTC), level, logger, trace, message, error."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(_FIELDS, rename_fields=_NAMES, json_ensure_ascii=False)
        self._mask = Mask(secrets)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Mask each value before it is quoted: a pattern might swallow quotes, an escape hide a secret."""
        return {name: self._mask.value(value) for name, value in log_data.items()}


class Traced(logging.Filter):
    """Names the question that a line belongs to; filters run in the task that logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the trace, where there is one; every line passes."""
        if present := trace():
            record.trace = present.name
        return True


class _Stream(logging.StreamHandler[Any]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say where a line is lost; logging's own words would show its arguments."""
        with suppress(OSError, ValueError):  # standard error itself may be gone
            self.stream.write(f"a line of {record.name} ({record.pathname}:{record.lineno}) is lost\n")


def set_up_logging(level: str, secrets: Iterable[str], style: Literal["text", "json"] = "text") -> None:
    """Send records of `level` and above to standard error; uncaught exceptions too.

    Below INFO only the bot itself speaks: libraries show there what they carry (aiosqlite each parameter).
    """
    handler = _Stream(sys.stderr)
    handler.addFilter(Traced())
    handler.setFormatter(JsonLines(secrets) if style == "json" else TextFormatter(secrets))
    loud = logging.getLevelName(level)
    logging.basicConfig(level=max(loud, logging.INFO), handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(level)
    # aiogram writes a line for each update.
    for name in ("aiogram.event", "aiohttp.access"):
        logging.getLogger(name).setLevel(max(loud, logging.WARNING))
    sys.excepthook = lambda _, error, __: _log_failure("the bot ends", error)
    sys.unraisablehook = lambda it: _log_failure("an error could not be raised", it.exc_value)
    threading.excepthook = lambda it: _log_failure("a thread ends", it.exc_value)


def log_loop_errors(loop: asyncio.AbstractEventLoop) -> None:
    """Write what nobody awaited to the log; asyncio's own line shows the error with all that it holds."""

    def write(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        logging.getLogger("bot").error("%s", context["message"], exc_info=context.get("exception"))

    loop.set_exception_handler(write)


def _log_failure(sentence: str, error: BaseException | None) -> None:
    logging.getLogger("bot").critical(sentence, exc_info=error)


def _said(value: object) -> object:
    return safe_message(value) if isinstance(value, BaseException) else value
