"""What is taken along, what is forgotten, and that nothing else is."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.access import Decision, Standing
from bot.core.conversation import Chat, ConversationKey, ConversationSettings, Question, Quote
from bot.core.privacy import Forgotten, KeptConversation
from bot.core.prompt import REMEMBERED_TURNS
from bot.core.quota import Limits, Spent
from bot.storage.access import Access
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.export import export_of
from bot.storage.inbox import Inbox
from bot.storage.limits import StoredLimits
from bot.storage.privacy import Privacy
from bot.storage.usage import StoredUsage
from tests.storage.everything import ADMIN, DAY, GROUP, ask, live, update_of
from tests.storage.spending import spent_by

PERSON, OTHER = 777000111, 888000222
WORD, OTHER_WORD = "Zanzibar", "Quokka"


@pytest.fixture
def privacy(database: Database) -> Privacy:
    """Return what forgets in the test's archive."""
    return Privacy(database)


async def dump(database: Database) -> dict[str, list[str]]:
    """Return all rows of all tables as texts."""
    names = await database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'"
    )
    return {
        name: [repr(tuple(row)) for row in await database.rows(f"SELECT * FROM {name}")]  # noqa: S608 - our tables
        for (name,) in names
    }


def about(tables: dict[str, list[str]], *traces: object) -> dict[str, list[str]]:
    """Return the rows that hold one of these words or ids."""
    found = {
        name: [row for row in rows if any(str(each) in row for each in traces)]
        for name, rows in tables.items()
    }
    return {name: rows for name, rows in found.items() if rows}


async def exported(database: Database, each: int) -> list[KeptConversation]:
    """Return all that an export holds."""
    return [conversation async for conversation in export_of(database, each)]


async def test_the_plants_stand_in_every_table_of_people(database: Database) -> None:
    """The search below would find a person in each table that can name one, a new one included."""
    await live(database, PERSON, WORD)
    known = about(await dump(database), PERSON, WORD)
    silent = {"overrides", "broadcasts"}  # an admin's words, and of no one person
    assert set(known) | silent == set(await dump(database))


async def test_forgetting_leaves_no_trace_of_a_person(database: Database, privacy: Privacy) -> None:
    """No table holds a word or an id of theirs, in groups neither, and all that others said is as it was."""
    await live(database, OTHER, OTHER_WORD)
    before = about(await dump(database), OTHER, OTHER_WORD)
    await live(database, PERSON, WORD)
    gone = await privacy.forget(PERSON, 20.0)
    assert gone == Forgotten(conversations=1, turns=3, messages=6, letters=1, updates=2, limited=True)
    after = await dump(database)
    assert set(about(after, PERSON, WORD)) == {"limits"}
    assert about(after, OTHER, OTHER_WORD) == before
    assert await privacy.forget(PERSON, 21.0) == Forgotten(limited=True)
    assert await database.rows("PRAGMA foreign_key_check") == []


async def test_forgetting_leaves_no_trace_in_the_file(database: Database, privacy: Privacy) -> None:
    """What is gone can't be read from the pages or the log of the file either."""
    await database.rows("PRAGMA secure_delete = OFF")  # as builds of SQLite have it that don't say otherwise
    await live(database, OTHER, OTHER_WORD)
    await live(database, PERSON, WORD)
    assert WORD.encode() in raw(database)
    await privacy.forget(PERSON, 20.0)
    assert WORD.encode() not in raw(database)
    assert OTHER_WORD.encode() in raw(database)


def raw(database: Database) -> bytes:
    """Return the bytes of the file and of its log."""
    return b"".join(file.read_bytes() for file in database.path.parent.iterdir())


async def test_figures_stay_without_a_name(database: Database, privacy: Privacy) -> None:
    """The bot's sums are the same after people were forgotten, however many they are."""
    await live(database, OTHER, OTHER_WORD)
    await live(database, PERSON, WORD)
    before = await StoredUsage(database).figures(DAY, DAY)
    for person in (PERSON, OTHER):
        await privacy.forget(person, 20.0)
        assert await spent_by(database, person, DAY) == Spent()
    after = await StoredUsage(database).figures(DAY, DAY)
    assert (after.questions, after.total_tokens) == (before.questions, before.total_tokens) == (4, 12)
    assert await spent_by(database, GROUP, DAY) == Spent(day=6, month=6)


async def test_limits_are_not_forgotten(database: Database, privacy: Privacy) -> None:
    """Nobody gets rid of limits that an admin set by asking to be forgotten, and hears that they stay."""
    await StoredLimits(database).set_limits(PERSON, Limits(per_minute=5))
    assert (await privacy.forget(PERSON, 20.0)).limited
    assert await StoredLimits(database).limits(PERSON) == Limits(per_minute=5)
    assert not (await privacy.forget(OTHER, 20.0)).limited


async def test_a_ban_is_not_forgotten(database: Database, privacy: Privacy) -> None:
    """Nobody gets rid of a ban by asking to be forgotten."""
    await live(database, PERSON, WORD)
    await Access(database).decide(PERSON, Decision(Standing.BANNED, ADMIN), "act", 5.0)
    await privacy.forget(PERSON, 20.0)
    assert await Access(database).standing(PERSON) is Standing.BANNED
    assert await StoredLimits(database).limits(PERSON) == Limits(per_minute=5)
    assert set(about(await dump(database), PERSON, WORD)) == {"access", "limits"}


async def test_what_others_say_in_a_group_stays_connected(
    database: Database, privacy: Privacy, conversations: Conversations
) -> None:
    """What followed a forgotten question follows what was before it; quotes of the forgotten are gone."""
    key = ConversationKey(GROUP)
    speakers = [OTHER, PERSON, PERSON, OTHER, PERSON]
    turns = [
        await ask(
            database,
            key,
            Question(f"№ {number}", speaker, f"Name {speaker}"),
            answer="a",
            message=number * 10,
        )
        for number, speaker in enumerate(speakers)
    ]
    quote = Quote(f"Name {PERSON}", "their words")
    quoting = await ask(database, key, Question("q", OTHER, "Other", quote), answer="a", message=90)
    last = await ask(database, key, Question("last", PERSON, f"Name {PERSON}"), answer="a", message=95)
    assert await conversations.tip(key) is not None
    assert last.parent_id == quoting.id
    await privacy.forget(PERSON, 20.0)
    branch = await conversations.branch(key, REMEMBERED_TURNS)
    assert [turn.id for turn in branch] == [turns[0].id, turns[3].id, quoting.id]
    assert branch[-1].question.quote is None


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=12))
async def test_any_tree_keeps_its_others_in_order(
    tmp_path_factory: pytest.TempPathFactory, shape: list[tuple[bool, int]]
) -> None:
    """Whatever the tree, each turn that stays follows its nearest ancestor that stays, the tip too."""
    database = await Database.open(tmp_path_factory.mktemp("tree") / "archive.sqlite3")
    conversations, key = Conversations(database), ConversationKey(GROUP)
    parents: dict[int, int | None] = {}
    gone: set[int] = set()
    for theirs, place in shape:
        ids = [None, *parents]
        parent = ids[place % len(ids)]
        asker = PERSON if theirs else OTHER
        turn = await conversations.begin_turn(
            key, Question("?", asker), question_message=None, now=1.0, parent=parent
        )
        parents[turn.id] = parent
        gone |= {turn.id} if theirs else set()

    def surviving(turn_id: int | None) -> int | None:
        return surviving(parents[turn_id]) if turn_id in gone else turn_id

    await Privacy(database).forget(PERSON, 2.0)
    rows = await database.rows("SELECT id, parent_id FROM turns ORDER BY id")
    (tip,) = await database.rows("SELECT tip_id FROM conversations")
    await database.close()
    expected = [(each, surviving(parent)) for each, parent in parents.items() if each not in gone]
    assert [tuple(row) for row in rows] == expected
    assert tip["tip_id"] == surviving(list(parents)[-1])


async def test_updates_of_others_and_the_present_one_wait_on(database: Database, privacy: Privacy) -> None:
    """Forgetting drops what the person still asks, in groups and by buttons, and nothing else."""
    inbox = Inbox(database)
    pressed = {"id": "1", "from": {"id": OTHER}, "message": {"chat": {"id": PERSON}}}
    reply = json.loads(update_of(OTHER, GROUP, "?"))
    reply["message"]["reply_to_message"] = {"from": {"id": PERSON}}
    bodies = [
        update_of(PERSON, PERSON, "/forget"),
        update_of(PERSON, GROUP, "mine"),
        json.dumps({"callback_query": pressed}),
        update_of(OTHER, GROUP, "other"),
        json.dumps(reply),
    ]
    await inbox.store(list(enumerate(bodies)), 1.0)
    assert (await privacy.forget(PERSON, 2.0, present_update=0)).updates == 2
    assert [update.update_id for update in await inbox.undone()] == [0, 3, 4]


async def test_a_group_is_forgotten_and_goes_on(database: Database, privacy: Privacy) -> None:
    """Its owner erases what was said there; what admins decided, and what was spent, stays."""
    await ChatsAndUsers(database).note_seen(Chat(GROUP, "group", WORD), None, 1.0)
    await Access(database).decide(GROUP, Decision(Standing.ALLOWED, ADMIN), "act", 1.0)
    await live(database, PERSON, OTHER_WORD)
    await ask(database, ConversationKey(GROUP, 7), Question(WORD, GROUP, WORD), answer=WORD)
    private = await exported(database, PERSON)
    gone = await privacy.forget(GROUP, 20.0)
    assert (gone.conversations, gone.turns, gone.messages, gone.updates) == (2, 2, 4, 1)
    assert about(await dump(database), WORD) == {}
    assert set(about(await dump(database), GROUP)) == {"access", "acts", "usage"}
    assert await Access(database).standing(GROUP) is Standing.ALLOWED
    assert await exported(database, PERSON) == private[:1]


async def test_an_export_is_complete(database: Database, conversations: Conversations) -> None:
    """Every turn of theirs is in it with its times, in a long conversation too, and none of others."""
    await live(database, OTHER, OTHER_WORD)
    await live(database, PERSON, WORD)
    topic = ConversationKey(PERSON, 3)
    long = [
        await conversations.begin_turn(topic, Question(str(n), PERSON), question_message=None, now=100.0 + n)
        for n in range(1003)
    ]
    private, threaded, group = await exported(database, PERSON)
    assert [each.key for each in (private, threaded, group)] == [
        ConversationKey(PERSON),
        topic,
        ConversationKey(GROUP),
    ]
    assert isinstance(private.settings, ConversationSettings)
    assert private.settings.system_prompt == f"{WORD}: be brief"
    assert [(each.turn.answer.text, each.asked_at, each.finished_at) for each in private.turns] == [
        (f"{WORD}!", 10.0, 11.0)
    ] * 2
    assert [(each.turn, each.asked_at) for each in threaded.turns] == [
        (turn, 100.0 + n) for n, turn in enumerate(long)
    ]
    assert group.settings is None
    assert [each.turn.question.asker_id for each in group.turns] == [PERSON]
    whole = await exported(database, GROUP)
    assert [[each.turn.question.asker_id for each in kept.turns] for kept in whole] == [[OTHER, PERSON]]


async def test_what_is_exported_is_what_is_forgotten(database: Database, privacy: Privacy) -> None:
    """Nothing is erased that could not be taken along before, and nothing stays to be exported."""
    await live(database, PERSON, WORD)
    turns = [turn for kept in await exported(database, PERSON) for turn in kept.turns]
    assert (await privacy.forget(PERSON, 20.0)).turns == len(turns) == 3
    assert await exported(database, PERSON) == []


async def test_what_is_old_is_erased(
    database: Database, privacy: Privacy, conversations: Conversations
) -> None:
    """Turns from before go, those at work and those from later stay, and the settings of who is there."""
    old, present = ConversationKey(8), ConversationKey(9)
    chats_and_users = ChatsAndUsers(database)
    await chats_and_users.note_seen(Chat(9, "private"), None, 2000.0)
    await chats_and_users.note_seen(Chat(8, "private"), None, 10.0)
    for key in (old, present):
        await conversations.set_system_prompt(key, "my words")
        for number in range(600):
            await conversations.begin_turn(key, Question(str(number), 9), question_message=None, now=10.0)
    await database.rows("UPDATE turns SET state = 'complete', finished_at = 11 WHERE id NOT IN (3, 1200)")
    await database.rows("UPDATE turns SET unshown = 1 WHERE id = 4")
    late = await ask(database, present, Question("late", 9), now=1000.0)
    gone = await privacy.erase_older_than(1000.0)
    assert gone == Forgotten(turns=1197)
    left = [row["id"] for row in await database.rows("SELECT id FROM turns ORDER BY id")]
    assert left == [3, 4, 1200, late.id]
    await database.rows("UPDATE turns SET state = 'complete', finished_at = 11 WHERE id IN (3, 1200)")
    await conversations.shown(4)
    assert await privacy.erase_older_than(1500.0) == Forgotten(conversations=1, turns=4)
    assert (await conversations.settings(present)).system_prompt == "my words"
    assert await privacy.erase_older_than(1500.0) == Forgotten()
