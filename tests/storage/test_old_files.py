"""Every earlier version of the file comes to the newest with all that people wrote."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.conversation import ConversationKey, MessageRef, Showing, TurnState
from bot.core.prompt import REMEMBERED_TURNS
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.integrity import check_integrity
from bot.storage.migrations import MIGRATIONS, load, migrate

NEWEST = len(load(MIGRATIONS))
# What a bot of each version adds to a file: rows in its new tables, values in its new columns.
ROWS = {
    1: """
        INSERT INTO chats VALUES (-100, 'supergroup', 'Двор', 'yard', 0, 5.5);
        INSERT INTO users VALUES (7, 'Анна', 'П.', 'anna', 'ru', 6.5);
        INSERT INTO conversations
            (id, chat_id, thread_id, session_id, model, system_prompt, language, fresh_at)
            VALUES (3, -100, 5, 'session', 'GigaChat-2-Max', 'Ты пират', 'en', 1.5);
        INSERT INTO turns (id, conversation_id, parent_id, asker_id, speaker, question, quote_author,
            quote_text, state, answer, finish_reason, model, prompt_tokens, completion_tokens, total_tokens,
            precached_tokens, asked_at, finished_at)
            VALUES (11, 3, NULL, 7, 'Анна', 'Раз?', 'Боря', 'Цитата', 'complete', 'Раз.', 'stop',
            'GigaChat-2', 1, 2, 3, 4, 10.5, 11.5);
        INSERT INTO turns (id, conversation_id, parent_id, asker_id, question, asked_at)
            VALUES (12, 3, 11, 7, 'Два?', 12.5);
        UPDATE conversations SET tip_id = 12;
        INSERT INTO turn_messages VALUES (11, 'question', 0, -100, 21), (11, 'answer', 0, -100, 22),
            (11, 'answer', 1, -100, 23), (12, 'question', 0, -100, 24);
    """,
    2: "UPDATE conversations SET showing = 'whole', rich = 1;",
    3: "UPDATE turns SET continues = 1 WHERE id = 12;",
    4: """
        INSERT INTO updates VALUES (1, 1.5, '{}', 2, NULL), (2, 1.5, NULL, 0, 3.5);
        INSERT INTO letters (id, chat_id, written_at, body, sending_after) VALUES (31, 7, 4.5, '{}', 20);
        INSERT INTO letters (id, chat_id, written_at, message_id, ended_at) VALUES (32, 7, 4.5, 22, 5.5);
        UPDATE turns SET update_id = 9, unshown = 1 WHERE id = 11;
        UPDATE turns SET update_id = 10, stopping = 1, sending_after = 30, starts = 2, answer = 'Да'
            WHERE id = 12;
    """,
}
Rows = dict[str, list[dict[str, object]]]


def make_file(version: int, path: Path) -> None:
    """Make a file as a bot of this version leaves it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, load(MIGRATIONS)[:version], path)
        for each in range(1, version + 1):
            connection.executescript(ROWS.get(each, ""))


def rows_of(path: Path) -> Rows:
    """Return all rows of all tables, by column."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608 - our tables
            for (name,) in tables
        }


@pytest.mark.parametrize("version", range(1, NEWEST))
async def test_an_old_file_loses_nothing(version: int, path: Path) -> None:
    """Each value that a bot of this version stored is there after the upgrade, and references hold."""
    make_file(version, path)
    before = rows_of(path)
    assert [name for name, rows in before.items() if not rows] == [], "a table without a row proves nothing"
    assert check_integrity(path).damage == []
    await (await Database.open(path)).close()
    after = rows_of(path)
    for name, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in after[name]]
        assert kept == rows
    found = check_integrity(path)
    assert (found.version, found.damage) == (NEWEST, [])


@pytest.mark.parametrize("version", range(1, NEWEST))
async def test_a_conversation_of_an_old_file_goes_on(version: int, path: Path) -> None:
    """The bot reads the turns of every earlier version, and finds what that version left unanswered."""
    make_file(version, path)
    database = await Database.open(path)
    conversations, key = Conversations(database), ConversationKey(-100, 5)
    asked, pending = await conversations.branch(key, REMEMBERED_TURNS)
    assert (asked.question.text, asked.answer.text, asked.answer.usage is None) == ("Раз?", "Раз.", False)
    assert pending.answer.state is TurnState.PENDING
    unfinished = {each.turn.id: each for each in await conversations.unfinished()}
    assert unfinished[12].question_message == MessageRef(-100, 24)
    # Old releases did not know what they had not shown: nothing old is sent again.
    assert (11 in unfinished) is (version >= 4)
    settings = await conversations.settings(key)
    assert settings.system_prompt == "Ты пират"
    assert settings.showing is (Showing.WHOLE if version >= 2 else Showing.EDITS)
    await database.close()
