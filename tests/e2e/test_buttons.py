"""Buttons in the wrong hands, pressed twice, or forged: nothing harmful comes of them."""

import asyncio

import pytest

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import CallbackAnswer, Chat, Message, Person
from tests.e2e.conftest import BOTH_DELIVERIES, World, finished, growing
from tests.e2e.test_restart import refusing

pytestmark = BOTH_DELIVERIES


@pytest.fixture
def group(world: World, anna: Person, boris: Person) -> Chat:
    """Give a group of Anna, Boris and the bot, in which neither is an admin."""
    return world.telegram.supergroup("Дача", members=[anna, boris])


async def forged(world: World, person: Person, on: Message, data: str) -> CallbackAnswer:
    """Press a button that was never there, as a changed client can, and return the bot's answer."""
    press = world.telegram.presses.add(person.user, on, data)
    world.telegram.tell_bot("callback_query", press.wire(), person.id)
    return await world.telegram.bell.until(lambda: press.answer, timeout=30)


async def test_a_strangers_press_does_nothing(bot: World, group: Chat, anna: Person, boris: Person) -> None:
    """Stop and Retry under Anna's answer obey Anna; Boris is told so and nothing happens."""
    gate = asyncio.Event()
    bot.gigachat.script(["Раз, два, три, четыре, ", Piece("пять.", gate=gate)])
    await anna.sends("@gigachat_bot считай", in_=group)
    answer = await anna.sees(growing("четыре"), in_=group)
    refused = await boris.presses("Стоп", on=answer)
    assert (refused.text, refused.alert) == ("Only the person who asked or an admin can do this.", True)
    gate.set()
    await anna.sees(finished("пять."), in_=group)
    refused = await boris.presses("Ещё раз", on=answer)
    assert refused.alert
    await asyncio.sleep(5)
    assert len(bot.gigachat.chats) == 1
    assert not bot.gigachat.chats[0].aborted


async def test_a_stop_command_ends_ones_own_questions_alone(
    bot: World, group: Chat, anna: Person, boris: Person
) -> None:
    """In line behind Anna's answer Boris takes back his own question; hers is not his to stop."""
    gate = asyncio.Event()
    bot.gigachat.script(["Раз, два, три, четыре, ", Piece("пять.", gate=gate)])
    await anna.sends("@gigachat_bot считай", in_=group)
    await anna.sees(growing("четыре"), in_=group)
    refused = await boris.sends("/stop@gigachat_bot", in_=group)
    await boris.sees("Only the person who asked", in_=group, after=refused)
    await boris.sends("@gigachat_bot count", in_=group)
    await boris.sends("/stop@gigachat_bot", in_=group)
    await boris.sees("Stopped.", in_=group)
    gate.set()
    await anna.sees(finished("пять."), in_=group)
    await asyncio.sleep(5)
    assert len(bot.gigachat.chats) == 1


async def test_a_turn_of_another_chat_is_out_of_reach(bot: World, anna: Person, boris: Person) -> None:
    """Whoever guesses the number of a foreign turn can neither stop it nor read its answer anew."""
    gate = asyncio.Event()
    bot.gigachat.script(["Мой секрет, ", Piece("вот и всё.", gate=gate)], match="секрет")
    await anna.sends("Храни секрет")
    await anna.sees(growing(""))
    await boris.sends("hello")
    own = await boris.sends("/settings")
    page = await boris.sees("Settings", after=own)
    assert (await forged(bot, boris, page, "stop:1")).text == "This answer has already ended."
    gate.set()
    await anna.sees(finished("вот и всё."))
    assert (await forged(bot, boris, page, "retry:1")).alert
    await asyncio.sleep(5)
    assert "секрет" not in str([m.text for m in bot.telegram.chat_history(boris.chat)])


@pytest.mark.parametrize(
    "data",
    [
        "model:GigaChat-9",
        "model:Embeddings",
        "lang:xx",
        "set:nowhere",
        "system:delete",
        "stop:" + "9" * 40,
        "retry:" + "9" * 40,
        "retry:-1",
        "stop:x",
        "from an older version",
    ],
)
async def test_forged_data_changes_nothing(
    bot: World, boris: Person, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Every press is answered, none breaks a handler, and the settings stay as they were."""
    page = await boris.sees("Settings", after=await boris.sends("/settings"))
    before = page.text
    await forged(bot, boris, page, data)
    again = await boris.sees("Settings", after=await boris.sends("/settings"))
    assert again.text == before
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_retry_pressed_twice_answers_once(bot: World, anna: Person) -> None:
    """An impatient finger does not pay for two answers."""
    bot.gigachat.script("Первый.", times=1)
    bot.gigachat.script("Второй.")
    await anna.sends("Назови число")
    answer = await anna.sees(finished("Первый."))
    first, second = anna.pushes("Ещё раз", on=answer), anna.pushes("Ещё раз", on=answer)
    await anna.sees(finished("Второй."))
    await asyncio.sleep(10)
    assert first.answer == second.answer == CallbackAnswer("Отвечаю ещё раз")
    assert len(bot.gigachat.chats) == 2
    assert answer.labels == ["↻ Ещё раз", "‹", "2/2"]


async def test_a_press_that_fails_ends_its_clock(bot: World, anna: Person) -> None:
    """Where the storage refuses, the presser reads why at once, and the press is obeyed once it heals."""
    shown = await anna.sees("Модель", after=await anna.sends("/model"))
    assert bot.app is not None
    async with refusing(bot.app, "read-only"):
        answer = await anna.presses("GigaChat-2-Max", on=shown)
        assert answer.alert
        assert "хранилище" in answer.text
    await anna.sees("Теперь отвечает GigaChat-2-Max", timeout=60)
