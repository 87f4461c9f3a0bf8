"""Standings, invitations and limits on a real file."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.core.access import Decision, Standing
from bot.core.conversation import Chat, User
from bot.core.events import Usage
from bot.core.figures import Answered
from bot.core.people import Footing, Visit
from bot.core.quota import Limits, Spent
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.directory import Directory
from bot.storage.limits import StoredLimits
from tests.storage.spending import note

ADMIN = 1
TODAY = date(2025, 7, 10)


@pytest.fixture
def access(database: Database) -> Access:
    """Return the standings of the test's archive."""
    return Access(database)


@pytest.fixture
async def directory(database: Database) -> Directory:
    """Return a directory of people and groups with names of all kinds."""
    chats_and_users = ChatsAndUsers(database)
    for number, (first, last, username) in enumerate(
        [("Семён", "Ёлкин", "semyon"), ("Иван", "Петров", None), ("Ann*", "O'Hara [x]", "ann_1")], start=10
    ):
        person = User(number, first, last, username)
        await chats_and_users.note_seen(Chat(number, "private"), person, float(number))
    await chats_and_users.note_seen(Chat(-100, "supergroup", "Дом 5", "dom5"), None, 50.0)
    await chats_and_users.note_seen(Chat(-200, "group", "Работа?"), None, 60.0)
    await chats_and_users.set_chat_active(-200, active=False)
    return Directory(database)


async def test_a_standing_holds_until_it_is_changed(access: Access) -> None:
    """Each decision replaces the one before, and taking it back leaves a stranger who may ask again."""
    for standing in (*Standing, Standing.BANNED, Standing.UNKNOWN):
        await access.decide(5, Decision(standing, ADMIN), "act", 1.0)
        assert await access.standing(5) is standing
        assert await access.standing(-5) is Standing.UNKNOWN
    assert await access.asked_once(5, 2.0)


async def test_admins_are_asked_once(access: Access) -> None:
    """Of many messages at once one makes a request, and none does after a decision."""
    assert sorted(await asyncio.gather(*(access.asked_once(5, 1.0) for _ in range(8)))) == [False] * 7 + [
        True
    ]
    assert await access.standing(5) is Standing.ASKED
    await access.decide(5, Decision(Standing.REFUSED, ADMIN), "act", 2.0)
    assert not await access.asked_once(5, 3.0)
    assert await access.standing(5) is Standing.REFUSED


async def test_an_update_worked_off_again_asks_again(access: Access) -> None:
    """A crash between the mark and the letters to the admins loses no request, and nobody else repeats it."""
    assert await access.asked_once(5, 1.0, update_id=70)
    assert await access.asked_once(5, 2.0, update_id=70)
    assert not await access.asked_once(5, 3.0, update_id=71)
    await access.decide(5, Decision(Standing.REFUSED, ADMIN, 72), "act", 4.0)
    assert not await access.asked_once(5, 5.0, update_id=72)


async def test_a_decision_tells_whose_it_is(access: Access, database: Database) -> None:
    """A second admin learns who was first, and the gate reads two standings at once."""
    assert await access.decision(5) == Decision(Standing.UNKNOWN)
    await access.decide(5, Decision(Standing.ALLOWED, ADMIN, 70), "act", 1.0)
    assert await access.decision(5) == Decision(Standing.ALLOWED, ADMIN, 70)
    await access.decide(-6, Decision(Standing.BANNED, ADMIN), "act", 1.0)
    assert await access.standings(5, -6) == (Standing.ALLOWED, Standing.BANNED)
    assert await access.standings(7, 7) == (Standing.UNKNOWN, Standing.UNKNOWN)
    assert await access.banned_among([5, -6, 7]) == {-6}
    await Conversations(database).migrate_chat(-6, -1006)
    assert await access.standing(-1006) is Standing.BANNED


async def test_a_code_lets_one_person_in(access: Access) -> None:
    """Of two who redeem one code at once exactly one is allowed, and the code is spent."""
    code = await access.invite(ADMIN, 1.0)
    entered = await asyncio.gather(*(access.redeem(code, person, 2.0) for person in (5, 6)))
    assert sorted(entered) == [False, True]
    standings = [await access.standing(person) for person in (5, 6)]
    assert [standing is Standing.ALLOWED for standing in standings] == entered
    assert not await access.redeem(code, 7, 3.0)


async def test_an_invitation_is_told_from_an_admins_decision(access: Access, database: Database) -> None:
    """Who came in by whose code is known and noted, until an admin decides otherwise."""
    assert await access.redeem(await access.invite(ADMIN, 1.0), 5, 2.0)
    assert await access.decision(5) == Decision(Standing.ALLOWED, ADMIN, None, invited=True)
    assert [(act.admin_id, act.act, act.subject) for act in await Acts(database).newest(9)] == [
        (ADMIN, "invited", 5)
    ]
    await access.decide(5, Decision(Standing.REFUSED, ADMIN), "act", 2.0)
    await access.decide(6, Decision(Standing.ALLOWED, ADMIN), "act", 2.0)
    assert not (await access.decision(5)).invited
    assert not (await access.decision(6)).invited


async def test_a_decision_is_noted_once(access: Access, database: Database) -> None:
    """An update worked off again finds its own decision, and one that changes nothing leaves the first."""
    first = Decision(Standing.ALLOWED, ADMIN, 70)
    for wanted in (first, first, Decision(Standing.ALLOWED, 2, 71)):
        assert await access.decide(5, wanted, "allow", 1.0) == first
    assert first.lets_in_by(70)
    assert not first.lets_in_by(71)
    for _ in range(2):
        await access.decide(5, Decision(Standing.UNKNOWN, 2, 72), "unban", 3.0)
    acts = [(act.admin_id, act.act, act.subject) for act in await Acts(database).newest(9)]
    assert acts == [(2, "unban", 5), (ADMIN, "allow", 5)]


async def test_two_processes_let_one_person_in(path: Path, database: Database) -> None:
    """The command line and the bot share the file, and a code is used once over both."""
    code = await Access(database).invite(ADMIN, 1.0)
    other = await Database.open(path)
    try:
        entered = await asyncio.gather(
            Access(database).redeem(code, 5, 2.0), Access(other).redeem(code, 6, 2.0)
        )
    finally:
        await other.close()
    assert sorted(entered) == [False, True]


async def test_a_code_opens_nothing_it_should_not(access: Access) -> None:
    """A wrong or expired code lets nobody in, a ban stays, and who is in takes no code from others."""
    assert not await access.redeem("wrong\ud83d", 5, 2.0)
    expired = await access.invite(ADMIN, 1.0, expires_at=10.0)
    assert not await access.redeem(expired, 5, 10.0)
    assert await access.standing(5) is Standing.UNKNOWN
    code = await access.invite(ADMIN, 1.0, expires_at=10.0)
    await access.decide(6, Decision(Standing.BANNED, ADMIN), "act", 1.0)
    await access.decide(7, Decision(Standing.ALLOWED, ADMIN), "act", 1.0)
    await access.decide(8, Decision(Standing.REFUSED, ADMIN), "act", 1.0)
    assert not await access.redeem(code, 6, 9.0)
    assert await access.standing(6) is Standing.BANNED
    assert not await access.redeem(code, 7, 9.0)
    assert await access.redeem(code, 8, 9.0)
    assert await access.standing(8) is Standing.ALLOWED


async def test_codes_are_not_in_the_file(access: Access, database: Database) -> None:
    """A code is a link's parameter that can't be guessed, and a stolen file lets nobody in."""
    code = await access.invite(ADMIN, 1.0)
    assert len(code) == 22
    assert code.replace("-", "_").replace("_", "a").isalnum()
    assert code != await access.invite(ADMIN, 1.0)
    await database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert code.encode() not in database.path.read_bytes()


async def test_exceptions_are_kept_and_taken_back(database: Database) -> None:
    """A limit of 0, one of many and none at all are three different things."""
    limits = StoredLimits(database)
    for each in (Limits(0, None, 5), Limits(tokens_day=7), Limits(1, 2, 3), Limits()):
        await limits.set_limits(5, each)
        assert await limits.limits(5) == each
    assert await database.rows("SELECT * FROM limits") == []


async def test_a_visit_knows_all_that_the_gate_asks(database: Database) -> None:
    """Standing, limits and tokens of the person (everywhere) and the group (everybody's) come together."""
    access, limits = Access(database), StoredLimits(database)
    assert await limits.visit(5, 5, TODAY) == Visit(Footing())
    await access.decide(5, Decision(Standing.ALLOWED, ADMIN), "act", 1.0)
    await access.decide(-5, Decision(Standing.BANNED, ADMIN), "act", 1.0)
    await limits.set_limits(5, Limits(per_minute=3))
    await limits.set_limits(-5, Limits(tokens_month=9))
    for day, asker, chat, total in [
        (date(2025, 6, 30), 5, 5, 1),
        (date(2025, 7, 1), 5, 5, 20),
        (TODAY, 5, -5, 300),
        (TODAY, 6, -5, 4000),
        (TODAY, -5, -5, 50_000),
        (date(2025, 7, 11), 5, -5, 600_000),  # before the zone was set to one farther west
    ]:
        await note(database, Answered(day, asker, chat, "GigaChat-2", usage=Usage(total=total)))
    person = Footing(Standing.ALLOWED, Limits(per_minute=3), Spent(day=300, month=320))
    group = Footing(Standing.BANNED, Limits(tokens_month=9), Spent(day=54_300, month=54_300))
    assert await limits.visit(5, 5, TODAY) == Visit(person)
    assert await limits.visit(5, -5, TODAY) == Visit(person, group)
    assert await limits.visit(7, -5, TODAY) == Visit(Footing(), group)
    assert await limits.visit(-5, -5, TODAY) == Visit(Footing(), group)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [12, 11, 10]),
        ("семен", [10]),
        ("ЁЛКИН  Семён", [10]),
        ("@SEMYON", [10]),
        ("петр", [11]),
        ("1", [12, 11, 10]),
        ("11", [11]),
        ("*", [12]),
        ("o'hara [X]", [12]),
        ("?", []),
        ("ann_1 петров", []),
    ],
)
async def test_people_are_found(directory: Directory, search: str, found: list[int]) -> None:
    """Words of a name in any case and order, usernames and ids find people; nothing in them is a pattern."""
    page = await directory.people(search)
    assert [person.id for person in page.rows] == found
    assert page.total == len(found)


async def test_groups_are_found_beside_their_standing(directory: Directory, access: Access) -> None:
    """A group's title finds it, with whether the bot is in it and what it was decided to be."""
    await access.decide(-200, Decision(Standing.REFUSED, ADMIN), "act", 1.0)
    (group,) = (await directory.groups("РАБОТА?")).rows
    assert (group.id, group.title, group.username, group.seen_at) == (-200, "Работа?", None, 60.0)
    assert (group.standing, group.active) == (Standing.REFUSED, False)
    assert [group.id for group in (await directory.groups()).rows] == [-200, -100]
    assert [group.id for group in (await directory.groups("-100")).rows] == [-100]


async def test_people_are_paged_and_filtered(directory: Directory, access: Access) -> None:
    """Pages follow each other without gaps; a filter finds those of whom admins decided before they came."""
    await access.decide(99, Decision(Standing.BANNED, ADMIN), "act", 1.0)
    await access.decide(11, Decision(Standing.BANNED, ADMIN), "act", 1.0)
    pages = [await directory.people(first=first, size=3) for first in (0, 3, 6)]
    assert [[person.id for person in page.rows] for page in pages] == [[12, 11, 10], [99], []]
    assert {page.total for page in pages} == {4}
    banned = await directory.people(standing=Standing.BANNED)
    assert [(person.id, person.name, person.seen_at) for person in banned.rows] == [
        (11, "Иван Петров", 11.0),
        (99, "", None),
    ]
    strangers = await directory.people("ann", Standing.UNKNOWN)
    assert [person.standing for person in strangers.rows] == [Standing.UNKNOWN]
