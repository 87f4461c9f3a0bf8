"""What admins changed, the log of it, and broadcasts."""

from pathlib import Path

import pytest

from bot.core.access import Decision, Standing
from bot.core.administration import BroadcastState, Progress
from bot.core.conversation import Chat, User
from bot.core.letters import LetterDraft
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.broadcasts import Broadcasts
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.database import Database
from bot.storage.directory import Directory
from bot.storage.letters import Letters
from bot.storage.overrides import Overrides


@pytest.fixture
def broadcasts(database: Database) -> Broadcasts:
    """Return the broadcasts of the test's archive."""
    return Broadcasts(database)


async def test_a_changed_setting_outlives_a_restart(path: Path) -> None:
    """What an admin chose is there after the next start, until it is taken back."""
    for before, after in [({}, {"model": "GigaChat-2-Pro"}), ({"model": "GigaChat-2-Pro"}, {"model": "Max"})]:
        database = await Database.open(path)
        overrides = Overrides(database)
        assert await overrides.all() == before
        await overrides.set("model", after["model"])
        await overrides.set("system_prompt", "")
        assert await overrides.all() == {**after, "system_prompt": ""}
        await overrides.clear("system_prompt")
        await database.close()


async def test_the_log_is_read_from_its_end(database: Database) -> None:
    """Acts come the newest first, with whom and what they were about."""
    acts = Acts(database)
    for number in range(5):
        await acts.add(1, "ban", float(number), subject=-number, details=f"№ {number}")
    await acts.add(0, "model", 9.0)
    newest = await acts.newest(2)
    assert [(act.at, act.admin_id, act.act, act.subject, act.details) for act in newest] == [
        (9.0, 0, "model", None, None),
        (4.0, 1, "ban", -4, "№ 4"),
    ]


async def test_an_audience_is_who_can_be_written_to(database: Database, broadcasts: Broadcasts) -> None:
    """Chats that the bot left, and channels, are not addressed; standings come along for the choice."""
    chats_and_users = ChatsAndUsers(database)
    for each, kind in [(5, "private"), (6, "private"), (-7, "group"), (-8, "channel"), (9, "private")]:
        await chats_and_users.note_seen(Chat(each, kind), None, 1.0)
    await chats_and_users.set_chat_active(6, active=False)
    await Access(database).decide(9, Decision(Standing.BANNED, 1), "act", 1.0)
    assert await broadcasts.audience() == {
        -7: Standing.UNKNOWN,
        5: Standing.UNKNOWN,
        9: Standing.BANNED,
    }


async def test_a_broadcast_goes_on_after_a_restart(path: Path) -> None:
    """Each chat is written to once over a stop in the middle, and the count tells how far it came."""
    database = await Database.open(path)
    broadcast = await Broadcasts(database).begin("{}", [5, 6, -7, 5], 1, 10.0)
    assert await Broadcasts(database).next_chats(broadcast.id, 1) == [-7]
    await Broadcasts(database).sent(broadcast.id, -7, 11.0)
    await Broadcasts(database).sent(broadcast.id, 5, 12.0, failed=True)
    await database.close()
    database = await Database.open(path)
    broadcasts = Broadcasts(database)
    try:
        assert await broadcasts.under_way() == [broadcast]
        assert await broadcasts.progress(broadcast.id) == Progress(3, 1, 1)
        assert (await broadcasts.progress(broadcast.id)).left == 1
        assert await broadcasts.next_chats(broadcast.id, 9) == [6]
        await broadcasts.sent(broadcast.id, 6, 13.0)
        assert await broadcasts.next_chats(broadcast.id, 9) == []
        assert await broadcasts.end(broadcast.id, BroadcastState.DONE)
        assert await broadcasts.under_way() == []
    finally:
        await database.close()


async def test_a_stopped_broadcast_writes_to_nobody_else(broadcasts: Broadcasts) -> None:
    """A stop holds at once, and the sender that comes too late can't call it done."""
    broadcast = await broadcasts.begin("{}", [5, 6], 1, 10.0)
    assert await broadcasts.end(broadcast.id, BroadcastState.STOPPED)
    assert await broadcasts.next_chats(broadcast.id, 9) == []
    assert not await broadcasts.end(broadcast.id, BroadcastState.DONE)


async def test_what_was_begun_by_one_message_begins_once(database: Database) -> None:
    """The same body begins no second broadcast, whatever became of the first; another one does."""
    broadcasts = Broadcasts(database)
    first = await broadcasts.begin_once("{1}", [5], 1, 10.0)
    assert first is not None
    assert await broadcasts.begin_once("{1}", [5, 6], 1, 11.0) is None
    await broadcasts.end(first.id, BroadcastState.DONE)
    assert await broadcasts.begin_once("{1}", [5], 1, 12.0) is None
    assert await broadcasts.begin_once("{2}", [5], 1, 12.0) is not None
    assert (await broadcasts.progress(first.id)).chats == 1


async def test_a_chat_is_handed_one_letter(database: Database) -> None:
    """Handed over, a chat is sent and its letter waits; a second time, and after a stop, there is none."""
    broadcasts, letters = Broadcasts(database), Letters(database)
    begun = await broadcasts.begin("{}", [5, 6], 1, 10.0)
    letter_id = await broadcasts.hand_over(begun.id, LetterDraft(5, "{}"), 11.0)
    assert [(each.id, each.chat_id) for each in await letters.waiting()] == [(letter_id, 5)]
    assert await broadcasts.hand_over(begun.id, LetterDraft(5, "{}"), 12.0) is None
    assert (await broadcasts.progress(begun.id)).sent == 1
    await broadcasts.end(begun.id, BroadcastState.STOPPED)
    assert await broadcasts.hand_over(begun.id, LetterDraft(6, "{}"), 13.0) is None
    assert len(await letters.waiting()) == 1


async def test_one_is_found_by_id(database: Database) -> None:
    """A person and a group are found, an id that merely contains another is not, and a stranger is None."""
    people, directory = ChatsAndUsers(database), Directory(database)
    await people.note_seen(Chat(-77, "supergroup", "Дача", None), User(7, "Анна", None, "anna", "ru"), 1.0)
    await people.note_seen(Chat(77, "private", None, None), User(77, "Boris", None, None, "en"), 2.0)
    found = [await directory.one(each) for each in (7, 77, -77)]
    assert [each.id for each in found if each] == [7, 77, -77]
    assert await directory.one(777) is None
