"""Copies and their way back: whole or not at all, and nothing lost on either way."""

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.conversation import Answer, ConversationKey, MessageRef, Question, TurnState
from bot.core.errors import StorageError
from bot.core.letters import LetterDraft
from bot.core.prompt import REMEMBERED_TURNS
from bot.storage.backup import back_up, restore
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.integrity import check_integrity
from bot.storage.lock import only_process
from bot.storage.migrations import MIGRATIONS
from tests.storage.ruin import killed_copy, spoil

KEY = ConversationKey(7)


async def ask(database: Database, *texts: str) -> None:
    """Store questions."""
    for text in texts:
        await Conversations(database).begin_turn(KEY, Question(text, 7), question_message=None, now=1.0)


async def made(path: Path, *texts: str) -> Path:
    """Make a database that holds these questions, and close it."""
    database = await Database.open(path)
    await ask(database, *texts)
    await database.close()
    return path


async def copied(path: Path, *texts: str) -> Path:
    """Make a copy that holds these questions."""
    back_up(await made(path.with_name("original"), *texts), path)
    for file in path.parent.glob("original*"):
        file.unlink()
    return path


def questions_in(path: Path) -> list[str]:
    """Return the questions of a file, as a stranger reads it."""
    with closing(sqlite3.connect(path)) as connection:
        return [text for (text,) in connection.execute("SELECT question FROM turns ORDER BY id")]


def names_in(folder: Path) -> list[str]:
    """Return what stands in a folder, but for the lock."""
    return sorted(file.name for file in folder.iterdir() if file.suffix != ".lock")


async def test_a_copy_shows_one_moment_of_a_busy_bot(database: Database, tmp_path: Path) -> None:
    """A copy taken while the bot writes is sound and has every turn that was stored before."""
    await ask(database, *map(str, range(50)))
    copying = asyncio.create_task(asyncio.to_thread(back_up, database.path, tmp_path / "copy"))
    number = 50
    while not copying.done():
        await ask(database, str(number))
        number += 1
    await copying
    copied = questions_in(tmp_path / "copy")
    assert copied == [str(each) for each in range(len(copied))]
    assert 50 <= len(copied) <= number
    assert check_integrity(tmp_path / "copy").damage == []


async def test_a_copy_is_one_private_file(path: Path, tmp_path: Path) -> None:
    """It needs no log beside it, other users can't read it, and no half-made file is left."""
    await made(path, "?")
    folder = tmp_path / "copies"
    folder.mkdir()
    back_up(path, folder / "copy")
    assert names_in(folder) == ["copy"]
    assert stat.S_IMODE((folder / "copy").stat().st_mode) == 0o600
    folder.chmod(0o500)
    assert questions_in(folder / "copy") == ["?"]
    folder.chmod(0o700)


async def test_a_file_that_exists_is_kept_unless_forced(path: Path, tmp_path: Path) -> None:
    """Neither a slip of the keyboard nor a failed copy costs an older copy, still less the database."""
    await made(path, "new")
    older = await made(tmp_path / "copy", "old")
    with pytest.raises(StorageError, match="copy exists already"):
        back_up(path, older)
    assert questions_in(older) == ["old"]
    back_up(path, older, force=True)
    assert questions_in(older) == ["new"]
    spoil(path, "turns")
    with pytest.raises(StorageError, match="is damaged, it was not copied"):
        back_up(path, older, force=True)
    assert questions_in(older) == ["new"]
    (tmp_path / "link").symlink_to(older)
    with pytest.raises(StorageError, match="is the database itself"):
        back_up(older, tmp_path / "link", force=True)
    assert not [name for name in names_in(tmp_path) if name.startswith(".")]


async def test_what_is_no_database_of_ours_is_not_copied(tmp_path: Path) -> None:
    """A wrong path is told, and nothing is made of it."""
    with pytest.raises(StorageError, match="There is no database"):
        back_up(tmp_path / "nothing", tmp_path / "copy")
    (tmp_path / "text").write_text("to be honest, no database" * 100)
    with pytest.raises(StorageError, match="text is not a SQLite database"):
        back_up(tmp_path / "text", tmp_path / "copy")
    assert names_in(tmp_path) == ["text"]


async def test_a_restored_copy_goes_on_where_it_stood(database: Database, tmp_path: Path) -> None:
    """Conversations, answers not shown, updates and letters of the copy are there after the next start."""
    conversations, inbox = Conversations(database), Inbox(database)
    await inbox.store([(1, "{}"), (2, "{}")], 1.0)
    await inbox.done(2, [LetterDraft(7, "{}")], 1.0)
    turn = await conversations.begin_turn(KEY, Question("?", 7), question_message=MessageRef(7, 1), now=1.0)
    await conversations.finish_turn(turn.id, Answer("!", TurnState.COMPLETE), 2.0)
    back_up(database.path, tmp_path / "copy")
    await database.close()
    assert restore(tmp_path / "fresh" / "bot.sqlite3", tmp_path / "copy") is None
    restored = await Database.open(tmp_path / "fresh" / "bot.sqlite3")
    (found,) = await Conversations(restored).unfinished()
    assert found.turn.answer.text == "!"
    assert [each.update_id for each in await Inbox(restored).undone()] == [1]
    assert (await restored.rows("PRAGMA journal_mode"))[0][0] == "wal"
    await restored.close()
    counts = check_integrity(tmp_path / "fresh" / "bot.sqlite3").counts
    assert counts == {"conversations": 1, "turns": 1, "pending": 0, "unshown": 1, "undone": 1, "letters": 1}


async def test_what_a_restore_replaces_is_kept_with_its_log(database: Database, tmp_path: Path) -> None:
    """The present database, what a killed bot left in its log included, stands beside the copy, each time."""
    copy = await copied(tmp_path / "copy", "copied")
    await ask(database, "в журнале")
    path = killed_copy(database.path, tmp_path / "killed")
    assert restore(path, copy) == path.with_name("archive.sqlite3.before-restore")
    assert restore(path, copy) == path.with_name("archive.sqlite3.before-restore2")
    assert questions_in(path) == ["copied"]
    assert questions_in(path.with_name("archive.sqlite3.before-restore")) == ["в журнале"]
    assert names_in(path.parent) == [
        "archive.sqlite3", "archive.sqlite3.before-restore", "archive.sqlite3.before-restore2"
    ]  # fmt: skip
    restore(path, path.with_name("archive.sqlite3.before-restore"))
    assert questions_in(path) == ["в журнале"]


async def test_a_damaged_database_is_kept_as_it_is(database: Database, tmp_path: Path) -> None:
    """A file whose log can't be folded in keeps it beside its new name, and the copy starts without it."""
    copy = await copied(tmp_path / "copy", "copied")
    await ask(database, "в журнале")
    path = killed_copy(database.path, tmp_path / "killed")
    log = path.with_name("archive.sqlite3-wal")
    for file in (path, log):
        file.write_bytes(b"\xa5" * file.stat().st_size)
    before = log.read_bytes()
    kept = restore(path, copy)
    assert kept is not None
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == before
    assert questions_in(path) == ["copied"]
    assert "archive.sqlite3-wal" not in names_in(path.parent)


@pytest.mark.parametrize(
    ("ruin", "sentence"),
    [
        (lambda copy: spoil(copy, "turns"), "copy is damaged, it was not copied"),
        (lambda copy: copy.write_bytes(copy.read_bytes()[:20_000]), "copy is damaged"),
        (lambda copy: copy.write_bytes(b""), "copy is empty"),
        (lambda copy: copy.write_bytes(b"no database" * 1000), "copy is not a SQLite database"),
        (lambda copy: copy.unlink(), "There is no backup"),
        (lambda copy: _set_version(copy, 999), "newer than this program"),
        (lambda copy: _set_version(copy, 0), "belongs to another program"),
    ],
)
async def test_no_bad_copy_is_restored(
    path: Path, tmp_path: Path, ruin: Callable[[Path], object], sentence: str
) -> None:
    """A copy that no bot could run on changes nothing of the present database."""
    await made(path, "present")
    copy = await copied(tmp_path / "copy", "copied")
    ruin(copy)
    names = names_in(tmp_path)
    with pytest.raises(StorageError, match=sentence):
        restore(path, copy)
    assert questions_in(path) == ["present"]
    assert names_in(tmp_path) == names


def _set_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version:d}")


async def test_an_older_copy_is_upgraded_at_the_next_start(path: Path, tmp_path: Path) -> None:
    """A copy of an earlier release is restored as it is and brought up to date by the start."""
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "0001_conversations.sql").write_bytes((MIGRATIONS / "0001_conversations.sql").read_bytes())
    await (await Database.open(tmp_path / "copy", steps)).close()
    restore(path, tmp_path / "copy")
    assert check_integrity(path).version == 1
    await made(path, "?")
    found = check_integrity(path)
    assert found.version == found.newest > 1
    assert found.counts["turns"] == 1


async def test_nothing_is_restored_under_a_running_bot(path: Path, tmp_path: Path) -> None:
    """Who holds the lock keeps the file, whichever name it is called by."""
    await made(path, "present")
    copy = await copied(tmp_path / "copy", "copied")
    (tmp_path / "link").symlink_to(path)
    with only_process(path):
        for name in (path, tmp_path / "link"):
            with pytest.raises(StorageError, match="in use by another process of this bot"):
                restore(name, copy)
    assert questions_in(path) == ["present"]


async def test_a_damaged_page_is_found_and_the_rest_goes_on(path: Path) -> None:
    """A spoilt page in the middle of the file is told by a check; what stands elsewhere is still served."""
    await made(path, *map(str, range(200)))
    assert check_integrity(path).damage == []
    spoil(path, "turn_messages")
    found = check_integrity(path)
    assert found.damage
    assert found.counts == {}
    database = await Database.open(path)
    assert len(await Conversations(database).branch(KEY, REMEMBERED_TURNS)) == REMEMBERED_TURNS
    with pytest.raises(StorageError, match="is damaged: restore a backup"):
        await Conversations(database).answer_messages(1)
    await Inbox(database).store([(1, "{}")], 1.0)
    assert [each.update_id for each in await Inbox(database).undone()] == [1]
    await database.close()


async def test_a_check_finds_what_refers_to_nothing(path: Path) -> None:
    """A row whose parent is gone, as a tool that ignores references leaves it, counts as damage."""
    await made(path, "?")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO turn_messages VALUES (99, 'answer', 0, 7, 1)")
    (line,) = check_integrity(path).damage
    assert "turn_messages" in line
    with pytest.raises(StorageError, match="There is no database"):
        check_integrity(path.with_name("nothing"))
