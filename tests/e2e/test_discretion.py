"""A conversation with faults at every stage: neither a secret nor anybody's message stands in the log."""

import asyncio
import base64
import gc
import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from bot.__main__ import _secrets
from bot.log import log_loop_errors, set_up_logging
from bot.sandbox.gigachat import Fault as GigaChatFault
from bot.sandbox.gigachat.faults import FaultKind
from bot.sandbox.telegram import Message, Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, offering
from tests.logging_kept import logging_kept

# Each of these stands in one place only, so that a find tells where it came from.
ASKED, ANSWERED, EDITED, CHARACTER = "Вопросовна-71", "Ответович-82", "Исправович-93", "Характеровна-64"
ANSWER = f"Я знаю, {ANSWERED}, но это **долгая** история, и она идёт слово за словом. Конец."
PROXY_PASSWORD = "pa55-of-the-proxy"
CLOSED = "127.0.0.1:9"  # the port of discard, where nobody listens
TELEGRAM_KINDS = (
    "429", "429_bare", "400:can't parse entities", "401", "500", "502_json", "502_bare", "502_html",
    "reset", "lost",
)  # fmt: skip
AT_ONCE: tuple[FaultKind, ...] = ("html", "reset", "drop", "bad_json", "json_200")
IN_THE_MIDDLE: tuple[FaultKind, ...] = ("status", "reset", "drop", "cut", "bad_json", "json_200")
GIGACHAT_FAULTS = [
    *(GigaChatFault("status", status=status) for status in (400, 401, 402, 403, 404, 422, 429, 500)),
    *(GigaChatFault(kind) for kind in AT_ONCE),
    *(GigaChatFault(kind, at=2) for kind in IN_THE_MIDDLE),
    GigaChatFault("status", endpoint="oauth", status=401),
    GigaChatFault("reset", endpoint="oauth"),
]


@pytest.fixture(params=["text", "json"])
def style(request: pytest.FixtureRequest) -> Iterator[Literal["text", "json"]]:
    """Give both formats of the log, each at its loudest, and put logging back as it was."""
    with logging_kept():
        yield request.param


def set_up(world: World, style: Literal["text", "json"]) -> None:
    """Set up logging as the front door does for the settings of this world."""
    set_up_logging("DEBUG", _secrets(world._settings()), style)
    log_loop_errors(asyncio.get_running_loop())


def secrets_of(world: World) -> list[str]:
    """Return whatever must not be seen, as it is and as it could be encoded."""
    tokens = list(world.gigachat.keys._tokens)
    proxy = base64.b64encode(f"anna:{PROXY_PASSWORD}".encode()).decode()
    plain = [world.telegram.token, world.gigachat.credentials, *tokens, PROXY_PASSWORD, proxy]
    texts = [ASKED, ANSWERED, EDITED, CHARACTER]
    escaped = [json.dumps(text)[1:-1].partition("-")[0] for text in texts]
    return [
        *plain,
        world.telegram.token.partition(":")[2],
        *(text.partition("-")[0] for text in texts),
        *escaped,
    ]


def shown_by(world: World) -> list[str]:
    """Return the reprs of all living objects of the bot, its settings and tasks among them."""
    ours = [it for it in gc.get_objects() if re.match(r"bot\.(?!sandbox)", str(type(it).__module__))]
    assert any(type(it).__name__ == "Question" for it in ours), "else nothing was looked at"
    return [repr(it) for it in [*ours, world._settings(), *asyncio.all_tasks()]]


async def quiet(world: World) -> None:
    """Wait until no answer is under way."""
    app = world.app
    assert app is not None
    async with asyncio.timeout(900):
        while app.runs.unfinished:  # noqa: ASYNC110 - virtual seconds, and nobody signals
            await asyncio.sleep(1)
    await asyncio.sleep(5)


async def every_fault(world: World, person: Person) -> None:
    """Ask again and again, with another fault each time."""
    for kind in TELEGRAM_KINDS:
        for method in ("sendMessage", "editMessageText"):
            world.telegram.faults.add(Fault(method, kind, retry_after=2))
        world.gigachat.script(ANSWER, words_per_piece=3, piece_delay=0.5)
        await person.sends(f"{ASKED}, что нового?")
        await asyncio.sleep(3)
        await quiet(world)
        world.telegram.faults.clear()
    for fault in GIGACHAT_FAULTS:
        world.gigachat.faults.add(fault)
        if fault.endpoint == "oauth":
            world.gigachat.keys.revoke()
        world.gigachat.script(ANSWER, words_per_piece=3)
        await person.sends(f"{ASKED}, и что ещё?")
        await asyncio.sleep(3)
        await quiet(world)
        world.gigachat.faults.clear()


async def without_tables(world: World, person: Person) -> None:
    """Ask while the database refuses."""
    assert world.app is not None
    path = world.app.settings.database_path
    with sqlite3.connect(path) as other:
        other.execute("ALTER TABLE turns RENAME TO turns_away")
    await person.sends(f"{ASKED}, ты здесь?")
    await asyncio.sleep(3)
    with sqlite3.connect(path) as other:
        other.execute("ALTER TABLE turns_away RENAME TO turns")
    other.close()
    await asyncio.sleep(60)
    await quiet(world)


async def unreadable(world: World) -> None:
    """Let Telegram hand over an update that no library can read, with a question in it."""
    world.telegram.tell_bot("message", {"message_id": "?", "text": f"{ASKED}, понятно?"}, 1)
    await asyncio.sleep(5)


async def follow_ups(world: World, person: Person) -> None:
    """Ask once more, edit, stop, set a character, and stop the bot while an answer grows."""
    world.gigachat.script(ANSWER, words_per_piece=2, piece_delay=0.5)
    question: Message = await person.sends(f"{ASKED}, последний раз")
    await quiet(world)
    answer = await person.sees(offering("↻ Ещё раз"))
    await person.presses("↻ Ещё раз", on=answer)
    await quiet(world)
    await person.edits(question, f"{EDITED}, последний раз")
    await person.sends(f"/system Ты {CHARACTER}")
    await person.sends("/stop")
    await quiet(world)
    world.gigachat.script(ANSWER, words_per_piece=1, piece_delay=3.0)
    await person.sends(f"{ASKED}, не успеешь")
    await asyncio.sleep(5)


async def proxies_that_are_closed(world: World, person: Person) -> None:
    """Run with a proxy to GigaChat that refuses, then with such a proxy to Telegram."""
    await world.restart_bot(gigachat_proxy=f"http://anna:{PROXY_PASSWORD}@{CLOSED}")
    await person.sends(f"{ASKED}, слышно?")
    await asyncio.sleep(3)
    await quiet(world)
    await world.stop_bot()
    for scheme in ("http", "socks5"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(10):
                await world.start_bot(telegram_proxy=f"{scheme}://anna:{PROXY_PASSWORD}@{CLOSED}")
        await world.kill_bot()


async def test_the_log_is_discreet(
    world: World, anna: Person, style: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever fails, at the loudest level: no token, key or password, no question, answer or character."""
    set_up(world, style)
    await world.start_bot()
    await every_fault(world, anna)
    await without_tables(world, anna)
    await unreadable(world)
    await follow_ups(world, anna)
    shown: list[Any] = shown_by(world)
    await proxies_that_are_closed(world, anna)
    written = capsys.readouterr().err
    for sentence in (
        "begins",
        "GigaChat answered 500",
        "no such table",
        "X-Request-ID",
        "Bad Request",
        "is not understood",
    ):
        assert sentence in written, "a stage left no line: this test would look at nothing"
    for secret in secrets_of(world):
        assert secret not in written, excerpt(written, secret)
        assert not [each for each in shown if secret in each]


def excerpt(text: str, secret: str) -> str:
    """Return the lines around a find."""
    found = text.index(secret)
    return text[max(0, found - 1500) : found + 500]
