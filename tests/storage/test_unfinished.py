"""What a start learns of the answers that the last life left."""

import asyncio
from pathlib import Path

import pytest

from bot.core.conversation import Answer, ConversationKey, MessageRef, Question, Turn, TurnState, Unfinished
from bot.core.ending import ending_of
from bot.core.errors import BotError, StreamCutError, TooManyRequestsError
from bot.core.letters import LetterDraft
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.letters import Letters
from tests.storage.ruin import killed_copy

KEY = ConversationKey(-100, 5)
DONE = Answer("Да.", TurnState.COMPLETE)


async def ask(
    conversations: Conversations, text: str, key: ConversationKey = KEY, message: int | None = None
) -> Turn:
    """Begin a turn at the tip."""
    asked = None if message is None else MessageRef(key.chat_id, message)
    return await conversations.begin_turn(key, Question(text, 7), question_message=asked, now=1.0)


async def ids(conversations: Conversations) -> list[int]:
    """Return the ids of the turns that a start sees to."""
    return [found.turn.id for found in await conversations.unfinished()]


async def test_a_killed_bot_leaves_what_it_knew(path: Path, tmp_path: Path) -> None:
    """Text so far, messages, stop, mark, origin and times of an answer come back after a kill."""
    database = await Database.open(path)
    conversations = Conversations(database)
    turn = await conversations.begin_turn(
        KEY, Question("?", 7), question_message=MessageRef(-100, 50), now=3.0, update_id=9
    )
    await conversations.set_answer_messages(turn.id, [MessageRef(-100, 51)])
    await conversations.keep_partial(turn.id, "Начало")
    await conversations.begin_sending(turn.id, 60)
    await conversations.note_stopping([turn.id, 999])
    silent = await ask(conversations, "без сообщения")
    left = killed_copy(path, tmp_path / "next")
    await database.close()
    database = await Database.open(left)
    conversations = Conversations(database)
    partly = Turn(turn.id, None, turn.question, Answer("Начало", TurnState.PENDING))
    first, second = await conversations.unfinished()
    assert first == Unfinished(KEY, partly, MessageRef(-100, 50), 9, stopping=True, starts=1, asked_at=3.0)
    assert second == Unfinished(KEY, silent, None, None, stopping=False, starts=0, asked_at=1.0)
    assert await conversations.sending_after(turn.id) == 60
    assert await conversations.answer_messages(turn.id) == [MessageRef(-100, 51)]
    await database.close()


async def test_an_answer_is_unshown_from_its_end_until_it_is_shown(conversations: Conversations) -> None:
    """A start shows again what may not stand in its chat, with its end, and nothing that stands there."""
    one, two = await ask(conversations, "1"), await ask(conversations, "2", ConversationKey(7))
    await conversations.note_stopping([one.id, two.id])
    await conversations.finish_turn(two.id, DONE, 4.0)
    await conversations.finish_turn(one.id, DONE, 5.0)
    first, second = await conversations.unfinished()
    assert (first.turn.answer, first.ended_at, first.stopping) == (DONE, 5.0, False)
    assert (second.key, second.ended_at) == (ConversationKey(7), 4.0)
    await conversations.shown(one.id)
    assert await ids(conversations) == [two.id]


async def test_only_half_grown_answers_count_starts(conversations: Conversations) -> None:
    """Starts count against an answer of which something was written, shown or sent, not against its queue."""
    waiting, written, shown, sent, ended = [await ask(conversations, str(n)) for n in range(5)]
    await conversations.keep_partial(written.id, "Нача")
    await conversations.set_answer_messages(shown.id, [MessageRef(-100, 51)])
    await conversations.begin_sending(sent.id, 51)
    await conversations.finish_turn(ended.id, DONE, 2.0)
    for start in (1, 2):
        starts = {found.turn.id: found.starts for found in await conversations.unfinished()}
        assert starts == {waiting.id: 0, written.id: start, shown.id: start, sent.id: start, ended.id: 0}


async def test_what_has_ended_takes_no_text_and_no_stop(conversations: Conversations) -> None:
    """A store of the text so far or a stop that comes late changes nothing of the answer."""
    turn = await ask(conversations, "?")
    await conversations.finish_turn(turn.id, DONE, 2.0)
    await conversations.keep_partial(turn.id, "Д")
    await conversations.note_stopping([turn.id])
    (found,) = await conversations.unfinished()
    assert found.turn.answer == DONE
    assert not found.stopping


async def test_a_new_question_forgets_the_text_of_the_old(conversations: Conversations) -> None:
    """What was written in answer to a question that was edited since is not kept for the new one."""
    turn = await ask(conversations, "?")
    await conversations.keep_partial(turn.id, "Начало")
    await conversations.rewrite_question(turn.id, Question("!", 7))
    (found,) = await conversations.unfinished()
    assert found.turn.answer.text == ""


async def test_a_version_takes_the_place_of_those_not_shown(conversations: Conversations) -> None:
    """An answer whose messages a new version gets is not shown again, other questions' answers are."""
    other, turn = await ask(conversations, "1", message=40), await ask(conversations, "2", message=50)
    for each in (other, turn):
        await conversations.finish_turn(each.id, DONE, 2.0)
    version = await conversations.begin_version(turn.id, turn.question, 3.0)
    assert await ids(conversations) == [other.id, version.id]


async def test_a_message_that_is_noted_is_no_longer_on_its_way(conversations: Conversations) -> None:
    """The mark of a send goes when its message is known, and only then."""
    turn = await ask(conversations, "?")
    assert await conversations.sending_after(turn.id) is None
    await conversations.begin_sending(turn.id, 50)
    await conversations.finish_turn(turn.id, DONE, 2.0)
    assert await conversations.sending_after(turn.id) == 50
    await conversations.set_answer_messages(turn.id, [MessageRef(-100, 51)])
    assert await conversations.sending_after(turn.id) is None
    assert await conversations.sending_after(999) is None


async def test_messages_of_all_kinds_are_known(conversations: Conversations, database: Database) -> None:
    """Questions, answers and letters that arrived are told from messages that nobody knows."""
    letters = Letters(database)
    turn = await ask(conversations, "?", message=50)
    await conversations.set_answer_messages(turn.id, [MessageRef(-100, 51), MessageRef(-100, 55)])
    await ask(conversations, "?", ConversationKey(7), message=53)
    arrived, _ = await Inbox(database).done(None, [LetterDraft(-100, "{}"), LetterDraft(8, "{}")], 1.0)
    await letters.ended(arrived, 57, 2.0)
    assert await conversations.known_messages(-100, 50) == {51, 55, 57}
    assert await conversations.newest_message_ids() == {-100: 57, 7: 53}


async def test_what_is_under_way_moves_to_the_supergroup(
    conversations: Conversations, database: Database
) -> None:
    """Unshown and pending answers follow the chat; marks, which count in the group's numbers, do not."""
    group = ConversationKey(-5)
    unshown, pending = await ask(conversations, "1", group), await ask(conversations, "2", group)
    await conversations.finish_turn(unshown.id, DONE, 2.0)
    here = await ask(conversations, "3", ConversationKey(-100))
    for turn in (unshown, pending, here):
        await conversations.begin_sending(turn.id, 9)
    for _ in range(2):
        await conversations.migrate_chat(-5, -100)
    assert {found.key for found in await conversations.unfinished()} == {ConversationKey(-100)}
    marks = [await conversations.sending_after(turn.id) for turn in (unshown, pending, here)]
    assert marks == [None, None, 9]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer("", TurnState.FAILED, error="TooManyRequestsError"), TooManyRequestsError),
        (Answer("Да", TurnState.CUT, error="StreamCutError"), StreamCutError),
        (Answer("Да", TurnState.CUT), StreamCutError),
        (Answer("", TurnState.FAILED, error="AnErrorOfTheFuture"), BotError),
        (Answer("", TurnState.FAILED, error="FinishReason"), BotError),
        (DONE, type(None)),
    ],
)
async def test_an_error_is_told_again_as_it_was(
    conversations: Conversations, answer: Answer, kind: type[object]
) -> None:
    """An answer shown after a restart ends with the sentence with which it would have ended before it."""
    turn = await ask(conversations, "?")
    await conversations.finish_turn(turn.id, answer, 2.0)
    (found,) = await conversations.unfinished()
    assert found.turn.answer == answer
    assert type(ending_of(found.turn.answer).error) is kind


async def test_fifty_who_ask_at_once_are_each_stored_once(
    conversations: Conversations, database: Database
) -> None:
    """Updates, turns and texts of many people at once neither block each other for ever nor mix."""
    inbox = Inbox(database)

    async def person(number: int) -> None:
        await inbox.store([(number, "{}")], 1.0)
        turn = await conversations.begin_turn(
            ConversationKey(number), Question(str(number), number), question_message=MessageRef(number, 1),
            now=1.0, update_id=number,
        )  # fmt: skip
        await conversations.begin_sending(turn.id, 1)
        await conversations.set_answer_messages(turn.id, [MessageRef(number, 2)])
        await conversations.keep_partial(turn.id, "Начало")
        await conversations.finish_turn(turn.id, Answer(f"Ответ {number}", TurnState.COMPLETE), 2.0)

    await asyncio.gather(*(person(number) for number in range(1, 51)))
    assert await inbox.undone() == []
    found = await conversations.unfinished()
    assert sorted((each.key.chat_id, each.turn.answer.text) for each in found) == [
        (number, f"Ответ {number}") for number in range(1, 51)
    ]
