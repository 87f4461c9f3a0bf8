"""Turns, settings and messages, as their users rely on them."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.core.conversation import (
    Answer,
    ConversationKey,
    ConversationSettings,
    MessageRef,
    Question,
    Quote,
    Showing,
    Turn,
    TurnState,
)
from bot.core.errors import StorageError
from bot.core.events import FinishReason, Usage
from bot.core.prompt import REMEMBERED_TURNS
from bot.storage.conversations import Conversations
from bot.storage.database import Database

KEY = ConversationKey(-100, 5)
ANSWER = Answer("Да.", TurnState.COMPLETE, "GigaChat-2", Usage(10, 2, 12, 8), FinishReason.STOP)
MANY_TURNS = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO turns (conversation_id, asker_id, question, asked_at) SELECT 1, 7, 'q', i FROM n
"""


async def ask(
    conversations: Conversations, text: str, key: ConversationKey = KEY, message: int | None = None
) -> Turn:
    """Begin a turn at the tip."""
    asked = None if message is None else MessageRef(key.chat_id, message)
    return await conversations.begin_turn(key, Question(text, 7), question_message=asked, now=1.0)


async def texts(conversations: Conversations, key: ConversationKey = KEY) -> list[str]:
    """Return the questions of the active branch."""
    return [turn.question.text for turn in await conversations.branch(key, REMEMBERED_TURNS)]


async def test_a_turn_comes_back_as_it_was_stored(conversations: Conversations) -> None:
    """No field of a question or an answer is lost or mixed up with another."""
    question = Question("Правда?", 7, "Аня", Quote("Боря", "Земля круглая"))
    begun = await conversations.begin_turn(KEY, question, question_message=None, now=1.0)
    assert begun == Turn(begun.id, None, question, Answer("", TurnState.PENDING))
    assert await conversations.finish_turn(begun.id, ANSWER, 2.0)
    assert await conversations.turn(begun.id) == Turn(begun.id, None, question, ANSWER)


async def test_an_ended_turn_stays_as_it_ended(conversations: Conversations) -> None:
    """A late second end, of a stop that raced the finish, changes nothing and says so."""
    turn = await ask(conversations, "?")
    stopped = Answer("Да", TurnState.STOPPED)
    assert await conversations.finish_turn(turn.id, stopped, 2.0)
    assert not await conversations.finish_turn(turn.id, ANSWER, 3.0)
    assert await conversations.tip(KEY) == Turn(turn.id, None, turn.question, stopped)
    assert not await conversations.finish_turn(turn.id + 1, ANSWER, 3.0)


async def test_an_end_must_be_an_end(conversations: Conversations) -> None:
    """A turn can't be ended as pending, which would let it be answered twice."""
    turn = await ask(conversations, "?")
    with pytest.raises(ValueError, match="pending"):
        await conversations.finish_turn(turn.id, Answer("", TurnState.PENDING), 2.0)


async def test_the_session_id_lasts_until_the_context_is_new(path: Path) -> None:
    """The prompt cache's key survives restarts and settings, and changes with /new."""
    database = await Database.open(path)
    first = (await Conversations(database).settings(KEY)).session_id
    await database.close()
    database = await Database.open(path)
    conversations = Conversations(database)
    await conversations.set_model(KEY, "GigaChat-2-Max")
    await conversations.set_system_prompt(KEY, "Отвечай кратко")
    await conversations.set_language(KEY, "ru")
    await conversations.set_showing(KEY, Showing.DRAFTS)
    await conversations.set_rich(KEY, rich=True)
    chosen = ("GigaChat-2-Max", "Отвечай кратко", "ru", Showing.DRAFTS, True)
    assert await conversations.settings(KEY) == ConversationSettings(first, *chosen)
    await conversations.start_afresh(KEY, 2.0)
    fresh = await conversations.settings(KEY)
    assert fresh.session_id != first
    assert fresh == ConversationSettings(fresh.session_id, *chosen)
    await conversations.set_model(KEY, None)
    assert (await conversations.settings(KEY)).model is None
    await database.close()


async def test_a_setting_may_be_the_first_thing_known(conversations: Conversations) -> None:
    """A conversation needs no question before its settings, and topics have their own."""
    await conversations.set_system_prompt(KEY, "Ты пират")
    assert (await conversations.settings(KEY)).system_prompt == "Ты пират"
    other = await conversations.settings(ConversationKey(-100))
    assert other == ConversationSettings(other.session_id)
    assert other.session_id != (await conversations.settings(KEY)).session_id


async def test_a_fresh_context_deletes_nothing(conversations: Conversations) -> None:
    """After /new the old turns are out of the branch but still there."""
    old = await ask(conversations, "старое")
    await conversations.start_afresh(KEY, 2.0)
    assert await conversations.tip(KEY) is None
    assert await texts(conversations) == []
    new = await ask(conversations, "новое")
    assert new.parent_id is None
    assert await texts(conversations) == ["новое"]
    assert await conversations.turn(old.id) == old


async def test_asking_again_makes_a_sibling(conversations: Conversations) -> None:
    """A repeated question follows the same turn, becomes the tip, and its message leads to the newest."""
    await ask(conversations, "1")
    second = await ask(conversations, "2", message=50)
    again = await conversations.begin_turn(
        KEY, second.question, question_message=MessageRef(-100, 50), now=2.0, parent=second.parent_id
    )
    assert [turn.id for turn in await conversations.branch(KEY, REMEMBERED_TURNS)] == [
        second.parent_id,
        again.id,
    ]
    assert [turn.id for turn in await conversations.branch_to(second.id, 2)] == [second.parent_id, second.id]
    assert await conversations.turn_of_message(MessageRef(-100, 50)) == again
    assert await conversations.question_message(second.id) == MessageRef(-100, 50)


async def test_a_turn_can_t_follow_one_of_another_chat(conversations: Conversations) -> None:
    """A forged or stale button never mixes two conversations, and the refusal leaves no trace."""
    foreign = await ask(conversations, "тайна", ConversationKey(7))
    mine = await ask(conversations, "моё")
    for parent in (foreign.id, 999):
        with pytest.raises(StorageError):
            await conversations.begin_turn(
                KEY, Question("?", 7), question_message=None, now=1.0, parent=parent
            )
    assert await texts(conversations) == ["моё"]
    assert [found.turn.id for found in await conversations.unfinished()] == [foreign.id, mine.id]


async def test_the_id_of_an_erased_turn_never_comes_again(
    conversations: Conversations, database: Database
) -> None:
    """A button under an erased answer can't reach somebody's newer turn."""
    erased = await ask(conversations, "?", message=50)
    await database.rows("DELETE FROM turns")
    assert await conversations.tip(KEY) is None
    assert await conversations.turn_of_message(MessageRef(-100, 50)) is None
    assert (await ask(conversations, "!")).id > erased.id


async def test_the_messages_of_an_answer_come_in_order(conversations: Conversations) -> None:
    """A long answer's parts are listed first to last, and what is noted anew replaces what was before."""
    turn = await ask(conversations, "?", message=50)
    for message_ids in ((61, 62, 63, 64), (61, 70, 63)):
        refs = [MessageRef(-100, message_id) for message_id in message_ids]
        await conversations.set_answer_messages(turn.id, refs)
    refs = await conversations.answer_messages(turn.id)
    assert [ref.message_id for ref in refs] == [61, 70, 63]
    assert await conversations.turn_of_message(MessageRef(-100, 70)) == turn
    assert await conversations.turn_of_message(MessageRef(-100, 62)) is None
    assert await conversations.turn_of_message(MessageRef(7, 70)) is None
    with pytest.raises(StorageError):
        await conversations.set_answer_messages(999, [MessageRef(-100, 80)])


async def test_a_crash_leaves_its_pending_turns_to_be_found(path: Path) -> None:
    """The next start learns every unfinished turn with its conversation, oldest first."""
    database = await Database.open(path)
    conversations = Conversations(database)
    ended = await ask(conversations, "готово")
    await conversations.finish_turn(ended.id, ANSWER, 2.0)
    await conversations.shown(ended.id)
    cut = [await ask(conversations, "a"), await ask(conversations, "b", ConversationKey(7))]
    await database.close()
    database = await Database.open(path)
    found = [(each.key, each.turn) for each in await Conversations(database).unfinished()]
    await database.close()
    assert found == [(KEY, cut[0]), (ConversationKey(7), cut[1])]


async def test_simultaneous_questions_form_one_line(conversations: Conversations) -> None:
    """However many tasks ask at once, no turn is lost and none forks from the line."""
    turns = await asyncio.gather(*(ask(conversations, str(n), message=n) for n in range(50)))
    branch = await conversations.branch(KEY, limit=100)
    assert {turn.id for turn in branch} == {turn.id for turn in turns}
    assert [turn.parent_id for turn in branch[1:]] == [turn.id for turn in branch[:-1]]


async def test_a_reader_never_sees_half_a_turn(conversations: Conversations, path: Path) -> None:
    """Another process that reads meanwhile finds every turn with its message and the tip, and ends whole."""
    halves = """
        SELECT turns.id FROM turns LEFT JOIN turn_messages ON turn_id = turns.id
        WHERE message_id IS NULL
            OR (SELECT tip_id FROM conversations) IS NOT (SELECT max(id) FROM turns)
            OR (state = 'complete') <> (answer = 'Да.' AND total_tokens = 12 AND finished_at = 2.0)
    """
    done = False

    def read() -> tuple[list[object], int]:
        reader = sqlite3.connect(path)
        found: list[object] = []
        seen = set()
        while not done:
            found += reader.execute(halves).fetchall()
            seen.add(reader.execute("SELECT count(*), count(finished_at) FROM turns").fetchone())
        reader.close()
        return found, len(seen)

    reading = asyncio.create_task(asyncio.to_thread(read))
    for number in range(300):
        turn = await ask(conversations, "?", message=number)
        await conversations.finish_turn(turn.id, ANSWER, 2.0)
    done = True
    found, moments = await reading
    assert found == []
    assert moments > 1


async def test_a_branch_costs_the_same_in_a_large_archive(
    conversations: Conversations, database: Database
) -> None:
    """Loading history takes the same number of SQLite's steps however many other turns there are."""
    for number in range(60):
        await ask(conversations, str(number))

    async def steps() -> int:
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return 0

        await database._connection.set_progress_handler(step, 1)
        assert len(await conversations.branch(KEY, REMEMBERED_TURNS)) == REMEMBERED_TURNS
        await database._connection.set_progress_handler(lambda: 0, 0)
        return count

    small = await steps()
    await database.rows(MANY_TURNS, (20_000,))
    assert await steps() == small
