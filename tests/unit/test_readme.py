"""README says the same in both languages, and what it tells people to run does what it says."""

import argparse
import asyncio
import os
import re
import shlex
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from bot.sandbox.gigachat import GigaChatDouble, Piece
from bot.storage.database import Database
from bot.terminal.admin_arguments import add_admin

ROOT = Path(__file__).parents[2]
RUSSIAN, _, ENGLISH = (ROOT / "README.md").read_text("utf-8").partition("\n# English\n")
# Half, and what it calls the streamer's sections; the English titles are what others look for.
HALVES = [
    pytest.param(RUSSIAN, "Описание", "Шаги запуска", "Пример использования", id="ru"),
    pytest.param(ENGLISH, "Description", "Execution steps", "Usage example", id="en"),
]
# A key of the right shape that the sandbox does not know: "stranger:secret".
FOREIGN_KEY = "c3RyYW5nZXI6c2VjcmV0"


def section(half: str, title: str) -> str:
    """Return what stands below a heading of the third level."""
    found = re.search(rf"^### {title}\n(.*?)(?=^##|\Z)", half, re.MULTILINE | re.DOTALL)
    assert found, f"README has no section {title}"
    return found[1]


def block(text: str, language: str) -> str:
    """Return the last code block of one language."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return cast("str", found[-1])


@pytest.fixture
async def gigachat() -> AsyncIterator[GigaChatDouble]:
    """Start the sandbox's GigaChat for one test."""
    double = GigaChatDouble()
    await double.start()
    yield double
    await double.stop()


@asynccontextmanager
async def running_example(
    half: str, steps: str, example: str, folder: Path, **environment: str
) -> AsyncIterator[Process]:
    """Save the example under the name that the steps say, and run it as they say until the block ends."""
    module = re.search(r"\.venv/bin/python -m (\w+)", section(half, steps))
    assert module
    (folder / f"{module[1]}.py").write_text(block(section(half, example), "python"), "utf-8")
    ours = ("GIGACHAT_", "COV", "PYTHON")  # PYTHONUNBUFFERED would print at once whatever the example does
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module[1], cwd=folder, stdout=PIPE, stderr=PIPE,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | environment,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize(("half", "description", "steps", "example"), HALVES)
async def test_the_example_prints_the_answer_as_it_comes(
    gigachat: GigaChatDouble, tmp_path: Path, half: str, description: str, steps: str, example: str
) -> None:
    """The streamer's example runs as written, and shows a piece before the next one has been sent."""
    assert "create_async_generator(" in section(half, description)
    rest = asyncio.Event()
    gigachat.script([Piece("Рассеяние"), Piece(" света.\n", gate=rest)])
    async with running_example(
        half, steps, example, tmp_path, GIGACHAT_CREDENTIALS=gigachat.credentials,
        GIGACHAT_BASE_URL=gigachat.base_url, GIGACHAT_AUTH_URL=gigachat.auth_url,
    ) as running:  # fmt: skip
        assert running.stdout
        first = await running.stdout.read(len("Рассеяние".encode()))
        rest.set()
        printed, complaint = await running.communicate()
    assert (first + printed).decode() == "Рассеяние света.\n\n", complaint.decode()
    assert running.returncode == 0
    assert gigachat.chats[0].body["temperature"] == 0.7


@pytest.mark.parametrize(("half", "description", "steps", "example"), HALVES)
@pytest.mark.parametrize("key", ["", FOREIGN_KEY], ids=["no key", "wrong key"])
async def test_the_example_fails_with_one_line(
    gigachat: GigaChatDouble, tmp_path: Path, half: str, description: str, steps: str, example: str, key: str
) -> None:
    """Without a key, or with a wrong one, the example says so in one line that does not show the key."""
    async with running_example(
        half, steps, example, tmp_path, GIGACHAT_CREDENTIALS=key,
        GIGACHAT_BASE_URL=gigachat.base_url, GIGACHAT_AUTH_URL=gigachat.auth_url,
    ) as running:  # fmt: skip
        printed, complaint = await running.communicate()
    assert running.returncode == 1
    assert not printed
    assert "key" in complaint.decode()
    assert len(complaint.decode().splitlines()) == 1
    assert not key or key not in complaint.decode()


@pytest.mark.parametrize("half", [RUSSIAN, ENGLISH], ids=["ru", "en"])
async def test_a_backup_holds_what_the_log_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    """README's backup, taken while the database is open, is whole as a plain copy is not, and is restored."""
    commands = re.findall(r"^\.venv/bin/python -m bot (?!admin )(.+)$", half, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["backup", "restore", "check-db"]
    assert "bot backup /data/backup.sqlite3\n" in half
    monkeypatch.chdir(tmp_path)
    database = await Database.open(Path("bot.sqlite3"))
    await database.rows("INSERT INTO chats (id, type, seen_at) VALUES (7, 'private', 0)")
    (tmp_path / "plain.sqlite3").write_bytes((tmp_path / "bot.sqlite3").read_bytes())
    assert await status_of(commands[0]) == 0
    await database.rows("INSERT INTO chats (id, type, seen_at) VALUES (8, 'private', 0)")
    await database.close()
    assert await chats_in(tmp_path / "plain.sqlite3") == []
    assert [await status_of(command) for command in commands[1:]] == [0, 0]
    assert await chats_in(tmp_path / "bot.sqlite3") == [7]
    assert await chats_in(tmp_path / "bot.sqlite3.before-restore") == [7, 8]


async def status_of(command: str) -> int:
    """Run `python -m bot` with the rest of a line of README in the present folder; return its status."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *command.split(), env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    return await running.wait()


async def chats_in(path: Path) -> list[int]:
    """Return the ids of the chats that a database file knows, opened as the bot opens it."""
    database = await Database.open(path)
    rows = await database.rows("SELECT id FROM chats")
    await database.close()
    return [row["id"] for row in rows]


def test_both_halves_have_the_same_sections() -> None:
    """Nothing is told in one language only: headings, code, points and rows match in kind and order."""
    kinds = r"^( *```\w*|#{2,} |- |\d\. |\| `[^`]+` \|)"
    assert ENGLISH
    assert re.findall(kinds, RUSSIAN, re.MULTILINE) == re.findall(kinds, ENGLISH, re.MULTILINE)


@pytest.mark.parametrize("half", [RUSSIAN, ENGLISH], ids=["ru", "en"])
def test_every_command_has_its_row(half: str) -> None:
    """A command that the bot's menu describes stands in README's table, and no other does."""
    words = (ROOT / "bot/locales/en.ftl").read_text("utf-8")
    described = re.findall(r"^command-(\w+) =", words, re.MULTILINE)
    assert sorted(re.findall(r"^\| `/(\w+)` \|", half, re.MULTILINE)) == sorted(described)


@pytest.mark.parametrize("half", [RUSSIAN, ENGLISH], ids=["ru", "en"])
def test_the_table_of_settings_is_env_example(half: str) -> None:
    """README's table names each setting with its default, in the order of `.env.example`."""
    rows = re.findall(r"^\| `([A-Z][A-Z_]+)` \|(?: `(.*?)`)? \|", half, re.MULTILINE)
    lines = (ROOT / ".env.example").read_text("utf-8")
    assert rows == re.findall(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", lines, re.MULTILINE)


@pytest.mark.parametrize("half", [RUSSIAN, ENGLISH], ids=["ru", "en"])
def test_the_admin_commands_exist(half: str) -> None:
    """Each `admin` command of README is one that argparse takes."""
    commands = re.findall(r"^\.venv/bin/python -m bot (admin .+)$", half, re.MULTILINE)
    assert len(commands) == 7
    parser = argparse.ArgumentParser()
    add_admin(parser.add_subparsers())
    for command in commands:
        if not command.endswith("--help"):
            assert parser.parse_args(shlex.split(command)).part
