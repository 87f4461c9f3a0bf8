"""What admins changed, the log of it, and broadcasts."""

from pathlib import Path

import pytest

from bot.core.access import Standing
from bot.core.administration import BroadcastState, Progress
from bot.core.conversation import Chat
from bot.storage.access import Access
from bot.storage.acquaintances import Acquaintances
from bot.storage.acts import Acts
from bot.storage.broadcasts import Broadcasts
from bot.storage.database import Database
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
    """Acts come the newest first, page after page, with whom and what they were about."""
    acts = Acts(database)
    for number in range(5):
        await acts.add(1, "ban", float(number), subject=-number, details=f"№ {number}")
    await acts.add(0, "model", 9.0)
    newest = await acts.newest(2)
    assert [(act.at, act.admin_id, act.act, act.subject, act.details) for act in newest] == [
        (9.0, 0, "model", None, None),
        (4.0, 1, "ban", -4, "№ 4"),
    ]
    assert [act.subject for act in await acts.newest(3, before=newest[-1].id)] == [-3, -2, -1]


async def test_an_audience_is_who_can_be_written_to(database: Database, broadcasts: Broadcasts) -> None:
    """Chats that the bot left, and channels, are not addressed; standings come along for the choice."""
    acquaintances = Acquaintances(database)
    for each, kind in [(5, "private"), (6, "private"), (-7, "group"), (-8, "channel"), (9, "private")]:
        await acquaintances.met(Chat(each, kind), None, 1.0)
    await acquaintances.set_chat_active(6, active=False)
    await Access(database).set_standing(9, Standing.BANNED, 1, 1.0)
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
