"""Every error of Telegram and GigaChat at every call of one scripted conversation; the run prints the table.

The conversation: a command, a question whose answer grows, Retry under it, and afterwards one more question.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bot.locales
from bot.app import App
from bot.locales import words_in
from bot.sandbox.gigachat import Fault as ModelFault
from bot.sandbox.gigachat import Scenario
from bot.sandbox.telegram import Message, Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished
from tests.virtual_time import VirtualLoop

ANSWER = Scenario.words(24, 5.0, words_per_piece=3)
AFTERWARDS = "Ответ на следующий вопрос."
# Virtual seconds: the longest any cell may take to come to rest.
PATIENCE = 900.0

UNDER_WAY = (
    "SELECT 1 FROM updates WHERE done_at IS NULL",
    "SELECT 1 FROM turns WHERE state = 'pending' OR unshown",
    "SELECT 1 FROM letters WHERE ended_at IS NULL",
)

# Telegram's descriptions as its own server words them (telegram-bot-api Client.cpp, TDLib).
CLOSED = {
    "403": "403",
    "chat not found": "400:chat not found",
    "no rights": "400:not enough rights to send text messages to the chat",
    "no write access": "400:have no write access to the chat",
    "write forbidden": "400:CHAT_WRITE_FORBIDDEN",
    "thread not found": "400:message thread not found",
    "topic closed": "400:TOPIC_CLOSED",
}
GONE = {
    "edit not found": "400:message to edit not found",
    "can't be edited": "400:message can't be edited",
    "no text to edit": "400:there is no text in the message to edit",
}
PASSING = {
    "429": "429",
    "429 bare": "429_bare",
    "not modified": "400:message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message",
    "can't parse": "400:can't parse entities: Can't find end of the entity starting at byte offset 7",
    "entity bounds": "400:ENTITY_BOUNDS_INVALID",
    "entities too long": "400:ENTITIES_TOO_LONG",
    "500 restart": "500",
    "502 JSON": "502_json",
    "502 bare": "502_bare",
    "502 HTML": "502_html",
    "hang": "hang",
    "reset": "reset",
    "lost": "lost",
    "slow": "slow",
}
# What refuses this text: it goes out plain.
REFUSED = {
    "too long (send)": "400:message is too long",
    "too long (edit)": "400:MESSAGE_TOO_LONG",
    "text too long": "400:text is too long",
    "text empty": "400:message text is empty",
    "button data": "400:BUTTON_DATA_INVALID",
    "reply not found": "400:message to be replied not found",
    "query too old": "400:query is too old and response timeout expired or query ID is invalid",
    "404": "400:Not Found",
}
TELEGRAM = PASSING | GONE | CLOSED | REFUSED

MODEL: dict[str, dict[str, Any]] = {
    **{str(status): {"kind": "status", "status": status} for status in (400, 401, 402, 403, 404, 413, 422)},
    "429": {"kind": "status", "status": 429},
    "429 later": {"kind": "status", "status": 429, "retry_after": "3"},
    **{str(status): {"kind": "status", "status": status} for status in (500, 502, 503, 504)},
    "502 HTML": {"kind": "html"},
    "hang": {"kind": "hang"},
    "reset": {"kind": "reset"},
    "drop": {"kind": "drop"},
    "cut": {"kind": "cut"},
    "bad JSON": {"kind": "bad_json"},
    "JSON with 200": {"kind": "json_200", "status": 500},
}
# Before the first piece of text these pass by themselves.
RETRYABLE = {"429", "429 later", "500", "502", "503", "504", "502 HTML", "reset"}
MODEL_POINTS: dict[str, tuple[str, Any]] = {
    "OAuth": ("oauth", "start"), "start": ("chat", "start"), "headers": ("chat", 0),
    "mid-stream": ("chat", 4), "end": ("chat", "end"),
}  # fmt: skip


RUSSIAN = Path(bot.locales.__file__).with_name("ru.ftl").read_text(encoding="utf-8")
NOTICES = [
    words_in("ru")(key) for key in re.findall(r"^((?:error|note)-[a-z-]+) = [^{\n]+$", RUSSIAN, re.MULTILINE)
]


@dataclass(frozen=True)
class Point:
    """One call of the conversation: the `nth` of its `method` within a `part`; `edit` -1 is the last one."""

    part: str
    method: str
    nth: int = 1


POINTS = {
    "updates": Point("question", "getUpdates"),
    "command": Point("command", "sendMessage"),
    "typing": Point("question", "sendChatAction"),
    "send": Point("question", "sendMessage"),
    "first edit": Point("question", "editMessageText"),
    "middle edit": Point("question", "editMessageText", 3),
    "last edit": Point("question", "editMessageText", -1),
    "callback": Point("retry", "answerCallbackQuery"),
}


@asynccontextmanager
async def world_of(folder: Path) -> AsyncIterator[World]:
    """Give a running bot; when the block ends nothing of it may be left."""
    world = World(folder)
    await world.open()
    world.gigachat.script(AFTERWARDS, match="дальше")
    world.gigachat.script(ANSWER)
    try:
        tasks, files = asyncio.all_tasks(), open_files()
        await world.start_bot()
        await asyncio.sleep(10)
        yield world
        assert world.app is not None
        assert world.app.runs.waiting == 0, "somebody waits for a slot that nobody holds"
        await world.stop_bot()
        await asyncio.sleep(60)
        left = [task for task in asyncio.all_tasks() - tasks if is_the_bots(task)]
        assert left == [], "tasks are left"
        assert open_files() <= files, "files or connections are left"
    finally:
        await world.close()


def newcomer(world: World) -> Person:
    """Return somebody who has just started the bot, so that what went wrong for others is over."""
    anna = world.telegram.person("Анна")
    world.telegram.private(anna)
    return anna


def is_the_bots(task: asyncio.Task[Any]) -> bool:
    """Tell tasks of the bot from those of the two servers."""
    seen = repr(task)
    return "bot/sandbox" not in seen and "bot.sandbox" not in seen and "RequestHandler" not in seen


def open_files() -> int:
    """Return how many descriptors this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def converse(world: World, anna: Person, begins: Callable[[str], None] = lambda _: None) -> str:
    """Hold the conversation, telling where each part begins; return what became of the question."""
    begins("command")
    await anna.sends("/help")
    await rest(world)
    begins("question")
    await anna.sends("расскажи")
    await rest(world)
    outcome = outcome_of(world, anna)
    begins("retry")
    for message in ours(world, anna):
        if any("Ещё раз" in label for label in message.labels):
            anna.pushes("Ещё раз", on=message)
            break
    await rest(world)
    world.telegram.faults.clear()
    world.gigachat.faults.clear()
    await anna.sends("дальше")
    await anna.sees(finished(AFTERWARDS), timeout=PATIENCE)
    await rest(world)
    return outcome


def ours(world: World, anna: Person) -> list[Message]:
    """Return what the bot shows Anna."""
    return [m for m in world.telegram.chat_history(anna.chat) if m.sender is world.telegram.bot]


async def rest(world: World) -> None:
    """Wait until nothing is under way: no update, no turn, no letter, no run."""
    assert world.app is not None
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    await asyncio.sleep(1)
    while await under_way(world.app):
        assert loop.time() < deadline, "it never comes to rest"
        await asyncio.sleep(1)
    await asyncio.sleep(5)


async def under_way(app: App) -> bool:
    """Tell whether the file knows of anything that has not ended."""
    return any([await app.archive._database.rows(sql) for sql in UNDER_WAY])


def outcome_of(world: World, anna: Person) -> str:
    """Return what the person has who asked: the whole answer, a notice, or nothing that ended."""
    shown = ours(world, anna)
    whole = [message for message in shown if message.text == ANSWER.text]
    assert len(whole) <= 1, "the answer stands twice"
    if whole:
        assert whole[0].labels == ["↻ Ещё раз"]
        return "answer"
    told = [message for message in shown if any(message.text.endswith(notice) for notice in NOTICES)]
    assert len(told) <= 1, "it is told twice"
    return "notice" if told else "unseen"


@pytest.fixture(scope="module")
def last_edits(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return how many edits the question's answer takes where nothing fails."""

    async def count() -> int:
        async with world_of(tmp_path_factory.mktemp("calm")) as world:
            await newcomer(world).sends("расскажи")
            await rest(world)
            return len(world.telegram.calls_of("editMessageText"))

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(count())


@pytest.mark.parametrize("kind", TELEGRAM)
async def test_telegram_fails(
    kind: str, tmp_path: Path, last_edits: int, record_property: Callable[[str, object], None]
) -> None:
    """Whatever Telegram answers to whichever call, an answer or an honest word stands, nothing is left."""
    row: dict[str, str] = {}
    async with world_of(tmp_path) as world:
        for name, point in POINTS.items():

            def begins(part: str, point: Point = point) -> None:
                if part == point.part:
                    nth = last_edits if point.nth < 0 else point.nth
                    world.telegram.faults.add(Fault(point.method, TELEGRAM[kind], nth=nth))

            row[name] = await converse(world, newcomer(world), begins)
    record_property("fault matrix", ("Telegram", kind, row))
    asking = {"send", "first edit", "middle edit", "last edit"}
    excused = asking if kind in CLOSED | GONE else set()
    if kind == "not modified":
        excused = {"last edit"}  # Telegram says that this text stands already, and is believed
    lost = {name: outcome for name, outcome in row.items() if outcome != "answer" and name not in excused}
    assert lost == {}


@pytest.mark.parametrize("kind", MODEL)
async def test_gigachat_fails(
    kind: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Whatever GigaChat answers and when, an answer or an honest word stands, and nothing is left."""
    row: dict[str, str] = {}
    async with world_of(tmp_path) as world:
        for name, (endpoint, at) in MODEL_POINTS.items():

            def begins(part: str, endpoint: Any = endpoint, at: Any = at) -> None:
                if part == "question":
                    world.gigachat.faults.add(ModelFault(**MODEL[kind], endpoint=endpoint, at=at))

            row[name] = await converse(world, newcomer(world), begins)
    record_property("fault matrix", ("GigaChat", kind, row))
    assert set(row.values()) <= {"answer", "notice"}
    if kind in RETRYABLE:
        assert row["start"] == "answer"
