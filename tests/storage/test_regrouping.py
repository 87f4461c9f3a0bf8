"""A group that became a supergroup keeps what admins decided of it, and what it has spent."""

from datetime import date

import pytest

from bot.core.access import Decision, Standing
from bot.core.events import Usage as Tokens
from bot.core.figures import Answered
from bot.core.quota import Limits, Spent
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.broadcasts import Broadcasts
from bot.storage.database import Database
from bot.storage.limits import AllLimits
from bot.storage.regrouping import move_footing
from bot.storage.usage import Usage

OLD, NEW = -5, -100
DAY = date(2025, 7, 10)


async def move(database: Database, old: int = OLD, new: int = NEW) -> None:
    """Move as the notice of Telegram says."""
    async with database.transaction() as statements:
        await move_footing(statements, old, new)


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
        await move(database)
        assert await access.standing(NEW) is after
        assert await access.standing(OLD) is Standing.UNKNOWN


async def test_limits_and_figures_come_along(database: Database) -> None:
    """Nobody doubles a group's quota by making it a supergroup, and what both spent is added up once."""
    limits, usage, broadcasts = AllLimits(database), Usage(database), Broadcasts(database)
    await limits.set_limits(OLD, Limits(per_minute=3, tokens_day=100))
    await limits.set_limits(NEW, Limits(tokens_day=200))
    for asker, chat, total in [(7, OLD, 1), (OLD, OLD, 20), (7, NEW, 300), (8, NEW, 4000), (7, 7, 50_000)]:
        await usage.note(Answered(DAY, asker, chat, "GigaChat-2", usage=Tokens(total=total)))
    await Acts(database).add(1, "limits", 1.0, subject=OLD)
    both = await broadcasts.begin("{}", [OLD, NEW], 1, 1.0)
    one = await broadcasts.begin("{}", [OLD], 1, 1.0)
    for _ in range(2):
        await move(database)
        assert await limits.limits(NEW) == Limits(per_minute=3, tokens_day=200)
        assert await limits.limits(OLD) == Limits()
        assert await usage.spent(NEW, DAY) == Spent(day=4321, month=4321)
        assert await usage.spent(OLD, DAY) == Spent()
        assert await usage.spent(7, DAY) == Spent(day=50_301, month=50_301)
        assert [act.subject for act in await Acts(database).newest(1)] == [NEW]
        assert [await broadcasts.next_chats(each.id, 9) for each in (both, one)] == [[NEW], [NEW]]
    assert (await usage.figures(DAY, DAY)).questions == 5


async def test_a_chat_that_keeps_its_id_keeps_everything(database: Database) -> None:
    """A notice that names one id twice erases nothing."""
    await Access(database).decide(OLD, Decision(Standing.BANNED, 1), "act", 1.0)
    await move(database, OLD, OLD)
    assert await Access(database).standing(OLD) is Standing.BANNED
