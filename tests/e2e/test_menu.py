"""The command menu, and the start of the bot around it."""

import asyncio

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


async def _bot_listens(world: World) -> None:
    polls = len(world.telegram.calls_of("getUpdates"))
    # The first poll takes in what waits, before the menu is looked at.
    await world.telegram.bell.until(
        lambda: len(world.telegram.calls_of("getUpdates")) > polls + 1 or None, timeout=60
    )
