"""Who belongs to a group, and what the bot may do there."""

import asyncio

import pytest

from bot.sandbox.telegram import (
    Chat,
    Person,
    TelegramDouble,
)
from tests.contract.sandbox_telegram.conftest import Bot


@pytest.fixture
def anna(tg: TelegramDouble) -> Person:
    """Give somebody who is a member of everything below."""
    return tg.person("Анна")


@pytest.fixture
def olga(tg: TelegramDouble) -> Person:
    """Give an admin."""
    return tg.person("Ольга")


@pytest.fixture
def group(tg: TelegramDouble, anna: Person, olga: Person) -> Chat:
    """Give a supergroup without topics."""
    return tg.supergroup("Команда", members=[anna], admins=[olga])


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_being_kicked_and_added(bot: Bot, olga: Person, kind: str) -> None:
    """The bot learns of it through my_chat_member, and each kind of group refuses it by its own name."""
    group = bot.tg.group("Команда", owner=olga, kind=kind)
    await olga.removes_bot(group)
    said = await bot("sendMessage", chat_id=group.id, text="a")
    assert said.error == (403, f"Forbidden: bot was kicked from the {kind} chat")
    await olga.adds_bot(group)
    assert (await bot("leaveChat", chat_id=group.id)).result
    said = await bot("sendMessage", chat_id=group.id, text="a")
    assert said.error == (403, f"Forbidden: bot is not a member of the {kind} chat")
    changes = [update["my_chat_member"] for update in await bot.updates() if "my_chat_member" in update]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
        ("member", "left"),
    ]


async def test_being_muted_and_a_deleted_group(bot: Bot, olga: Person, group: Chat) -> None:
    """A restricted bot and a deleted group each have their own words."""
    await olga.adds_bot(group, "restricted")
    said = await bot("sendMessage", chat_id=group.id, text="a")
    assert said.error == (400, "Bad Request: not enough rights to send text messages to the chat")
    group.deleted = True
    said = await bot("sendMessage", chat_id=group.id, text="a")
    assert said.error == (403, "Forbidden: the group chat was deleted")


async def test_blocking(bot: Bot, anna: Person) -> None:
    """Blocking and unblocking reach the bot as my_chat_member of the private chat."""
    bot.tg.private(anna)
    await anna.blocks()
    with pytest.raises(AssertionError, match="blocked"):
        await anna.sends("привет")
    await anna.unblocks()
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in await bot.updates()]
    assert statuses == ["kicked", "member"]


async def test_members(bot: Bot, anna: Person, olga: Person, group: Chat) -> None:
    """Statuses and admins are told with the fields that client libraries require."""
    boris = bot.tg.person("Борис")
    said = {}
    for person in (anna, olga, boris):
        member = await bot("getChatMember", chat_id=group.id, user_id=person.id)
        said[person.user.first_name] = member.result["status"]
    assert said == {"Анна": "member", "Ольга": "administrator", "Борис": "left"}
    assert (await bot("getChatMember", chat_id=group.id, user_id=1)).status == 400
    admins = (await bot("getChatAdministrators", chat_id=group.id)).result
    assert [(a["user"]["id"], a["can_delete_messages"]) for a in admins] == [(olga.id, True)]
    assert (await bot("getChatMember", chat_id=bot.tg.private(anna).id, user_id=anna.id)).result[
        "status"
    ] == "member"
    assert (await bot("getChatAdministrators", chat_id=anna.id)).status == 400
    assert (await bot("leaveChat", chat_id=anna.id)).status == 400
    full = (await bot("getChat", chat_id=group.id)).result
    assert (full["title"], full["accent_color_id"]) == ("Команда", 1)


async def test_chat_member_updates_come_to_admins_who_ask(
    bot: Bot, anna: Person, olga: Person, group: Chat
) -> None:
    """Others' changes are told to an admin bot that lists chat_member, with the service messages besides."""
    await olga.adds_bot(group, "administrator")
    await bot("getUpdates", allowed_updates=["chat_member", "message"], offset=-1)
    await anna.leaves(group)
    await anna.joins(group)
    kinds = [min(update.keys() - {"update_id"}) for update in (await bot.updates())[1:]]
    assert kinds == ["chat_member", "message", "chat_member", "message"]


async def test_pins(bot: Bot, olga: Person, group: Chat) -> None:
    """Pinning takes an admin and a message."""
    sent = (await bot("sendMessage", chat_id=group.id, text="a")).result["message_id"]
    said = await bot("pinChatMessage", chat_id=group.id, message_id=sent)
    assert said.error == (400, "Bad Request: not enough rights to manage pinned messages in the chat")
    await olga.adds_bot(group, "administrator")
    assert (await bot("pinChatMessage", chat_id=group.id, message_id=sent)).result
    assert (await bot("pinChatMessage", chat_id=group.id, message_id=99)).status == 400


async def test_an_admin_bot_deletes_others_messages(
    bot: Bot, anna: Person, olga: Person, group: Chat
) -> None:
    """A member may delete its own messages only, an admin anybody's."""
    message = await anna.sends("a", in_=group)
    fields = {"chat_id": group.id, "message_id": message.message_id}
    assert (await bot("deleteMessage", **fields)).error[
        1
    ] == "Bad Request: message can't be deleted for everyone"
    await olga.adds_bot(group, "administrator")
    assert (await bot("deleteMessage", **fields)).result


async def test_migration(bot: Bot, anna: Person) -> None:
    """A group that became a supergroup answers with the new id, and both chats tell of it."""
    group = bot.tg.group("Команда", members=[anna])
    new = bot.tg.migrates(group)
    said = await bot("sendMessage", chat_id=group.id, text="a")
    assert said.error == (400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert said.body["parameters"] == {"migrate_to_chat_id": new.id}
    old_told, new_told = await bot.messages()
    assert (old_told["chat"]["id"], old_told["migrate_to_chat_id"]) == (group.id, new.id)
    assert (new_told["chat"]["id"], new_told["migrate_from_chat_id"]) == (new.id, group.id)
    assert (await bot("sendMessage", chat_id=new.id, text="a")).result


async def test_the_groups_limit(bot: Bot, group: Chat) -> None:
    """A group takes 20 calls a minute, though they come slowly enough for a private chat."""
    bot.tg.chat_limiter = TelegramDouble().chat_limiter
    statuses = []
    for _ in range(21):
        statuses.append((await bot("sendMessage", chat_id=group.id, text="a")).status)
        await asyncio.sleep(2)
    assert statuses == [200] * 20 + [429]
