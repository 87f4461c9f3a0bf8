"""The bot's own words arrive in order and once, whatever dies, and however long it takes."""

import asyncio
from typing import Any

import pytest

from bot.core.conversation import ConversationKey
from bot.sandbox.telegram import Chat, Fault, Person
from tests.e2e.conftest import World
from tests.e2e.test_restart import app_of


def said(world: World, chat: Chat) -> list[str]:
    """Return the beginnings of what the bot has said in a chat."""
    return [m.text[:8] for m in world.telegram.chat_history(chat) if m.sender is world.telegram.bot]


async def waiting(world: World) -> int:
    """Return how many stored letters have not ended."""
    return len(await app_of(world).archive._database.rows("SELECT 1 FROM letters WHERE ended_at IS NULL"))


@pytest.mark.parametrize("kind", ["lost", "hang", "reset", "slow", "502_html", "429", "500"])
async def test_a_word_is_said_once_in_any_weather(bot: World, anna: Person, boris: Person, kind: str) -> None:
    """A send whose answer is lost is found, not repeated; one that did not land is sent again."""
    await boris.sends("/help")
    await asyncio.sleep(5)
    bot.telegram.faults.add(Fault("sendMessage", kind, chat_id=anna.chat.id, seconds=40))
    await anna.sends("/help")
    await anna.sends("/settings")
    await asyncio.sleep(1)
    await boris.sends("/settings")
    await anna.sees("Настройки", timeout=120)
    await asyncio.sleep(120)
    assert said(bot, anna.chat) == ["Напишите", "Настройк"]
    assert len(said(bot, boris.chat)) == 2
    assert await waiting(bot) == 0


@pytest.mark.parametrize("nth", range(1, 9))
@pytest.mark.parametrize("where", ["private", "supergroup"])
async def test_words_survive_a_kill_at_any_call(world: World, anna: Person, nth: int, where: str) -> None:
    """Killed after whatever call, the next start says what was not said, in order, and nothing twice."""
    chat = world.telegram.supergroup("Дача", owner=anna) if where == "supergroup" else anna.chat
    tail = "@gigachat_bot" if where == "supergroup" else ""
    await world.start_bot()
    await asyncio.sleep(1)
    calls = 0

    def strike(event: Any) -> None:
        nonlocal calls
        calls += event.kind == "answer" and event.body["method"] != "getUpdates"
        if calls == nth:
            world.strike()

    world.telegram.observe(strike)
    for command in ("/help", "/settings", "/new", "/system"):
        await anna.sends(command + tail, in_=chat)
        await asyncio.sleep(0.2)
    await asyncio.sleep(60)
    world.telegram.unobserve(strike)
    await world.kill_bot()
    await world.start_bot()
    await asyncio.sleep(120)
    assert [text[:5] for text in said(world, chat)] == ["Напиш", "Настр", "Начин", "Харак"]
    assert await waiting(world) == 0


async def test_words_outlast_an_outage_and_a_restart(world: World, anna: Person) -> None:
    """Telegram away for hours, with a restart within: all is said in order when it is back."""
    await world.start_bot()
    await asyncio.sleep(1)
    weather = world.telegram.faults.add(Fault("sendMessage", "502_html", times=None))
    await anna.sends("/help")
    await anna.sends("/settings")
    await asyncio.sleep(3600)
    await world.restart_bot()
    await anna.sends("/new")
    await asyncio.sleep(3600)
    assert said(world, anna.chat) == []
    assert await waiting(world) == 3
    world.telegram.faults.remove(weather)
    await anna.sees("Настройки", timeout=60)
    await asyncio.sleep(30)
    assert [text[:5] for text in said(world, anna.chat)] == ["Напиш", "Настр", "Начин"]


async def test_words_wait_for_the_end_of_a_long_flood(bot: World, anna: Person, boris: Person) -> None:
    """A flood of three hours in one chat delays its words, and nobody else's."""
    bot.telegram.faults.add(Fault("sendMessage", "429", chat_id=anna.chat.id, retry_after=3 * 3600))
    await anna.sends("/help")
    await boris.sends("/help")
    await boris.sees("Write", timeout=5)
    begun = asyncio.get_running_loop().time()
    await anna.sees("Напишите", timeout=4 * 3600)
    assert 3 * 3600 <= asyncio.get_running_loop().time() - begun <= 3 * 3600 + 5


async def test_words_that_are_too_old_are_given_up(
    world: World, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """After OUTBOX_AGE a word is given up with one line in the log, and those behind it go on."""
    await world.start_bot(outbox_age=600.0)
    await asyncio.sleep(1)
    weather = world.telegram.faults.add(Fault("sendMessage", "502_html", times=None))
    await anna.sends("/help")
    await asyncio.sleep(700)
    assert await waiting(world) == 0
    assert len([r for r in caplog.records if "could not be delivered for too long" in r.getMessage()]) == 1
    world.telegram.faults.remove(weather)
    await anna.sends("/settings")
    await anna.sees("Настройки")
    assert said(world, anna.chat) == ["Настройк"]


async def test_words_for_a_closed_chat_end_at_once(bot: World, anna: Person) -> None:
    """Nobody waits for a person who has blocked the bot."""
    bot.telegram.faults.add(Fault("sendMessage", "403", chat_id=anna.chat.id))
    await anna.sends("/help")
    await asyncio.sleep(5)
    assert await waiting(bot) == 0
    assert said(bot, anna.chat) == []


@pytest.mark.parametrize("restarted", [True, False])
async def test_words_follow_a_group_into_its_supergroup(world: World, anna: Person, restarted: bool) -> None:
    """What could not be said in a group is said in the supergroup that it became meanwhile."""
    group = world.telegram.group("Дача", owner=anna)
    await world.start_bot()
    await asyncio.sleep(1)
    weather = world.telegram.faults.add(Fault("sendMessage", "502_html", times=None))
    await anna.sends("/help@gigachat_bot", in_=group)
    await asyncio.sleep(60)
    supergroup = world.telegram.migrates(group)
    await asyncio.sleep(60)
    if restarted:
        await world.restart_bot()
    world.telegram.faults.remove(weather)
    await asyncio.sleep(120)
    assert said(world, supergroup) == ["Напишите"]
    assert await waiting(world) == 0


async def test_a_word_of_the_greeting_kind_waits_too(world: World, anna: Person) -> None:
    """What no message asked for (a group's greeting) is a letter like the others."""
    await world.start_bot()
    await asyncio.sleep(1)
    weather = world.telegram.faults.add(Fault("sendMessage", "502_html", times=None))
    group = world.telegram.supergroup("Дача", owner=anna, bot="left")
    await anna.adds_bot(group)
    await asyncio.sleep(5)
    await world.kill_bot()
    await world.start_bot()
    world.telegram.faults.remove(weather)
    await asyncio.sleep(120)
    assert len(said(world, group)) == 1


async def test_the_conversation_of_a_word_needs_no_answer(bot: World, anna: Person) -> None:
    """Words alone leave no turn behind."""
    await anna.sends("/help")
    await anna.sees("Напишите")
    assert await app_of(bot).archive.tip(ConversationKey(anna.chat.id)) is None
