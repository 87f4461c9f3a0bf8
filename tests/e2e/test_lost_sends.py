"""Several sends of one chat are lost in the same moment, and each finds its own message again."""

import asyncio

import pytest

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Chat, Fault, Message, Person
from tests.e2e.conftest import World, finished


@pytest.fixture
async def two_streams(world: World) -> World:
    """Give a bot that answers two conversations at the same time."""
    world.gigachat.slots.limit = 2
    await world.start_bot(gigachat_streams=2)
    return world


def said_in(world: World, chat: Chat, topic: str | None = None) -> list[Message]:
    """Return what the bot has said there."""
    return [each for each in world.telegram.chat_history(chat, topic) if each.sender is world.telegram.bot]


@pytest.mark.parametrize("order", [("lost", "reset"), ("reset", "lost"), ("lost", "lost")])
async def test_topics_do_not_take_each_others_messages(
    two_streams: World, anna: Person, order: tuple[str, str]
) -> None:
    """Of two answers whose sends were lost each ends in its own topic, once, though they share a chat."""
    world = two_streams
    forum = world.telegram.forum("Школа", topics=["Химия", "Физика"], members=[anna])
    for kind in order:
        world.telegram.faults.add(Fault("sendMessage", kind))
    for topic in ("Химия", "Физика"):
        world.gigachat.script(f"Это {topic}.", match=topic)
        await anna.sends(f"@gigachat_bot {topic}?", in_=forum, topic=topic)
    for topic in ("Химия", "Физика"):
        await anna.sees(finished(f"Это {topic}."), in_=forum, topic=topic, timeout=300)
    await asyncio.sleep(60)
    for topic in ("Химия", "Физика"):
        assert [message.text for message in said_in(world, forum, topic)] == [f"Это {topic}."]


async def test_askers_of_a_group_do_not_get_each_others_answers(
    two_streams: World, anna: Person, boris: Person
) -> None:
    """A word and an answer, both lost in a group, stand there once each, the answer under its question."""
    world = two_streams
    group = world.telegram.group("Команда", members=[anna, boris])
    for kind in ("lost", "lost"):
        world.telegram.faults.add(Fault("sendMessage", kind))
    world.gigachat.script("Вот ответ.")
    question = await anna.sends("@gigachat_bot вопрос", in_=group)
    await boris.sends("/help@gigachat_bot", in_=group)
    await anna.sees(finished("Вот ответ."), in_=group, timeout=300)
    await boris.sees("/settings", in_=group, timeout=300)
    await asyncio.sleep(60)
    said = said_in(world, group)
    assert sorted("Вот ответ." in message.text for message in said) == [False, True]
    assert [message for message in said if message.reply_to is question] == [
        message for message in said if "Вот ответ." in message.text
    ]


@pytest.mark.parametrize("lost", ["an answer", "a word"])
async def test_a_search_goes_on_where_a_kill_ended_it(world: World, anna: Person, lost: str) -> None:
    """A bot that dies again and again in its search for a lost message tries no place again and again."""
    world.telegram.chat_limiter = None  # the bot's own budget ends with each of its lives
    group = world.telegram.supergroup("Шумная", members=[anna])
    await world.start_bot()
    world.gigachat.script("Вот ответ.")
    await anna.sends("@gigachat_bot первый", in_=group)
    await anna.sees(finished("Вот ответ."), in_=group)
    world.telegram.faults.add(Fault("sendMessage", "reset"))
    began = len(world.telegram.calls_of("sendMessage"))
    await anna.sends("/help@gigachat_bot" if lost == "a word" else "@gigachat_bot второй", in_=group)
    await world.telegram.bell.until(lambda: len(world.telegram.calls_of("sendMessage")) > began, 30)
    await world.kill_bot()
    for number in range(6):
        await anna.sends(f"между собой {number}", in_=group)
    tried: list[object] = []
    for _ in range(12):
        edits = len(world.telegram.calls_of("editMessageText"))
        await world.start_bot()
        await asyncio.sleep(1.5)
        await world.kill_bot()
        made = world.telegram.calls_of("editMessageText")[edits:]
        tried += [call.params["message_id"] for call in made if call.status == 400]
    await world.start_bot()
    await asyncio.sleep(90)
    assert len(tried) >= 3
    assert max(tried.count(each) for each in tried) <= 2, "a kill may cost the note of the last one"
    said = [message.text for message in said_in(world, group)]
    assert len(said) == 2, said


async def test_a_send_that_a_stop_loses_is_found_among_what_came_meanwhile(
    world: World, anna: Person, boris: Person
) -> None:
    """A bot that goes down hears of no message any more, and yet takes none for the newest."""
    await world.start_bot(shutdown_grace=5)
    gate = asyncio.Event()
    world.gigachat.script([Piece("Начало ответа уже есть. ", gate=gate), Piece("Конец.", delay=60)])
    await anna.sends("вопрос")
    await world.telegram.bell.until(lambda: bool(world.gigachat.chats), 30)
    stopping = asyncio.create_task(world.stop_bot())
    await asyncio.sleep(1)
    for number in range(6):
        await boris.sends(f"/help {number}")
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    gate.set()
    await stopping
    await world.start_bot()
    await anna.sees(finished("Конец."), timeout=300)
    await asyncio.sleep(60)
    assert [m.text for m in said_in(world, anna.chat)] == ["Начало ответа уже есть. Конец."]


async def test_a_button_under_a_lost_message_does_not_hide_it(world: World, anna: Person) -> None:
    """Whoever presses Retry under an answer before the bot has found it again sees it in one message."""
    await world.start_bot()
    world.gigachat.script("Первый ответ.", times=1)
    world.gigachat.script("Второй ответ.")
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    await anna.sends("вопрос")
    answer = await anna.sees(finished("Первый ответ."))
    await world.kill_bot()
    anna.pushes("↻", on=answer)
    await world.start_bot()
    await anna.sees(finished("Второй ответ."), timeout=300)
    await asyncio.sleep(60)
    assert [m.text for m in said_in(world, anna.chat)] == ["Второй ответ."]
