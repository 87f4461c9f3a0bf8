"""`python -m bot admin …`: what a script reads and changes, and that a running bot notices."""

import argparse
import json
import os
import re
import sqlite3
from contextlib import closing

import pytest

from bot.config import load_settings
from bot.locales import words_in
from bot.storage.database import Database
from bot.terminal.admin import administer
from bot.terminal.admin_arguments import add_admin
from tests.terminal.conftest import Shell


@pytest.fixture
async def stored(shell: Shell) -> Shell:
    """Give a shell in a folder with a database in which two people and a group are known."""
    path = shell.folder / "bot.sqlite3"
    database = await Database.open(path)
    await database.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        people = [(1, "Анна", "anna", 1.0), (2, "Boris", None, 2.0)]
        connection.executemany(
            "INSERT INTO users (id, first_name, username, seen_at) VALUES (?, ?, ?, ?)", people
        )
        connection.execute(
            "INSERT INTO chats (id, type, title, seen_at) VALUES (-100, 'supergroup', 'Дача', 3.0)"
        )
    return shell


async def told(shell: Shell, *arguments: str, **settings: str) -> str:
    """Run a command that must succeed and return what it printed."""
    ended = await shell.runs("admin", *arguments, **settings)
    assert (ended.status, ended.err) == (0, "")
    return ended.out


async def done(shell: Shell, language: str, *arguments: str, **settings: str) -> int:
    """Run a command in this process, where what is tried is not how Python starts; return its status."""
    parser = argparse.ArgumentParser()
    add_admin(parser.add_subparsers())
    loaded = load_settings(_env_file=os.devnull, database_path=shell.folder / "bot.sqlite3", **settings)
    return await administer(loaded, parser.parse_args(["admin", *arguments]), language)


async def test_what_is_decided_can_be_read(stored: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    """Bans and limits are found in the lists and in the log, each as an act of the command line."""

    async def says(*arguments: str) -> str:
        assert await done(stored, "ru", *arguments) == 0
        return capsys.readouterr().out

    assert "Boris: запрещён" in await says("ban", "2")
    assert "Boris (2) · запрещён" in await says("people", "bor")
    assert "Boris: открыт, как всем" in await says("unban", "2")
    assert "Дача: открыт" in await says("allow", "-100")
    assert "Дача (-100) · открыт" in await says("groups")
    assert "токенов в день: 500 *" in await says("limits", "2", "--day", "500")
    assert "вопросов в минуту: 7 *" in await says("limits", "2", "--per-minute", "7")
    usage = json.loads(await says("usage", "2", "--json"))
    assert usage["limits"] == {"per_minute": 7, "tokens_day": 500, "tokens_month": 0}
    assert "токенов в день: без ограничения\n" in await says("limits", "2", "--default")
    acts = [(act["admin_id"], act["act"], act["subject"]) for act in json.loads(await says("acts", "--json"))]
    of_limits = [(0, "limits", 2)] * 3
    assert acts == [*of_limits, (0, "allow", -100), (0, "unban", 2), (0, "ban", 2)]
    assert "командная строка · доступ запрещён: Boris" in await says("acts")
    assert await says("system", "Ты — поэт") == "Ты — поэт\n"
    assert json.loads(await says("system", "-", "--json")) == {"system_prompt": None}
    assert "характер для всех теперь: не задан" in await says("acts")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ru", "Бот этого id ещё не видел"), ("en", "The bot has not seen this id yet")],
)
@pytest.mark.parametrize("arguments", ["allow", "ban", "unban", "limits"])
async def test_an_id_that_was_never_seen_is_told(
    stored: Shell, capsys: pytest.CaptureFixture[str], arguments: str, language: str, sentence: str
) -> None:
    """What was decided holds, and the line that doubts the id stays until the bot sees it."""
    for _ in range(2):
        assert await done(stored, language, arguments, "-10077") == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith(sentence)
    assert await done(stored, language, arguments, "-10077", "--json") == 0
    assert json.loads(capsys.readouterr().out)["known"] is False
    assert await done(stored, language, arguments, "-100") == 0
    assert sentence not in capsys.readouterr().out
    assert await done(stored, language, arguments, "2", "--json") == 0
    assert json.loads(capsys.readouterr().out)["known"] is True


async def test_a_name_that_is_only_an_id_is_told_once(
    stored: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a group that was only decided of, the id stands for the title."""
    await done(stored, "ru", "allow", "-10077")
    capsys.readouterr()
    await done(stored, "ru", "usage", "-10077")
    assert capsys.readouterr().out.splitlines()[0] == "-10077"


async def test_the_present_defaults_can_be_read(stored: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a value, what holds is told, as text and as JSON, and nothing is changed."""

    async def says(*arguments: str) -> str:
        assert await done(stored, "ru", *arguments) == 0
        return capsys.readouterr().out

    assert await says("model") == "GigaChat-2\n"
    assert await says("system") == "–\n"
    assert json.loads(await says("acts", "--json")) == []
    await says("model", "GigaChat-9")
    await says("system", "Ты — поэт")
    assert await says("model") == "GigaChat-9\n"
    assert json.loads(await says("model", "--json")) == {"model": "GigaChat-9"}
    assert await says("system") == "Ты — поэт\n"
    assert json.loads(await says("system", "--json")) == {"system_prompt": "Ты — поэт"}
    assert len(json.loads(await says("acts", "--json"))) == 2


def test_the_help_says_how_default_limits_go_with_others(capsys: pytest.CaptureFixture[str]) -> None:
    """`--default` beside a number resets the other limits."""
    parser = argparse.ArgumentParser()
    add_admin(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(["admin", "limits", "--help"])
    assert "no exceptions but those that stand beside this" in " ".join(capsys.readouterr().out.split())


async def test_a_model_that_could_not_be_checked_says_so(stored: Shell) -> None:
    """A name is stored while GigaChat can't be asked, too, but nobody takes it for one that exists."""
    unchecked = await told(stored, "model", "GigaChat-9", GIGACHAT_CREDENTIALS="")
    assert unchecked.splitlines() == ["GigaChat-9", words_in("ru")("admin-cli-model-unchecked")]
    away = {"GIGACHAT_CREDENTIALS": "bm86bm8="}
    assert json.loads(await told(stored, "model", "GigaChat-9", "--json", **away)) == {
        "model": "GigaChat-9",
        "checked": False,
    }
    assert await told(stored, "model", "gigachat-2-max") == "GigaChat-2-Max\n"
    checked = json.loads(await told(stored, "model", "GigaChat-2-Max", "--json"))
    assert checked == {"model": "GigaChat-2-Max", "checked": True}
    assert "checked" not in json.loads(await told(stored, "model", "--default", "--json"))


async def test_figures_for_a_script(stored: Shell) -> None:
    """An empty day has figures, too: nothing was asked; a script reads them as JSON."""
    figures = json.loads(await told(stored, "figures", "--json"))
    assert (figures["day"]["questions"], figures["models"]) == (0, [])


async def test_pictures_and_balance_for_a_script(stored: Shell) -> None:
    """What /admin draws is drawn into files; the balance is GigaChat's, or why there is none."""
    await told(stored, "figures", "--pictures", "drawn/here")
    drawn = [stored.folder / "drawn/here" / name for name in ("questions.png", "tokens.png")]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)
    assert json.loads(await told(stored, "balance", "--json"))[0] == {
        "model": "GigaChat-2",
        "tokens": 1_000_000,
    }
    (stored.folder / "taken").write_text("a file")
    ended = await stored.runs("admin", "figures", "--pictures", "taken")
    assert (ended.status, ended.out, ended.err.partition(":")[0]) == (1, "", "taken")
    ended = await stored.runs("admin", "balance", GIGACHAT_CREDENTIALS="bm86bm8=")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("Остаток узнать не удалось. GigaChat не принимает ключ")


async def test_an_invitation_is_a_link_and_its_code_is_not_stored(stored: Shell) -> None:
    """The link names the bot; the file holds the hash alone."""
    link = (await told(stored, "invite", ACCESS="invite")).strip()
    code = re.fullmatch(r"https://t\.me/gigachat_bot\?start=([\w-]{22})", link)
    assert code
    assert code[1].encode() not in (stored.folder / "bot.sqlite3").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (["ban", "0"], 2, "other than 0"),
        (["ban", "1"], 1, "ADMINS"),
        (["usage", "77"], 1, "никого"),
        (["broadcast"], 1, "ещё не было"),
        (["broadcast", "--send"], 1, "от 1 до"),
        (["broadcast", "--stop"], 1, "ничего не рассылается"),
        (["broadcast", " ", "--send"], 1, "от 1 до"),
        (["broadcast", "я" * 4097, "--send"], 1, "от 1 до"),
        (["model", "GigaChat-9"], 1, "GigaChat-2"),
        (["model", " "], 2, "--default"),
    ],
)
async def test_what_can_not_be_done_is_refused(
    stored: Shell, arguments: list[str], status: int, word: str
) -> None:
    """Wrong arguments end with 2, what can't be done with 1, both with a reason and without an act."""
    ended = await stored.runs("admin", *arguments, ADMINS="1")
    assert (ended.status, ended.out) == (status, "")
    assert word in ended.err
    with closing(sqlite3.connect(stored.folder / "bot.sqlite3")) as connection:
        assert not connection.execute("SELECT * FROM acts").fetchall()


@pytest.mark.parametrize(
    ("language", "sentence"), [("ru", "Рассылать пока некому."), ("en", "There is nobody")]
)
async def test_a_broadcast_to_nobody_is_not_begun(
    stored: Shell, capsys: pytest.CaptureFixture[str], language: str, sentence: str
) -> None:
    """Where no chat may get it, neither a preview nor --send pretends that it could be sent."""
    for arguments in (["broadcast", "Всем"], ["broadcast", "Всем", "--send"]):
        assert await done(stored, language, *arguments, access="list") == 1
        told = capsys.readouterr()
        assert not told.out
        assert told.err.startswith(sentence)
    with closing(sqlite3.connect(stored.folder / "bot.sqlite3")) as connection:
        assert not connection.execute("SELECT * FROM broadcasts").fetchall()
        assert not connection.execute("SELECT * FROM acts").fetchall()


async def test_without_a_database_nothing_is_made(shell: Shell) -> None:
    """In a wrong folder a script hears so, instead of figures of an empty file."""
    ended = await shell.runs("admin", "figures")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("✗ Базы")
    assert not (shell.folder / "bot.sqlite3").exists()
