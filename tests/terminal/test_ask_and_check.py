"""How an owner checks a key and a deployment."""

import asyncio
import base64
import sqlite3
from contextlib import closing

import pytest

from bot.sandbox.gigachat import Fault, Piece
from tests.terminal.conftest import Shell

WRONG_KEY = base64.b64encode(b"client:a-secret-that-was-revoked").decode()


async def test_ask_prints_the_answer_as_it_comes(shell: Shell) -> None:
    """The first piece is on the terminal while the model has not yet written the second."""
    gate = asyncio.Event()
    shell.gigachat.script([Piece("Раз, "), Piece("два.", gate=gate)])
    process = await shell.starts("ask", "Сосчитай")
    assert process.stdout is not None
    assert (await process.stdout.readexactly(len("Раз, ".encode()))).decode() == "Раз, "
    gate.set()
    rest, _ = await process.communicate()
    assert rest.decode() == "два.\n"
    assert process.returncode == 0


async def test_ask_uses_the_model_that_is_named(shell: Shell) -> None:
    """`--model` reaches the request."""
    await shell.runs("ask", "Привет", "--model", "GigaChat-2-Max")
    assert shell.gigachat.chats[-1].body["model"] == "GigaChat-2-Max"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ru_RU", "Такой модели у GigaChat нет"), ("en_US", "GigaChat has no such model")],
)
async def test_ask_says_what_to_change_at_the_terminal(shell: Shell, language: str, sentence: str) -> None:
    """A model that is not served is mended by an option or a setting, not by a command of the chat."""
    ended = await shell.runs("ask", "--model", "Foo", "Привет", LANG=f"{language}.UTF-8")
    assert (ended.status, ended.out) == (1, "\n")
    advice = ended.err.splitlines()[0]
    assert advice.startswith(sentence)
    assert "--model" in advice
    assert "GIGACHAT_MODEL" in advice
    assert "/model" not in advice


async def test_ask_needs_a_question(shell: Shell) -> None:
    """Nothing but blanks is a wrong argument, and GigaChat never hears of it."""
    ended = await shell.runs("ask", " \n")
    assert (ended.status, ended.out) == (2, "")
    assert "a question" in ended.err
    assert not shell.gigachat.chats


async def test_a_wrong_key_says_what_to_do(shell: Shell) -> None:
    """A refused key ends with status 1 and the name of the variable to mend, and is never printed."""
    ended = await shell.runs("ask", "Привет", GIGACHAT_CREDENTIALS=WRONG_KEY)
    assert ended.status == 1
    assert "GIGACHAT_CREDENTIALS" in ended.err
    assert WRONG_KEY not in ended.out + ended.err
    assert "Traceback" not in ended.err


async def test_ask_without_a_key_says_where_to_take_one(shell: Shell) -> None:
    """A missing key is one line that names the variable."""
    ended = await shell.runs("ask", "Привет", GIGACHAT_CREDENTIALS="")
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "GIGACHAT_CREDENTIALS" in ended.err


async def test_check_passes_where_all_is_well(shell: Shell) -> None:
    """Token, certificate, key, model and database get a line each, and the status is 0."""
    ended = await shell.runs("check")
    assert ended.status == 0
    assert ended.out.count("✓") == 5
    assert "@gigachat_bot" in ended.out
    assert list(shell.folder.iterdir()) == [], "a check makes no database"


async def test_check_names_each_failure_with_its_remedy(shell: Shell) -> None:
    """What fails is marked with what to do, the rest is still checked, and the status is 1."""
    (shell.folder / "taken").write_text("not a folder")
    ended = await shell.runs(
        "check",
        BOT_TOKEN="7000000009:" + "x" * 35,
        GIGACHAT_MODEL="GigaChat-9",
        DATABASE_PATH="taken/bot.sqlite3",
    )
    assert ended.status == 1
    assert ended.out.count("✗") == 3
    assert "BOT_TOKEN" in ended.out
    assert "GIGACHAT_MODEL" in ended.out
    assert "DATABASE_PATH" in ended.out


@pytest.mark.parametrize("language", ["ru_RU", "en_US"])
async def test_check_gives_one_advice_about_a_newer_database(shell: Shell, language: str) -> None:
    """Where the sentence says what to do, nobody is sent to look at paths and permissions besides."""
    with closing(sqlite3.connect(shell.folder / "bot.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")
    ended = await shell.runs("check", LANG=f"{language}.UTF-8")
    assert ended.status == 1
    assert "99" in ended.out
    assert "DATABASE_PATH" not in ended.out


async def test_check_tells_a_wrong_key_from_an_unreachable_host(shell: Shell) -> None:
    """Each has its own advice, in English where the terminal speaks it."""
    wrong = await shell.runs("check", GIGACHAT_CREDENTIALS=WRONG_KEY, LANG="en_US.UTF-8")
    assert "does not accept the key" in wrong.out
    shell.gigachat.faults.add(Fault("reset", endpoint="oauth", times=None))
    gone = await shell.runs("check", LANG="en_US.UTF-8")
    assert "can’t be reached" in gone.out
    assert wrong.out.count("\n") == gone.out.count("\n") == 5
    assert (wrong.status, gone.status) == (1, 1)
