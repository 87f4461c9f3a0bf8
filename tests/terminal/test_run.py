"""The bot as a process: how it starts, stops, and refuses to start."""

import asyncio
import signal

import pytest

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Person
from tests.terminal.conftest import Shell


@pytest.fixture
def anna(shell: Shell) -> Person:
    """Give a person who has started the bot."""
    person = shell.telegram.person("Анна")
    shell.telegram.private(person)
    return person


async def test_sigterm_lets_a_growing_answer_end(shell: Shell, anna: Person) -> None:
    """A stop in mid-answer waits for the answer's end, then the process ends with status 0."""
    gate = asyncio.Event()
    shell.gigachat.script([Piece("Начало положено, и вот уже "), Piece("конец.", gate=gate)])
    process = await shell.starts("run")
    await anna.sends("Начни")
    await anna.sees("Начало", timeout=30)
    process.send_signal(signal.SIGTERM)
    gate.set()
    _, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    answer = await anna.sees("Начало положено, и вот уже конец.", timeout=1)
    assert "Стоп" not in "".join(answer.labels)
    assert "Traceback" not in err.decode()


async def test_a_second_process_goes_on_with_the_conversation(shell: Shell, anna: Person) -> None:
    """What was said before a restart is in the prompt after it."""
    for question in ("Меня зовут Анна", "Как меня зовут?"):
        process = await shell.starts("run")
        await anna.sends(question)
        await anna.sees(lambda m: any("Ещё" in label for label in m.labels), timeout=30)
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    said = [message["content"] for message in shell.gigachat.chats[-1].body["messages"]]
    assert "Меня зовут Анна" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not-a-token"),
        ("BOT_TOKEN", "7000000009:" + "x" * 35),
        ("GIGACHAT_BASE_URL", "http://example.org/v1"),
        ("DATABASE_PATH", "/proc/bot.sqlite3"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_one_line(shell: Shell, name: str, value: str) -> None:
    """The line names the variable (or the database's path) and no secret, and the status is 2."""
    ended = await shell.runs("run", **{name: value})
    assert ended.status == 2, ended.err
    line = ended.err.strip().splitlines()[-1]
    assert name in line or value in line
    assert "Traceback" not in ended.err
    assert shell.gigachat.credentials not in ended.err
