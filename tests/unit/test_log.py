"""No secret stands in the log, wherever it came from."""

import logging
import sys
from collections.abc import Iterator

import pytest

from bot.log import MASK, RedactingFormatter, set_up_logging

TOKEN = "7000000001:AAExample_token-of-thirty-five-chars"
KEY = "MDAwMDAwMDA6c2VjcmV0LXNlY3JldC1zZWNyZXQ="
PASSWORD = "pass-w0rd"


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """Give a logger of the bot, and put logging back as it was."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield logging.getLogger("bot.test")
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)


def formatted(message: str, *arguments: object, secrets: tuple[str, ...] = ()) -> str:
    """Return a record as it would be written."""
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, message, arguments, None)
    return RedactingFormatter(secrets).format(record)


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/sendMessage failed", "/sendMessage failed"),
        (f"https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg", "/photos/1.jpg"),
        (f"{{'Authorization': 'Basic {KEY}', 'RqUID': '1'}}", "'RqUID': '1'"),
        (f"Authorization: Bearer eyJ{KEY} after", "after"),
        (f"proxy http://anna:{PASSWORD}@127.0.0.1:3128 refused", "127.0.0.1:3128 refused"),
        (f"proxy socks5://anna:{PASSWORD}@proxy.example refused", "proxy.example refused"),
    ],
)
def test_what_looks_like_a_secret_is_masked(message: str, kept: str) -> None:
    """Tokens, headers and proxy passwords are masked without being known; the rest stays readable."""
    line = formatted(message)
    assert MASK in line
    assert kept in line
    assert not any(secret in line for secret in (TOKEN, KEY, PASSWORD))


def test_known_secrets_are_masked_in_any_shape() -> None:
    """A secret that follows no pattern is masked because it is known, the longest first."""
    known = ("plain-secret", "plain-secret-longer", "")
    line = formatted("got %s and %s", "plain-secret-longer", "plain-secret", secrets=known)
    assert line.endswith(f"got {MASK} and {MASK}")


def test_ordinary_lines_stay_as_they_are() -> None:
    """Times, ids and addresses without passwords are no secrets."""
    message = "turn 15 at 12:30:45: 200 from https://api.giga.chat/v1, chat -1001234567890:5"
    assert formatted(message).endswith(message)


def test_tracebacks_are_masked(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors of aiohttp hold whole URLs, and a chain of errors repeats them."""
    set_up_logging("INFO", [KEY])
    error = RuntimeError(f"with the key {KEY}")
    error.__cause__ = OSError(f"Connection timeout to host https://api.telegram.org/bot{TOKEN}/getMe")
    log.error("it failed", exc_info=error)
    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "Connection timeout to host" in written
    assert TOKEN not in written
    assert KEY not in written


def test_an_uncaught_error_is_masked(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    """What ends the process is written through the same door."""
    set_up_logging("INFO", [])
    error = ValueError(f"bot{TOKEN}")
    sys.excepthook(ValueError, error, None)
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert TOKEN not in written


def test_levels_are_kept(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    """The level that the owner set decides, and aiogram's line for each update is left out."""
    set_up_logging("INFO", [])
    log.debug("too quiet")
    logging.getLogger("aiogram.event").info("Update id=1 is handled")
    log.info("heard")
    written = capsys.readouterr().err
    assert "heard" in written
    assert "too quiet" not in written
    assert "Update id=1" not in written
