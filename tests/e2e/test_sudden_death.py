"""A bot is killed, and the next one takes over where it stood."""

import asyncio
import threading

import pytest

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Person
from tests.e2e.conftest import World, finished, growing


async def test_a_killed_bot_does_nothing_any_more(world: World, anna: Person) -> None:
    """No call, no word, no clean-up comes from a killed bot: its messages stand as they stood."""
    await world.start_bot()
    await asyncio.sleep(5)  # a call of the start that is under way would be counted once it ends
    world.gigachat.script(["Начало ответа уже на экране, ", Piece("конец далеко.", gate=asyncio.Event())])
    await anna.sends("Вопрос")
    message = await anna.sees(growing("Начало"))
    calls = len(world.telegram.calls)
    await world.kill_bot()
    await asyncio.sleep(60)
    assert len(world.telegram.calls) == calls
    assert message.labels
    assert world.gigachat.chats[-1].aborted


async def test_a_slow_disk_lets_no_time_pass(bot: World) -> None:
    """However long a dying bot's file takes to be closed, the next one starts in the same moment."""
    assert bot._life is not None
    (database,) = bot._life.databases
    disk = threading.Event()
    database._tx.put_nowait((None, disk.wait))
    threading.Timer(0.05, disk.set).start()
    before = asyncio.get_running_loop().time()
    far = asyncio.create_task(asyncio.sleep(600))
    await bot.kill_bot()
    assert asyncio.get_running_loop().time() == before
    far.cancel()


@pytest.mark.parametrize("nth", range(1, 12))
async def test_a_bot_can_be_killed_at_any_call(world: World, anna: Person, nth: int) -> None:
    """Whatever call was under way, its start included, the next bot starts on the same file and answers."""
    calls = 0

    def strike(event: object) -> None:
        nonlocal calls
        calls += getattr(event, "kind", "") == "call"
        if calls == nth:
            world.strike()

    world.telegram.observe(strike)
    try:
        await world.start_bot()
    except asyncio.CancelledError:
        assert nth < 10
    await anna.sends("Вопрос")
    await asyncio.sleep(10)
    await world.kill_bot()
    world.telegram.unobserve(strike)
    await world.start_bot()
    world.gigachat.script("Всё хорошо.", match="Жив")
    await anna.sends("Жив?")
    await anna.sees(finished("Всё хорошо."), timeout=60)
