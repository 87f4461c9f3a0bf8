"""Versions of an answer in the archive: who is whose sibling, and which messages show whom."""

import pytest

from bot.core.conversation import Answer, ConversationKey, MessageRef, Question, Turn, TurnState
from bot.core.errors import StorageError
from bot.storage.conversations import Conversations

KEY = ConversationKey(-100, 5)
OTHER = Question("иначе", 7)


def ref(message_id: int) -> MessageRef:
    """Return a message of the chat."""
    return MessageRef(KEY.chat_id, message_id)


async def ask(conversations: Conversations, text: str, message: int | None) -> Turn:
    """Begin a turn at the tip."""
    asked = None if message is None else ref(message)
    return await conversations.begin_turn(KEY, Question(text, 7), question_message=asked, now=1.0)


async def ids(conversations: Conversations, turn: Turn) -> list[int]:
    """Return the ids of a turn's versions."""
    return [version.id for version in await conversations.versions(turn.id)]


async def test_a_version_follows_what_its_sibling_followed(conversations: Conversations) -> None:
    """It shares parent and question message, has its own text, waits for its answer and is the tip."""
    await ask(conversations, "раз", 10)
    two = await ask(conversations, "два", 20)
    version = await conversations.begin_version(two.id, OTHER, 2.0)
    assert version == Turn(version.id, two.parent_id, OTHER, Answer("", TurnState.PENDING))
    assert await conversations.question_message(version.id) == ref(20)
    assert await conversations.key_of_turn(version.id) == KEY
    assert await conversations.tip(KEY) == version
    third = await conversations.begin_version(version.id, OTHER, 3.0)
    assert await ids(conversations, two) == await ids(conversations, third) == [two.id, version.id, third.id]


async def test_a_version_of_nothing_is_refused(conversations: Conversations) -> None:
    """A forged number begins no turn, and leaves no trace."""
    with pytest.raises(StorageError, match="no turn 999"):
        await conversations.begin_version(999, OTHER, 1.0)
    assert await conversations.versions(999) == []
    assert await conversations.unfinished() == []


async def test_strangers_are_no_versions(conversations: Conversations) -> None:
    """Other messages, other places in the tree and turns without a message are no siblings."""
    one = await ask(conversations, "раз", 10)
    silent = [await ask(conversations, "без сообщения", None) for _ in range(2)]
    same_message = await ask(conversations, "продолжай", 10)
    elsewhere = await conversations.begin_turn(
        ConversationKey(7), Question("раз", 7), question_message=MessageRef(7, 10), now=1.0
    )
    for turn in (one, *silent, same_message, elsewhere):
        assert await ids(conversations, turn) == [turn.id]


async def test_messages_belong_to_the_version_that_they_show(conversations: Conversations) -> None:
    """Taking over moves all of them, back and forth, and a reply to them finds the shown version."""
    one = await ask(conversations, "раз", 10)
    await conversations.set_answer_messages(one.id, [ref(11), ref(12)])
    two = await conversations.begin_version(one.id, OTHER, 2.0)
    for shown, hidden in ((two, one), (one, two), (two, one)):
        assert await conversations.take_over_messages(shown.id) == [ref(11), ref(12)]
        assert await conversations.answer_messages(hidden.id) == []
        assert await conversations.turn_of_message(ref(12)) == shown
        assert await conversations.turn_of_message(ref(12), "question") is None
    assert await conversations.take_over_messages(two.id) == [ref(11), ref(12)]


async def test_nothing_is_taken_over_from_others(conversations: Conversations) -> None:
    """A turn whose versions are not on the screen gets no messages of other questions."""
    one = await ask(conversations, "раз", 10)
    await conversations.set_answer_messages(one.id, [ref(11)])
    two = await ask(conversations, "два", 20)
    assert await conversations.take_over_messages(two.id) == []
    assert await conversations.answer_messages(one.id) == [ref(11)]


async def test_a_message_that_answers_and_asks_is_an_answer_first(conversations: Conversations) -> None:
    """The end of a cut answer is what its continuation points at; a reply to it means the cut answer."""
    one = await ask(conversations, "раз", 10)
    await conversations.set_answer_messages(one.id, [ref(11)])
    more = await conversations.begin_turn(
        KEY, Question("дальше", 7, continues=True), question_message=ref(11), now=2.0, parent=one.id
    )
    assert await conversations.turn_of_message(ref(11)) == one
    assert await conversations.turn_of_message(ref(11), "question") == more
    assert await conversations.continuation(one.id) == more
    assert await conversations.continuation(more.id) is None


async def test_only_a_continuation_continues(conversations: Conversations) -> None:
    """What a person asked after an answer does not count as its continuation."""
    one = await ask(conversations, "раз", 10)
    await ask(conversations, "два", 20)
    assert await conversations.continuation(one.id) is None


async def test_the_tip_moves_within_its_own_conversation(conversations: Conversations) -> None:
    """Showing a version moves the tip of its conversation and of no other."""
    one = await ask(conversations, "раз", 10)
    await ask(conversations, "два", 20)
    other = await conversations.begin_turn(
        ConversationKey(7), Question("чужое", 7), question_message=None, now=1.0
    )
    await conversations.make_tip(one.id)
    assert await conversations.tip(KEY) == one
    assert await conversations.tip(ConversationKey(7)) == other


async def test_the_version_gone_on_from_is_the_one_still_to_be_shown(conversations: Conversations) -> None:
    """A start after a crash shows the version that was chosen last, and no other."""
    one = await ask(conversations, "раз", 10)
    await conversations.finish_turn(one.id, Answer("Да.", TurnState.COMPLETE), 2.0)
    two = await conversations.begin_version(one.id, one.question, 3.0)
    await conversations.finish_turn(two.id, Answer("Нет.", TurnState.COMPLETE), 4.0)
    await conversations.make_tip(one.id)
    assert [found.turn.id for found in await conversations.unfinished()] == [one.id]


async def test_only_an_unanswered_question_is_rewritten(conversations: Conversations) -> None:
    """A pending turn takes the new words; an ended one keeps what its answer answered."""
    one = await ask(conversations, "раз", 10)
    assert await conversations.rewrite_question(one.id, OTHER)
    await conversations.finish_turn(one.id, Answer("Да.", TurnState.COMPLETE), 2.0)
    assert not await conversations.rewrite_question(one.id, Question("поздно", 7))
    turn = await conversations.turn(one.id)
    assert turn is not None
    assert turn.question == OTHER
