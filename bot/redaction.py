"""What of an error may be written down: its class always, its words only where they can't quote a person."""

import sqlite3
import traceback
from collections.abc import Iterator

from bot.core.errors import BotError, ModelError

# Ours, the system's, SQLite's, and Python's on a defect of the code. Every other error may quote what it
# stumbled over: pydantic's show their input, aiogram's ClientDecodeError the body, a KeyError its key.
_SPEAKING = (
    BotError,
    OSError,
    sqlite3.Error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    IndexError,
    MemoryError,
    NameError,
    RuntimeError,
    TypeError,
)
# By name, since aiogram takes two seconds to import. A refusal's words are Telegram's own, a proxy's speak of
# the way to it.
_SPEAKING_TOO = {
    "aiogram.exceptions.TelegramAPIError",
    "aiohttp_socks._errors.ProxyConnectionError",
    "aiohttp_socks._errors.ProxyError",
    "aiohttp_socks._errors.ProxyTimeoutError",
}
_NETWORK = "aiogram.exceptions.TelegramNetworkError"
# What aiogram says of a lost call begins with aiohttp's class. Of these the words name hosts and reasons,
# of others (BadHttpMessage) they quote what came over the wire.
_QUOTING_NOTHING = ("ClientConnector", "ClientOSError", "Server", "Request timeout")
_LONGEST = 300
WITHHELD = "[withheld]"


def safe_message(error: BaseException) -> str:
    """Return one line for an error: its words, or its class's name where they might quote a message."""
    return _words(error) or type(error).__name__


def safe_traceback(error: BaseException) -> str:
    """Return the traceback of an error and of those behind it, with the words that may be written."""
    return "".join(_story(error, set())).rstrip("\n")


def _words(error: BaseException) -> str:
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    if not (isinstance(error, _SPEAKING) or names & _SPEAKING_TOO):
        return ""
    words = " ".join(str(error).split())[:_LONGEST]
    if _NETWORK in names:
        said = words.partition(" - ")[2]
        words = words if said.startswith(_QUOTING_NOTHING) else said.partition(":")[0]
    if isinstance(error, ModelError) and error.request_id:
        words += f" (X-Request-ID {error.request_id})"  # Sber's support asks for it
    return words


def _story(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in told:
        yield from _story(earlier, told)
        yield "\nand then\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__name__}: {_words(error) or WITHHELD}\n"
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield "\nwith\n\n"
        yield from _story(part, told)
