"""Several answers in one chat share its budget, and chats do not share theirs."""

import asyncio

from bot.sandbox.gigachat import Scenario
from bot.sandbox.telegram import Fault, Message, Person
from tests.e2e.conftest import World, finished


def lag_of_end(world: World, answer: Message, question: str) -> float:
    """Return the seconds from the model's last piece to the final text."""
    exchange = next(e for e in world.gigachat.chats if question in e.body["messages"][-1]["content"])
    return answer.history[-1].at - exchange.pieces[-1].at


async def test_two_answers_of_one_group_share_fairly(world: World, anna: Person, boris: Person) -> None:
    """Answers in two topics grow alike, meet no limit, and neither final text waits for the other's."""
    world.gigachat.slots.limit = 2
    await world.start_bot(gigachat_streams=2)
    forum = world.telegram.forum("Форум", topics=["А", "Б"], members=[anna, boris])
    scenario = Scenario.words(200, 12.0)
    world.gigachat.script(scenario)
    await anna.sends("@gigachat_bot первый", in_=forum, topic="А")
    await boris.sends("@gigachat_bot второй", in_=forum, topic="Б")
    first, second = await asyncio.gather(
        anna.sees(finished(scenario.text), in_=forum, topic="А", timeout=60),
        boris.sees(finished(scenario.text), in_=forum, topic="Б", timeout=60),
    )
    assert world.telegram.floods == []
    assert abs(len(first.history) - len(second.history)) <= 1
    assert min(len(first.history), len(second.history)) >= 4
    assert lag_of_end(world, first, "первый") < 0.5
    assert lag_of_end(world, second, "второй") < 0.5


async def test_three_answers_within_a_minute_of_a_group(bot: World, anna: Person) -> None:
    """One after another in the same group: no 429, and each final text stands within half a second."""
    group = bot.telegram.group("Команда", members=[anna])
    scenario = Scenario.words(300, 15.0)
    bot.gigachat.script(scenario)
    asked: Message | None = None
    for question in ("первый", "второй", "третий"):
        asked = await anna.sends(f"@gigachat_bot {question}", in_=group)
        answer = await anna.sees(finished(scenario.text), in_=group, after=asked, timeout=40)
        assert lag_of_end(bot, answer, question) < 0.5
    assert bot.telegram.floods == []


async def test_a_flood_in_one_chat_is_not_felt_in_another(world: World, anna: Person, boris: Person) -> None:
    """A 429 pauses the previews of its chat only, and the text that it held back still arrives in the end."""
    world.gigachat.slots.limit = 2
    await world.start_bot(gigachat_streams=2)
    scenario = Scenario.words(100, 10.0)
    world.gigachat.script(scenario)
    world.telegram.faults.add(
        Fault("editMessageText", "429", nth=2, chat_id=anna.chat.id, times=1, retry_after=5)
    )
    await anna.sends("Раз")
    await boris.sends("Два")
    held, free = await asyncio.gather(
        anna.sees(finished(scenario.text), timeout=60), boris.sees(finished(scenario.text), timeout=60)
    )
    pauses = [later.at - earlier.at for earlier, later in zip(held.history, held.history[1:], strict=False)]
    assert max(pauses) >= 5
    assert len(world.telegram.floods) == 1
    gaps = [later.at - earlier.at for earlier, later in zip(free.history, free.history[1:], strict=False)]
    assert max(gaps) < 1.5
