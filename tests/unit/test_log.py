"""No secret and nobody's message stands in the log, wherever it came from; each line names its question."""

import asyncio
import contextvars
import json
import logging
import sys
from collections.abc import Coroutine, Iterator
from typing import Any, Literal

import pytest
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetMe
from aiogram.types import Update

from bot.core.errors import ProviderUnavailableError
from bot.core.trace import following, trace, traced
from bot.log import MASK, JsonLines, TextFormatter, log_loop_errors, set_up_logging
from tests.logging_kept import logging_kept

TOKEN = "7000000001:AAExample_token-of-thirty-five-chars"
KEY = "MDAwMDAwMDA6c2VjcmV0LXNlY3JldC1zZWNyZXQ="
PASSWORD = "pass-w0rd"
TEXT = "меня зовут Фёкла"
STYLES: list[Literal["text", "json"]] = ["text", "json"]


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """Give a logger of the bot, and put logging back as it was."""
    with logging_kept():
        yield logging.getLogger("bot.test")


def formatted(message: str, *arguments: object, secrets: tuple[str, ...] = ()) -> str:
    """Return a record as it would be written for people."""
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, message, arguments, None)
    return TextFormatter(secrets).format(record)


def as_json(message: object, *arguments: object, secrets: tuple[str, ...] = (), **extra: object) -> Any:
    """Return a record as it would be written for machines, read back."""
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, str(message), arguments, None)
    vars(record).update(extra)
    line = JsonLines(secrets).format(record)
    assert "\n" not in line
    return json.loads(line)


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
    error = OSError(f"bot{TOKEN}")
    sys.excepthook(OSError, error, None)
    written = capsys.readouterr().err
    assert "OSError" in written
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


def unreadable_update() -> ValueError:
    """Return what pydantic raises for an update that is no update; it quotes its input."""
    with pytest.raises(ValueError, match="Field required") as caught:
        Update.model_validate({"message": {"text": TEXT}})
    assert "Фёкла" in str(caught.value), "else this test shows nothing"
    return caught.value


UNREADABLE = unreadable_update()
QUOTING = [
    pytest.param(UNREADABLE, id="pydantic"),
    pytest.param(ClientDecodeError("Failed to decode", UNREADABLE, TEXT), id="aiogram, a body"),
    pytest.param(TelegramNetworkError(GetMe(), f"BadHttpMessage: 400 b'{TEXT}'"), id="aiohttp, the wire"),
    pytest.param(KeyError(TEXT), id="a key"),
    pytest.param(ExceptionGroup(TEXT, [ValueError(TEXT)]), id="a group"),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("error", QUOTING)
def test_no_message_is_quoted(
    log: logging.Logger,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    style: Literal["text", "json"],
) -> None:
    """Errors that quote what they stumbled over are told by their class: as an argument, alone, chained."""
    set_up_logging("DEBUG", [], style)
    outer = RuntimeError("a defect")
    outer.__cause__ = error
    log.error("it failed: %s", error)
    log.error(error)
    log.error("it failed", exc_info=outer)
    written = capsys.readouterr().err
    assert "Фёкла" not in written
    assert "Фёкла" not in json.dumps(written, ensure_ascii=False).encode().decode("unicode_escape")
    assert type(error).__name__ in written
    assert "a defect" in written


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (TelegramBadRequest(GetMe(), "Bad Request: chat not found"), "Bad Request: chat not found"),
        (TelegramNetworkError(GetMe(), "ClientConnectorError: no route to x:443"), "no route to x:443"),
        (ProviderUnavailableError("GigaChat answered 500", request_id="77-a"), "500 (X-Request-ID 77-a)"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_what_helps_is_told(error: Exception, told: str) -> None:
    """Refusals, addresses, the system's reasons and the id that Sber's support asks for stay in the line."""
    assert formatted("it failed: %s", error).endswith(told)


@pytest.mark.parametrize("style", STYLES)
def test_a_line_names_its_question(
    log: logging.Logger, capsys: pytest.CaptureFixture[str], style: Literal["text", "json"]
) -> None:
    """The trace goes with the task, and a worker that serves many questions takes on each one's."""
    set_up_logging("INFO", [], style)
    with traced("u7") as seventh:
        pass

    async def worker() -> None:
        log.info("first")
        with following(seventh):
            log.info("second")

    async def talk() -> None:
        with traced("u6"):
            task = asyncio.create_task(worker())
        log.info("between")
        await task

    asyncio.run(talk())
    assert trace() is None
    lines = capsys.readouterr().err.splitlines()
    if style == "json":
        assert [json.loads(line)["trace"] for line in lines] == [None, "u6", "u7"]
    else:
        assert [line.split(" [")[1] for line in lines] == ["-]  between", "u6]  first", "u7]  second"]


def test_a_dropped_coroutine_ends_without_a_word() -> None:
    """What is closed from elsewhere, as at a loop's end, raises nothing of the trace's own."""

    async def work() -> None:
        with traced("u6"):
            await asyncio.Event().wait()

    async def talk() -> Coroutine[Any, Any, None]:
        dropped = work()
        contextvars.copy_context().run(dropped.send, None)
        return dropped

    asyncio.run(talk()).close()


def test_json_stays_json() -> None:
    """Masking leaves whole JSON with the fields that a collector reads, whatever stands around a secret."""
    line = as_json('a "Bearer %s"', KEY, secrets=('quo"ted',), headers={"Authorization": f"Basic {KEY}"})
    assert set(line) == {"time", "level", "logger", "trace", "message", "headers"}
    assert line["message"] == f'a "Bearer {MASK}'
    assert line["headers"] == {"Authorization": f"Basic {MASK}"}
    assert line["time"].endswith("Z")
    assert as_json('a quo"ted secret', secrets=('quo"ted',))["message"] == f"a {MASK} secret"


def test_libraries_are_quiet_below_info(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    """At DEBUG aiosqlite would write each parameter, which are the questions; the bot itself does speak."""
    set_up_logging("DEBUG", [])
    logging.getLogger("aiosqlite").debug("executing %s", TEXT)
    log.debug("heard")
    written = capsys.readouterr().err
    assert "heard" in written
    assert TEXT not in written


def test_a_broken_line_shows_nothing(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    """A line whose arguments do not fit is told by its place: logging itself would print the arguments."""
    set_up_logging("INFO", [])
    log.info("%d", TEXT)
    written = capsys.readouterr().err
    assert TEXT not in written
    assert "test_log.py" in written


@pytest.mark.parametrize("style", STYLES)
def test_what_nobody_awaited_is_written_without_messages(
    log: logging.Logger, capsys: pytest.CaptureFixture[str], style: Literal["text", "json"]
) -> None:
    """A task that dies unnoticed comes to the log: asyncio's own line shows the error's repr."""
    set_up_logging("INFO", [], style)

    async def fail() -> None:
        raise KeyError(TEXT)

    async def talk() -> None:
        log_loop_errors(asyncio.get_running_loop())
        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        del task

    asyncio.run(talk())
    written = capsys.readouterr().err
    assert "never retrieved" in written
    assert "KeyError" in written
    assert "Фёкла" not in written
