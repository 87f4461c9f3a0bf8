"""The command menu, and the start of the bot around it."""

import asyncio

import pytest

from bot.sandbox.telegram import Fault, Person
from tests.e2e.conftest import World


async def test_the_menu_speaks_to_everybody(world: World, anna: Person, boris: Person) -> None:
    """Clients offer the commands in private and in groups, with words in the person's language."""
    await world.start_bot()
    await _bot_listens(world)
    menu = world.telegram.profile
    group = world.telegram.group("Дача", members=[anna, boris])
    in_private = {entry["command"]: entry["description"] for entry in menu.seen_by(anna.user, anna.chat)}
    everywhere = ["new", "model", "system", "stop", "retry", "settings"]
    everywhere += ["usage", "privacy", "export", "forget"]
    assert list(in_private) == ["start", *everywhere, "help"]
    assert in_private["model"] == "Выбрать модель"
    in_group = {entry["command"]: entry["description"] for entry in menu.seen_by(boris.user, group)}
    assert list(in_group) == [*everywhere, "help"]
    assert in_group["model"] == "Choose a model"
    nobody = world.telegram.person("X", language=None)
    assert menu.seen_by(nobody.user, nobody.chat) == menu.seen_by(boris.user, boris.chat)


async def test_an_unchanged_menu_is_not_registered_again(world: World) -> None:
    """Telegram limits how often a menu may be set, so a second start leaves it alone; a loss is mended."""
    await world.start_bot()
    await _bot_listens(world)
    registered = len(world.telegram.calls_of("setMyCommands"))
    assert registered > 0
    await world.restart_bot()
    await _bot_listens(world)
    assert len(world.telegram.calls_of("setMyCommands")) == registered
    del world.telegram.profile.commands["all_group_chats", "ru"]
    await world.restart_bot()
    await _bot_listens(world)
    assert len(world.telegram.calls_of("setMyCommands")) == registered + 1


async def test_a_menu_that_cannot_be_registered_stops_nobody(world: World, anna: Person) -> None:
    """A refused menu is logged, and the bot answers."""
    world.telegram.faults.add(Fault("setMyCommands", "400:BOT_COMMAND_INVALID"))
    await world.start_bot()
    await anna.sends("/start")
    await anna.sees("Здравствуйте!")


async def test_a_stop_while_the_bot_starts_is_heard(world: World) -> None:
    """The menu is read before the first update is fetched; a SIGTERM in between must not be lost."""
    app = await world.start_bot()
    await app.stop()
    await asyncio.wait_for(world.stop_bot(), 60)
    assert asyncio.get_running_loop().time() < 30, "no long poll is waited out"


@pytest.mark.parametrize("access", ["open", "invite"])
async def test_an_admins_menu_offers_what_admins_do(
    world: World, anna: Person, boris: Person, access: str
) -> None:
    """An admin's own chat offers their commands first, as soon as it is opened; nobody else's does."""
    # Hers is looked at first, beside the start: she has not opened the chat.
    world.telegram.faults.add(Fault("getMyCommands", "400:chat not found"))
    await world.start_bot(access=access, admins=frozenset({anna.id}))
    await _bot_listens(world)
    menu = world.telegram.profile
    assert not [scope for scope, _ in menu.commands if scope.startswith("chat:")]
    sent = await anna.sends("/start")
    await anna.sees("Здравствуйте!", after=sent)
    expected = ["admin", "invite", "start"] if access == "invite" else ["admin", "start", "new"]
    seen = await world.telegram.bell.until(
        lambda: menu.seen_by(anna.user, anna.chat) if (f"chat:{anna.id}", "uk") in menu.commands else None,
        30,
    )
    assert [entry["command"] for entry in seen][:3] == expected
    assert seen[0]["description"] == "Управлять ботом"
    assert "admin" not in [entry["command"] for entry in menu.seen_by(boris.user, boris.chat)]
    registered = len(world.telegram.calls_of("setMyCommands"))
    await world.restart_bot()
    await _bot_listens(world)
    assert len(world.telegram.calls_of("setMyCommands")) == registered


async def test_an_admins_menu_comes_with_the_next_start_of_the_bot(world: World, anna: Person) -> None:
    """Somebody who has written before and becomes an admin need not press /start."""
    await world.start_bot()
    await anna.sees("", after=await anna.sends("/help"))
    await world.restart_bot(admins=frozenset({anna.id}))
    menu = world.telegram.profile
    await world.telegram.bell.until(lambda: (f"chat:{anna.id}", "uk") in menu.commands or None, 30)
    assert menu.seen_by(anna.user, anna.chat)[0]["command"] == "admin"


@pytest.mark.parametrize("access", ["open", "invite"])
async def test_help_tells_admins_what_they_can_do(
    world: World, anna: Person, boris: Person, access: str
) -> None:
    """The line about /admin is for admins alone, in private; /invite is named where it does something."""
    await world.start_bot(access=access, admins=frozenset({anna.id}), allowed=frozenset({boris.id}))
    told = await anna.sees("/retry", after=await anna.sends("/help"))
    assert "Вы администратор этого бота: /admin" in told.text
    assert ("/invite" in told.text) == (access == "invite")
    assert "/admin" not in (await boris.sees("/retry", after=await boris.sends("/help"))).text
    group = world.telegram.supergroup("Дача", admins=[anna])
    sent = await anna.sends("/help@gigachat_bot", in_=group)
    assert "/admin" not in (await anna.sees("/retry", in_=group, after=sent)).text


async def _bot_listens(world: World) -> None:
    polls = len(world.telegram.calls_of("getUpdates"))
    # The first poll takes in what waits, before the menu is looked at.
    await world.telegram.bell.until(
        lambda: len(world.telegram.calls_of("getUpdates")) > polls + 1 or None, timeout=60
    )
