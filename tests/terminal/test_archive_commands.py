"""How an owner copies, restores and checks the database, and that two bots never share one."""

import asyncio
import re
import signal
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox.telegram import Person
from tests.storage.ruin import spoil
from tests.terminal.conftest import Shell

START_TIME = 120  # seconds: a guard against a hang; under load the imports alone take half a minute


@pytest.fixture
def anna(shell: Shell) -> Person:
    """Give a person who has started the bot."""
    person = shell.telegram.person("Анна")
    shell.telegram.private(person)
    return person


async def is_answered(shell: Shell, anna: Person, question: str) -> None:
    """Ask, and wait for the finished answer to this very question."""
    answer = f"Ответ на «{question}»."
    shell.gigachat.script(answer, match=question)
    await anna.sends(question)
    await anna.sees(
        lambda m: m.text == answer and any("Ещё" in label for label in m.labels), timeout=START_TIME
    )


async def ends(process: asyncio.subprocess.Process, by: signal.Signals) -> None:
    """Send a signal and wait for the end."""
    process.send_signal(by)
    await process.communicate()


def questions_in(path: Path) -> list[str]:
    """Return the questions of a database file."""
    with closing(sqlite3.connect(path)) as connection:
        return [text for (text,) in connection.execute("SELECT question FROM turns ORDER BY id")]


async def test_a_backup_of_a_running_bot_can_be_restored(shell: Shell, anna: Person) -> None:
    """A copy taken while the bot answers is whole and private, and a bot goes on from it once restored."""
    process = await shell.starts("run")
    await is_answered(shell, anna, "Меня зовут Анна")
    written = await shell.runs("backup", "copy.sqlite3")
    assert (written.status, written.err) == (0, "")
    assert re.search(r"copy\.sqlite3, \d,\d МБ$", written.out), "a number as Russian writes it"
    copy = shell.folder / "copy.sqlite3"
    assert questions_in(copy) == ["Меня зовут Анна"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    await is_answered(shell, anna, "После копии")
    before = (shell.folder / "bot.sqlite3").read_bytes()
    refused = await shell.runs("restore", "copy.sqlite3", LANG="en_US.UTF-8")
    assert (refused.status, refused.out) == (1, "")
    assert "bot.sqlite3 is in use by another process of this bot" in refused.err
    assert (shell.folder / "bot.sqlite3").read_bytes() == before
    await ends(process, signal.SIGKILL)  # what is in the log only must not be lost by the restore
    restored = await shell.runs("restore", "copy.sqlite3")
    assert restored.status == 0, restored.err
    assert "bot.sqlite3.before-restore" in restored.out
    assert questions_in(shell.folder / "bot.sqlite3.before-restore") == ["Меня зовут Анна", "После копии"]
    process = await shell.starts("run")
    await is_answered(shell, anna, "Как меня зовут?")
    await ends(process, signal.SIGTERM)
    said = [message["content"] for message in shell.gigachat.chats[-1].body["messages"]]
    assert "Меня зовут Анна" in said
    assert "После копии" not in said


async def test_a_second_bot_on_the_same_database_says_so_and_ends(shell: Shell, anna: Person) -> None:
    """One line and status 2 for the second, the first goes on, and its death frees the file at once."""
    first = await shell.starts("run")
    await is_answered(shell, anna, "Раз")
    second = await shell.runs("run")
    assert second.status == 2
    assert second.err == "База данных bot.sqlite3 занята: с ней уже работает другой процесс этого бота\n"
    assert (await shell.runs("check")).status == 0, "a check needs no lock"
    await is_answered(shell, anna, "Два")
    await ends(first, signal.SIGKILL)
    third = await shell.starts("run")
    await is_answered(shell, anna, "Три")
    await ends(third, signal.SIGTERM)
    assert questions_in(shell.folder / "bot.sqlite3") == ["Раз", "Два", "Три"]


async def test_check_db_tells_what_is_there_and_what_is_broken(shell: Shell, anna: Person) -> None:
    """A sound file gets its numbers and status 0, even after a kill; a spoilt page, 1 and the remedy."""
    process = await shell.starts("run")
    await is_answered(shell, anna, "Раз")
    await ends(process, signal.SIGKILL)
    sound = await shell.runs("check-db", LANG="en_US.UTF-8")
    assert sound.status == 0, sound.out + sound.err
    for line in ("conversations: 1\n", "questions: 1\n", "not answered yet: 0\n", "The database is sound\n"):
        assert line in sound.out
    await shell.runs("backup", "copy.sqlite3")
    spoil(shell.folder / "copy.sqlite3", "turns")
    broken = await shell.runs("check-db", LANG="en_US.UTF-8", DATABASE_PATH="copy.sqlite3")
    assert broken.status == 1
    assert "✗ The database is damaged" in broken.out
    assert "python -m bot restore" in broken.out
    missing = await shell.runs("check-db", DATABASE_PATH="missing.sqlite3")
    assert (missing.status, missing.err) == (1, "✗ Файла missing.sqlite3 нет\n")
    assert not (shell.folder / "missing.sqlite3").exists()
