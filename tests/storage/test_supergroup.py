"""A group that became a supergroup keeps its history under the new chat id."""

from bot.core.conversation import ConversationKey, MessageRef, Question, Showing, Turn
from bot.storage.conversations import Conversations


async def ask(
    conversations: Conversations, text: str, key: ConversationKey, message: int | None = None
) -> Turn:
    """Begin a turn at the tip."""
    asked = None if message is None else MessageRef(key.chat_id, message)
    return await conversations.begin_turn(key, Question(text, 7), question_message=asked, now=1.0)


async def texts(conversations: Conversations, key: ConversationKey) -> list[str]:
    """Return the questions of the active branch."""
    return [turn.question.text for turn in await conversations.branch(key)]


async def test_a_supergroup_inherits_its_group(conversations: Conversations) -> None:
    """History and settings move to the new chat id, once, whichever of Telegram's notices come."""
    turn = await ask(conversations, "до", ConversationKey(-5), message=50)
    await conversations.set_model(ConversationKey(-5), "GigaChat-2-Pro")
    before = await conversations.settings(ConversationKey(-5))
    for _ in range(2):
        await conversations.migrate_chat(-5, -100)
    assert await conversations.settings(ConversationKey(-100)) == before
    assert await texts(conversations, ConversationKey(-100)) == ["до"]
    assert await texts(conversations, ConversationKey(-5)) == []
    assert await conversations.key_of_turn(turn.id) == ConversationKey(-100)
    assert await conversations.turn_of_message(MessageRef(-5, 50)) == turn
    assert await conversations.turn_of_message(MessageRef(-100, 50)) is None


async def test_a_supergroup_that_spoke_first_goes_on_from_its_group(conversations: Conversations) -> None:
    """A question that overtook the notice keeps its settings and gets the history before it."""
    old, new = ConversationKey(-5), ConversationKey(-100)
    await ask(conversations, "до", old)
    await conversations.set_model(old, "GigaChat-2-Pro")
    await conversations.set_language(old, "en")
    await conversations.set_showing(old, Showing.WHOLE)
    await conversations.set_rich(old, rich=True)
    await ask(conversations, "после", new)
    await conversations.set_language(new, "ru")
    await conversations.set_rich(new, rich=False)
    await conversations.migrate_chat(-5, -100)
    assert await texts(conversations, new) == ["до", "после"]
    settings = await conversations.settings(new)
    assert (settings.model, settings.language) == ("GigaChat-2-Pro", "ru")
    assert (settings.showing, settings.rich) == (Showing.WHOLE, False)
    await conversations.migrate_chat(-100, -100)
    assert await texts(conversations, new) == ["до", "после"]


async def test_a_fresh_supergroup_stays_fresh(conversations: Conversations) -> None:
    """A /new that overtook the notice isn't undone by the old history."""
    await ask(conversations, "до", ConversationKey(-5))
    await conversations.start_afresh(ConversationKey(-100), 2.0)
    await conversations.migrate_chat(-5, -100)
    assert await texts(conversations, ConversationKey(-100)) == []
    await ask(conversations, "прежнее", ConversationKey(-6))
    await conversations.start_afresh(ConversationKey(-200), 2.0)
    await ask(conversations, "новое", ConversationKey(-200))
    await conversations.migrate_chat(-6, -200)
    assert await texts(conversations, ConversationKey(-200)) == ["новое"]
