"""A file of the release before people had standings comes to the present schema with all that is in it."""

import shutil
from pathlib import Path

from bot.core.conversation import Chat, ConversationKey, Question, Quote, User
from bot.core.letters import LetterDraft
from bot.core.privacy import Forgotten
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.migrations import MIGRATIONS
from bot.storage.privacy import Privacy
from tests.storage.everything import ask, update_of

TABLES = ("chats", "users", "conversations", "turns", "turn_messages", "updates", "letters")


async def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return everything in the tables of the release before."""
    return {
        table: [tuple(row) for row in await database.rows(f"SELECT * FROM {table}")]  # noqa: S608 - ours
        for table in TABLES
    }


async def test_a_file_with_conversations_gains_people(path: Path, tmp_path: Path) -> None:
    """No row of the earlier release is lost or changed, and what is new works on it."""
    before = tmp_path / "before"
    before.mkdir()
    for file in sorted(MIGRATIONS.glob("*.sql"))[:4]:
        shutil.copy(file, before)
    database = await Database.open(path, before)
    key = ConversationKey(5)
    await ChatsAndUsers(database).note_seen(Chat(5, "private"), User(5, "Иван"), 1.0)
    await Conversations(database).set_language(key, "en")
    await ask(database, key, Question("?", 5, None, Quote("a", "b")), answer="!")
    await ask(database, ConversationKey(-5, 3), Question("?", 5, "Иван"), answer="!")
    await Inbox(database).store([(1, update_of(5, 5, "?"))], 1.0)
    await Inbox(database).done(None, [LetterDraft(5, "{}")], 1.0)
    stored = await rows(database)
    assert all(stored.values())
    await database.close()
    database = await Database.open(path)
    try:
        assert await rows(database) == stored
        assert await database.rows("PRAGMA foreign_key_check") == []
        assert await Privacy(database).forget(5, 9.0) == Forgotten(1, 2, 4, 1, 1)
    finally:
        await database.close()
