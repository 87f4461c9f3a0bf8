"""A group that became a supergroup keeps its history, what admins decided of it, and what it has spent."""

from datetime import date

import pytest

from bot.core.access import Decision, Standing
from bot.core.conversation import ConversationKey, MessageRef, Question, Showing, Turn
from bot.core.events import Usage
from bot.core.figures import Answered
from bot.core.prompt import REMEMBERED_TURNS
from bot.core.quota import Limits, Spent
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.broadcasts import Broadcasts
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.limits import StoredLimits
from bot.storage.usage import StoredUsage
from tests.storage.spending import note, spent_by

OLD, NEW = -5, -100
DAY = date(2025, 7, 10)


async def ask(
    conversations: Conversations, text: str, key: ConversationKey, message: int | None = None
) -> Turn:
    """Begin a turn at the tip."""
    asked = None if message is None else MessageRef(key.chat_id, message)
    return await conversations.begin_turn(key, Question(text, 7), question_message=asked, now=1.0)


async def texts(conversations: Conversations, key: ConversationKey) -> list[str]:
    """Return the questions of the active branch."""
    return [turn.question.text for turn in await conversations.branch(key, REMEMBERED_TURNS)]


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


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        ((Standing.ALLOWED, 1.0), None, Standing.ALLOWED),
        ((Standing.ALLOWED, 1.0), (Standing.ASKED, 9.0), Standing.ALLOWED),
        ((Standing.BANNED, 1.0), (Standing.ASKED, 9.0), Standing.BANNED),
        ((Standing.BANNED, 1.0), (Standing.ALLOWED, 9.0), Standing.ALLOWED),
        ((Standing.BANNED, 9.0), (Standing.ALLOWED, 1.0), Standing.BANNED),
        ((Standing.ASKED, 9.0), (Standing.REFUSED, 1.0), Standing.REFUSED),
        (None, (Standing.REFUSED, 1.0), Standing.REFUSED),
    ],
)
async def test_what_an_admin_decided_last_holds(
    database: Database,
    old: tuple[Standing, float] | None,
    new: tuple[Standing, float] | None,
    after: Standing,
) -> None:
    """A supergroup that asked before its history came is what its group was; a repeat changes nothing."""
    access = Access(database)
    for each, stands in ((OLD, old), (NEW, new)):
        if stands:
            await access.decide(each, Decision(stands[0], 1), "act", stands[1])
    for _ in range(2):
        await Conversations(database).migrate_chat(OLD, NEW)
        assert await access.standing(NEW) is after
        assert await access.standing(OLD) is Standing.UNKNOWN


async def test_limits_and_figures_come_along(database: Database) -> None:
    """Nobody doubles a group's quota by making it a supergroup, and what both spent is added up once."""
    limits, usage, broadcasts = StoredLimits(database), StoredUsage(database), Broadcasts(database)
    await limits.set_limits(OLD, Limits(per_minute=3, tokens_day=100))
    await limits.set_limits(NEW, Limits(tokens_day=200))
    for asker, chat, total in [(7, OLD, 1), (OLD, OLD, 20), (7, NEW, 300), (8, NEW, 4000), (7, 7, 50_000)]:
        await note(database, Answered(DAY, asker, chat, "GigaChat-2", usage=Usage(total=total)))
    await Acts(database).add(1, "limits", 1.0, subject=OLD)
    both = await broadcasts.begin("{}", [OLD, NEW], 1, 1.0)
    one = await broadcasts.begin("{}", [OLD], 1, 1.0)
    for _ in range(2):
        await Conversations(database).migrate_chat(OLD, NEW)
        assert await limits.limits(NEW) == Limits(per_minute=3, tokens_day=200)
        assert await limits.limits(OLD) == Limits()
        assert await spent_by(database, NEW, DAY) == Spent(day=4321, month=4321)
        assert await spent_by(database, OLD, DAY) == Spent()
        assert await spent_by(database, 7, DAY) == Spent(day=50_301, month=50_301)
        assert [act.subject for act in await Acts(database).newest(1)] == [NEW]
        assert [await broadcasts.next_chats(each.id, 9) for each in (both, one)] == [[NEW], [NEW]]
    assert (await usage.figures(DAY, DAY)).questions == 5


async def test_a_chat_that_keeps_its_id_keeps_everything(database: Database) -> None:
    """A notice that names one id twice erases nothing."""
    await Access(database).decide(OLD, Decision(Standing.BANNED, 1), "act", 1.0)
    await Conversations(database).migrate_chat(OLD, OLD)
    assert await Access(database).standing(OLD) is Standing.BANNED
