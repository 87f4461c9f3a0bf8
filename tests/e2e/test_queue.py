"""Many people ask at once: everybody is answered, in a fair order, and sees where they stand."""

import asyncio
from itertools import pairwise

import pytest

from bot.locales import words_in
from bot.sandbox.gigachat import Exchange, Fault, Piece, Scenario
from bot.sandbox.telegram import Message, Person
from tests.e2e.conftest import World, finished, growing

ANSWER_SECONDS = 4.0


def crowd(world: World, count: int) -> list[Person]:
    """Return so many people who have started the bot."""
    people = [world.telegram.person(f"Гость {number}") for number in range(count)]
    for person in people:
        world.telegram.private(person)
    return people


def answers(world: World, count: int, seconds: float = ANSWER_SECONDS) -> list[Scenario]:
    """Let question number n have an answer of its own; return them."""
    made = [
        Scenario.of([f"Ответ номер {number}, ", "вот ", "и он."], piece_delay=seconds / 2)
        for number in range(count)
    ]
    for number, scenario in enumerate(made):
        world.gigachat.script(scenario, match=f"вопрос {number}.")
    return made


def question_of(exchange: Exchange) -> str:
    """Return what a request asks."""
    return str(exchange.body["messages"][-1]["content"])


async def ask_all(people: list[Person]) -> list[Message]:
    """Let everybody ask in the same moment."""
    return [await person.sends(f"вопрос {number}.") for number, person in enumerate(people)]


async def test_twenty_people_and_one_stream(world: World) -> None:
    """All are answered exactly, in order, without a 429, and each waits only for those before them."""
    await world.start_bot(gigachat_streams=1)
    people = crowd(world, 20)
    scenarios = answers(world, 20)
    asked = await ask_all(people)
    seen = await asyncio.gather(
        *(
            person.sees(finished(scenario.text), timeout=200)
            for person, scenario in zip(people, scenarios, strict=True)
        )
    )
    assert [message.text for message in seen] == [scenario.text for scenario in scenarios]
    chats = world.gigachat.chats
    assert [chat.status for chat in chats] == [200] * 20
    assert [question_of(chat) for chat in chats] == [f"вопрос {number}." for number in range(20)]
    waits = [chat.at - message.at for chat, message in zip(chats, asked, strict=True)]
    ideal = [number * ANSWER_SECONDS for number in range(20)]
    assert max(wait - least for wait, least in zip(waits, ideal, strict=True)) < 1.0
    assert world.telegram.floods == []


async def _seconds_for_all(world: World, people: list[Person], answered: int) -> float:
    """Let everybody ask at once; return how long it took until the last answer stood."""
    began = asyncio.get_running_loop().time()
    after = await ask_all(people)
    await asyncio.gather(
        *(
            person.sees(finished(f"номер {number},"), after=message, timeout=600)
            for number, (person, message) in enumerate(zip(people, after, strict=True))
        )
    )
    assert len(world.gigachat.chats) == answered + len(people)
    return asyncio.get_running_loop().time() - began


async def test_ten_streams_serve_ten_times_as_many(world: World) -> None:
    """With ten streams the same crowd is through at least 9.5 times as fast as with one."""
    people = crowd(world, 40)
    answers(world, 40, seconds=10.0)
    await world.start_bot(gigachat_streams=1)
    alone = await _seconds_for_all(world, people, 0)
    world.gigachat.slots.limit = 10
    await world.restart_bot(gigachat_streams=10)
    together = await _seconds_for_all(world, people, 40)
    assert {chat.status for chat in world.gigachat.chats} == {200}
    assert alone / together >= 9.5


async def test_ten_questions_of_one_person_hold_nobody_up(world: World) -> None:
    """Who asks ten questions gets one answer in turn with everybody else, not ten before them."""
    await world.start_bot(gigachat_streams=1)
    anna, *others = crowd(world, 4)
    world.gigachat.script(Scenario.words(8, ANSWER_SECONDS))
    for number in range(10):
        await anna.sends(f"много, {number}")
    for person in others:
        await person.sends("один")
    await world.gigachat.until(lambda: len(world.gigachat.chats) == 13)
    order = ["много" if "много" in question_of(chat) else "один" for chat in world.gigachat.chats]
    assert order == ["много", *["один"] * 3, *["много"] * 9]
    assert [question_of(chat) for chat in world.gigachat.chats if "много" in question_of(chat)] == [
        f"много, {number}" for number in range(10)
    ]


async def test_the_place_goes_down_before_ones_eyes(world: World, anna: Person, boris: Person) -> None:
    """Place and time are told in one's language, anew when they change and not more often, until Stop."""
    await world.start_bot(gigachat_streams=1)
    people = crowd(world, 4)
    world.gigachat.script(Scenario.words(20, 20.0))
    for person in (*people, anna, boris):
        await person.sends("вопрос")
    russian = await anna.sees("4-е место")
    english = await boris.sees("place 5")
    assert russian.text == "В очереди к GigaChat: 4-е место. Отвечу, как только дойдёт черёд."
    assert (russian.labels, english.labels) == (["✕ Не ждать"], ["✕ Leave"])
    await anna.sees("3-е место. Отвечу примерно через минуту.", timeout=60)
    await boris.sees("place 2. I answer in about 40 seconds.", timeout=60)
    await anna.sees(growing("Утром"), timeout=60)
    told = [revision.text for revision in russian.history if "место" in revision.text]
    assert [text.split(":")[1][:2] for text in told] == [" 4", " 3", " 2", " 1"]
    assert len(set(told)) == len(told)
    assert russian.labels == ["■ Стоп"]


async def test_a_fast_line_is_not_told_of_every_second(world: World, anna: Person) -> None:
    """Where the line moves each second its words change every five: the chat's calls are for the answer."""
    await world.start_bot(gigachat_streams=1)
    people = crowd(world, 20)
    world.gigachat.script(Scenario.words(4, 1.0))
    for person in people:
        await person.sends("вопрос")
    await anna.sends("и мой")
    message = await anna.sees(finished("Утром"), timeout=60)
    told = [revision.at for revision in message.history if "место" in revision.text]
    assert 3 <= len(told) <= 5
    assert min(later - earlier for earlier, later in pairwise(told)) >= 5.0


@pytest.mark.parametrize("way", ["clean", "killed"])
async def test_a_place_survives_a_restart(world: World, way: str) -> None:
    """However the bot goes down, the next one serves in the order of asking, in the same messages."""
    await world.start_bot(gigachat_streams=1, shutdown_grace=0)
    people = crowd(world, 6)
    scenarios = answers(world, 6)
    held = world.gigachat.script(
        ["Начало, ", Piece("не конец.", gate=asyncio.Event())], match="вопрос 0.", times=1
    )
    world.gigachat.scripts.insert(0, world.gigachat.scripts.pop())
    assert world.gigachat.scripts[0] is held
    await ask_all(people)
    places = [await person.sees("-е место") for person in people[1:]]
    await asyncio.sleep(1)
    await (world.stop_bot() if way == "clean" else world.kill_bot())
    await asyncio.sleep(5)
    await world.start_bot()
    for person, scenario in zip(people, scenarios, strict=True):
        await person.sees(finished(scenario.text), timeout=90)
    assert [question_of(chat) for chat in world.gigachat.chats[1:]] == [f"вопрос {n}." for n in range(6)]
    for person, place in zip(people[1:], places, strict=True):
        shown = world.telegram.chat_history(person.chat)
        assert [m for m in shown if m.sender is world.telegram.bot] == [place]


async def test_admins_go_first_but_not_for_ever(world: World, anna: Person) -> None:
    """With ADMINS_FIRST the admin overtakes in any chat; after three such answers another is served."""
    admin = world.telegram.person("Вера", username="vera")
    groups = [world.telegram.group(f"Группа {number}", members=[admin]) for number in range(4)]
    await world.start_bot(gigachat_streams=1, admins=frozenset({admin.id}), admins_first=True)
    world.gigachat.script(Scenario.words(4, 20.0))
    people = crowd(world, 2)
    for person in (anna, *people):
        await person.sends("обычный")
    await people[1].sees("2-е место")
    for group in groups:
        await admin.sends("@gigachat_bot важный", in_=group)
    await people[1].sees("6-е место")
    await world.gigachat.until(lambda: len(world.gigachat.chats) == 7)
    order = ["важный" if "важный" in question_of(chat) else "обычный" for chat in world.gigachat.chats]
    assert order == ["обычный", *["важный"] * 3, "обычный", "важный", "обычный"]


async def test_a_full_line_refuses_kindly(world: World, anna: Person, boris: Person) -> None:
    """Beyond QUEUE_LIMIT one sentence says when to try again, with Retry, which then works."""
    await world.start_bot(gigachat_streams=1, queue_limit=2)
    people = crowd(world, 3)
    world.gigachat.script(Scenario.words(8, 90.0), times=1)
    world.gigachat.script("Первый готов.", match="сначала")
    world.gigachat.script("Дождались.")
    await people[0].sends("вопрос")
    for person in people[1:]:
        await person.sends("вопрос")
    await anna.sends("мой")
    early = await anna.sees(words_in("ru")("error-queue-full"))
    assert early.labels == ["↻ Ещё раз"]
    await asyncio.sleep(80)
    gate = asyncio.Event()
    world.gigachat.scripts.clear()
    world.gigachat.script([Piece("Держит.", gate=gate)], times=1)
    world.gigachat.script("Дождались.")
    await people[0].sees(finished("Утром"), timeout=60)
    await people[0].sends("ещё")
    await boris.sends("mine")
    late = await boris.sees("The line for GigaChat is full. Try again in about 2 minutes.")
    gate.set()
    await people[2].sees(finished("Дождались."))
    await boris.presses("Retry", on=late)
    await boris.sees(finished("Дождались."))
    assert late.text == "Дождались."
    assert {chat.status for chat in world.gigachat.chats} == {200}


def busy(**kind: object) -> Fault:
    """Return GigaChat's 429."""
    return Fault("status", status=429, **kind)  # type: ignore[arg-type]


async def test_a_short_refusal_is_nobodys_news(bot: World, anna: Person) -> None:
    """Two 429s are outwaited: nothing is said of them, and the answer is as if they had not been."""
    bot.gigachat.faults.add(busy(times=2))
    bot.gigachat.script("Всё-таки ответ.")
    asked = await anna.sends("Вопрос")
    message = await anna.sees(finished("Всё-таки ответ."))
    assert 3.0 <= message.at - asked.at <= 4.5
    assert {revision.text for revision in message.history} == {"Всё-таки ответ."}
    assert [chat.status for chat in bot.gigachat.chats] == [429, 429, 200]


async def test_a_long_refusal_is_told_and_outwaited(bot: World, anna: Person, boris: Person) -> None:
    """After 5 s people read that GigaChat is busy; then the answer comes there, and those behind follow."""
    refusals = bot.gigachat.faults.add(busy(times=None))
    bot.gigachat.script("Ответ.", match="Вопрос")
    bot.gigachat.script("Answer.", match="mine")
    asked = await anna.sends("Вопрос")
    await boris.sends("mine")
    message = await anna.sees(words_in("ru")("gigachat-busy"))
    assert 5.0 <= message.at - asked.at <= 5.5
    assert message.labels == ["✕ Не ждать"]
    await asyncio.sleep(60)
    assert len(bot.gigachat.chats) <= 8
    bot.gigachat.faults.remove(refusals)
    await anna.sees(finished("Ответ."), timeout=45)
    assert message.text == "Ответ."
    await boris.sees(finished("Answer."))


async def test_what_gigachat_says_of_the_wait_is_kept(bot: World, anna: Person) -> None:
    """A Retry-After is waited out to its end, and people hear of it no later than of any other wait."""
    bot.gigachat.faults.add(busy(retry_after="20"))
    bot.gigachat.script("Ответ.")
    await anna.sends("Вопрос")
    message = await anna.sees(words_in("ru")("gigachat-busy"), timeout=6)
    await anna.sees(finished("Ответ."))
    assert message.text == "Ответ."
    first, second = bot.gigachat.chats
    assert 20.0 <= second.at - first.at <= 25.1


async def test_a_refusal_without_an_end_is_an_honest_error(bot: World, anna: Person) -> None:
    """After five minutes the person is told, with Retry, and the slot is free for the next question."""
    refusals = bot.gigachat.faults.add(busy(times=None))
    asked = await anna.sends("Вопрос")
    message = await anna.sees(words_in("ru")("error-busy"), timeout=400)
    assert message.labels == ["↻ Ещё раз"]
    assert 300 <= message.history[-1].at - asked.at <= 302
    bot.gigachat.faults.remove(refusals)
    bot.gigachat.script("Теперь да.")
    await anna.presses("Ещё раз", on=message)
    await anna.sees(finished("Теперь да."))


async def test_who_leaves_a_busy_gigachat_is_gone_at_once(bot: World, anna: Person, boris: Person) -> None:
    """Leave ends the wait in the moment of the press, and the next in line goes on."""
    bot.gigachat.faults.add(busy(times=4, retry_after="55"))
    bot.gigachat.script("Answer.")
    await anna.sends("Вопрос")
    message = await anna.sees(words_in("ru")("gigachat-busy"))
    await boris.sends("mine")
    await asyncio.sleep(3)
    bot.gigachat.faults.clear()
    pressed = asyncio.get_running_loop().time()
    toast = await anna.presses("Не ждать", on=message)
    assert toast.text == "Вопрос снят с очереди"
    await anna.sees(finished("Вопрос снят с очереди. Кнопка «Ещё раз» задаст его снова."))
    assert message.labels == ["↻ Ещё раз"]
    await boris.sees(finished("Answer."))
    assert asyncio.get_running_loop().time() - pressed < 2.0
    assert len(bot.gigachat.chats) == 2


async def test_a_key_that_others_use_too_is_used_less(world: World) -> None:
    """With ten slots of which GigaChat grants four, all are answered, and refusals become rare."""
    world.gigachat.slots.limit = 4
    await world.start_bot(gigachat_streams=10)
    people = crowd(world, 40)
    scenarios = answers(world, 40)
    await ask_all(people)
    for person, scenario in zip(people, scenarios, strict=True):
        await person.sees(finished(scenario.text), timeout=400)
    statuses = [chat.status for chat in world.gigachat.chats]
    assert statuses.count(200) == 40
    assert statuses.count(429) < 40
    late = [chat.status for chat in world.gigachat.chats if chat.at > world.gigachat.chats[0].at + 30]
    assert late.count(429) <= 2
