"""Who was met, and under which name."""

from bot.core.access import Decision, Standing
from bot.core.conversation import Chat, User
from bot.core.quota import Limits
from bot.storage.access import Access
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.database import Database
from bot.storage.limits import StoredLimits


async def test_the_newest_name_is_known(database: Database) -> None:
    """A renaming is taken over, and an update that is replayed late doesn't undo it."""
    chats_and_users = ChatsAndUsers(database)
    group = Chat(-5, "group", "Дача")
    await chats_and_users.note_seen(group, User(7, "Аня", None, "anya", "ru"), 10.0)
    renamed = Chat(-5, "group", "Дом", "home")
    await chats_and_users.note_seen(renamed, User(7, "Анна", "Ким", None, "en"), 20.0)
    await chats_and_users.note_seen(group, User(7, "Аня", None, "anya", "ru"), 15.0)
    (chat,) = await database.rows("SELECT * FROM chats")
    (user,) = await database.rows("SELECT * FROM users")
    assert tuple(chat) == (-5, "group", "Дом", "home", 1, 20.0)
    assert tuple(user) == (7, "Анна", "Ким", None, "en", 20.0)
    assert await chats_and_users.language_code(7) == "en"
    assert await chats_and_users.language_code(8) is None
    assert await chats_and_users.name(7) == "Анна Ким"
    assert await chats_and_users.name(8) is None


async def test_a_chat_without_a_person_is_known(database: Database) -> None:
    """An anonymous admin's or a channel's message adds no user."""
    await ChatsAndUsers(database).note_seen(Chat(-5, "group"), None, 10.0)
    assert len(await database.rows("SELECT * FROM chats")) == 1
    assert await database.rows("SELECT * FROM users") == []


async def test_whoever_only_asks_is_known_by_name(database: Database) -> None:
    """A person who may not talk yet has a name and no chat, so that no broadcast reaches them."""
    await ChatsAndUsers(database).note_seen(None, User(7, "Анна"), 10.0)
    assert await ChatsAndUsers(database).name(7) == "Анна"
    assert await database.rows("SELECT * FROM chats") == []


async def test_of_whom_anything_is_stored_is_known(database: Database) -> None:
    """A name, a decision and a limit are each something; a stranger's group or neighbour is nothing."""
    chats_and_users = ChatsAndUsers(database)
    await chats_and_users.note_seen(Chat(-5, "group"), User(7, "Анна"), 10.0)
    await Access(database).decide(8, Decision(Standing.BANNED, 7), "act", 1.0)
    await StoredLimits(database).set_limits(9, Limits(per_minute=1))
    assert [each for each in range(6, 12) if await chats_and_users.knows(each)] == [7, 8, 9]


async def test_a_chat_that_blocked_the_bot_is_active_when_it_speaks_again(database: Database) -> None:
    """Blocked chats are left alone until they come back, and only they."""
    chats_and_users = ChatsAndUsers(database)
    await chats_and_users.note_seen(Chat(7, "private"), None, 10.0)
    await chats_and_users.note_seen(Chat(8, "private"), None, 10.0)
    await chats_and_users.set_chat_active(7, active=False)
    active = "SELECT id FROM chats WHERE active = 1 ORDER BY id"
    assert [row["id"] for row in await database.rows(active)] == [8]
    await chats_and_users.note_seen(Chat(7, "private"), None, 11.0)
    assert [row["id"] for row in await database.rows(active)] == [7, 8]


async def test_a_name_taken_back_at_once_is_known(database: Database) -> None:
    """What is remembered to spare writes never hides a change, not even one back to an earlier name."""
    chats_and_users = ChatsAndUsers(database)
    for seconds, name in enumerate(["Аня", "Анна", "Аня"]):
        await chats_and_users.note_seen(Chat(7, "private"), User(7, name), float(seconds))
    assert [row["first_name"] for row in await database.rows("SELECT * FROM users")] == ["Аня"]
