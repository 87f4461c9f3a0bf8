"""Telegram fails in every way that it knows; the final text arrives all the same, once, and nothing hangs."""

import asyncio

import pytest

from bot.core.conversation import ConversationKey, TurnState
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Message, Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished, growing

PASSING = ("429", "429_bare", "500", "502_json", "502_bare", "502_html", "reset", "hang")
# One of each meaning: the first edit and the final one meet every kind.
CHOSEN = ("429", "502_html", "reset", "hang", "lost")
MARKUP = ("400:can't parse entities: Can't find end of the entity", "400:ENTITY_BOUNDS_INVALID")
ANSWER = "Это **важный** ответ, он растёт слово за словом и наконец кончается, как и всё. Конец."
SHOWN = ANSWER.replace("*", "")


def ours(world: World, person: Person) -> list[Message]:
    """Return what the bot shows a person."""
    return [m for m in world.telegram.chat_history(person.chat) if m.sender is world.telegram.bot]


def assert_nothing_is_left(world: World) -> None:
    """Look behind the scenes: no run, no slot and no stream may be held when all answers have ended."""
    assert world.app is not None
    runs = world.app.runs
    assert (runs._lines, runs._workers) == ({}, {})
    assert (runs._context.slots._held, runs._context.slots.waiting) == (0, 0)
    assert world.gigachat.slots.busy == 0


@pytest.mark.parametrize("kind", [*PASSING, "lost", "slow", *MARKUP])
@pytest.mark.parametrize("nth", [1, "final"])
async def test_an_edit_that_fails_does_not_lose_the_final_text(
    bot: World, anna: Person, kind: str, nth: int | str
) -> None:
    """Whichever edit fails, and however, the one message ends with the exact text and offers Retry."""
    if nth != "final":
        bot.telegram.faults.add(Fault("editMessageText", kind, nth=int(nth), seconds=3.0))
    gate = asyncio.Event()
    bot.gigachat.script(
        Scenario.of([*Scenario.of(ANSWER, words_per_piece=2, piece_delay=0.7).pieces, Piece("", gate=gate)])
    )
    await anna.sends("Вопрос")
    await anna.sees(growing("Это"))
    await asyncio.sleep(8)
    if nth == "final":
        bot.telegram.faults.add(Fault("editMessageText", kind, seconds=3.0))
    gate.set()
    message = await anna.sees(finished("Конец."), timeout=120)
    assert ours(bot, anna) == [message]
    assert message.text == SHOWN
    assert message.labels == ["↻ Ещё раз"]
    await asyncio.sleep(30)
    assert_nothing_is_left(bot)


@pytest.mark.parametrize("kind", [*CHOSEN, "slow", MARKUP[1]])
async def test_a_first_send_that_fails_does_not_lose_the_final_text(
    bot: World, anna: Person, kind: str
) -> None:
    """The final text stands there once, even where it can't be known whether the first send had landed."""
    bot.telegram.faults.add(Fault("sendMessage", kind, seconds=3.0))
    bot.gigachat.script(ANSWER, words_per_piece=2, piece_delay=0.5)
    await anna.sends("Вопрос")
    message = await anna.sees(finished(SHOWN), timeout=120)
    assert ours(bot, anna) == [message]
    await asyncio.sleep(30)
    assert_nothing_is_left(bot)


@pytest.mark.parametrize("kind", CHOSEN)
async def test_an_answer_in_one_piece_survives_a_failing_send(bot: World, anna: Person, kind: str) -> None:
    """A text that is sent once, at its end, arrives once, even where nobody knows whether its send did."""
    bot.telegram.faults.add(Fault("sendMessage", kind))
    bot.gigachat.script("Да.")
    await anna.sends("Вопрос")
    await anna.sees(finished("Да."), timeout=120)
    await asyncio.sleep(60)
    assert len(ours(bot, anna)) == 1
    assert_nothing_is_left(bot)


async def test_a_flood_is_waited_out_in_silence(bot: World, anna: Person) -> None:
    """After a 429 nothing is sent to the chat before its time, and then the final text first of all."""
    bot.telegram.faults.add(Fault("editMessageText", "429", nth=2, retry_after=37))
    bot.gigachat.script(ANSWER, words_per_piece=2, piece_delay=0.7)
    await anna.sends("Вопрос")
    message = await anna.sees(finished("Конец."), timeout=120)
    flooded, following = [call for call in bot.telegram.calls if call.method == "editMessageText"][1:3]
    assert flooded.status == 429
    assert following.at - flooded.at >= 37
    assert message.history[-1].at == pytest.approx(following.at)


async def test_an_outage_of_previews_never_loses_the_final_text(bot: World, anna: Person) -> None:
    """While every edit fails previews come more rarely; the end is delivered when Telegram is back."""
    fault = bot.telegram.faults.add(Fault("editMessageText", "502_html", times=None))
    scenario = Scenario.words(200, 40.0)
    bot.gigachat.script(scenario)
    await anna.sends("Вопрос")
    await anna.sees(growing("Утром"))
    await asyncio.sleep(70)
    assert fault.hits <= 14
    bot.telegram.faults.clear()
    message = await anna.sees(finished(scenario.text), timeout=60)
    assert message.text == scenario.text


@pytest.mark.parametrize("fault", ["429", "403", "400:chat not found", "hang", "502_html"])
async def test_a_failing_typing_action_holds_nothing_up(bot: World, anna: Person, fault: str) -> None:
    """The action is an ornament: without it the answer comes as fast."""
    bot.telegram.faults.add(Fault("sendChatAction", fault, times=None))
    bot.gigachat.script("Ответ и без того приходит вовремя.", first_delay=8.0)
    asked = await anna.sends("Вопрос")
    message = await anna.sees(finished("вовремя."))
    assert message.at - asked.at < 9.0
    assert bot.telegram.calls_of("sendMessage")[-1].status == 200


@pytest.mark.parametrize("leave", ["deletes", "blocks"])
async def test_who_can_not_read_an_answer_is_not_paid_for(bot: World, anna: Person, leave: str) -> None:
    """In private a deleted answer or a blocked bot aborts GigaChat's request; what had come is kept."""
    bot.gigachat.script(Scenario.words(400, 100.0))
    await anna.sends("Вопрос")
    message = await anna.sees(growing("Утром"))
    await (anna.deletes(message) if leave == "deletes" else anna.blocks())
    async with asyncio.timeout(10):
        await bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted)
    await asyncio.sleep(30)
    assert_nothing_is_left(bot)
    assert [m for m in ours(bot, anna) if m is not message] == []
    assert bot.app is not None
    turn = await bot.app.archive.tip(ConversationKey(anna.chat.id))
    assert turn is not None
    assert turn.answer.state is TurnState.STOPPED


async def test_an_answer_deleted_in_a_group_is_posted_anew(bot: World, anna: Person) -> None:
    """Others in a group still wait for it: what one deletes grows on in a new message."""
    group = bot.telegram.group("Команда", members=[], owner=anna)
    scenario = Scenario.words(100, 30.0)
    bot.gigachat.script(scenario)
    await anna.sends("@gigachat_bot расскажи", in_=group)
    message = await anna.sees(growing("Утром"), in_=group)
    await anna.deletes(message)
    anew = await anna.sees(finished(scenario.text), in_=group, timeout=60)
    assert anew is not message
    assert anew.text == scenario.text
    await asyncio.sleep(5)
    assert_nothing_is_left(bot)


@pytest.mark.parametrize("closing", ["kicked", "topic deleted", "topic closed"])
async def test_a_closed_place_ends_the_answer(bot: World, anna: Person, closing: str) -> None:
    """Where the bot can't write any more the request is aborted, and other conversations go on."""
    forum = bot.telegram.forum("Форум", topics=["Кошки"], owner=anna)
    bot.gigachat.script(Scenario.words(1000, 200.0), match="кош")
    bot.gigachat.script("Вам отвечаю.", match="я")
    await anna.sends("@gigachat_bot про кошек", in_=forum, topic="Кошки")
    if closing != "kicked":
        # The first send meets it: edits of what stands are allowed in closed topics.
        topic = forum.topic("Кошки")
        setattr(topic, closing.removeprefix("topic "), True)
    else:
        await anna.sees(growing("Утром"), in_=forum)
        await anna.removes_bot(forum)
    async with asyncio.timeout(10):
        await bot.gigachat.until(lambda: bool(bot.gigachat.chats) and bot.gigachat.chats[-1].aborted)
    await anna.sends("а я?")
    await anna.sees(finished("Вам отвечаю."))
    await asyncio.sleep(30)
    assert_nothing_is_left(bot)


@pytest.mark.parametrize("kind", ["502_html", "502_bare", "429", "reset", "hang"])
async def test_polling_outlives_an_outage(bot: World, anna: Person, kind: str) -> None:
    """What was written while Telegram gave no updates is answered when it does again."""
    bot.telegram.faults.add(Fault("getUpdates", kind, times=3))
    bot.gigachat.script("Я снова здесь.")
    await anna.sends("Ты тут?")
    await anna.sees(finished("Я снова здесь."), timeout=400)
    assert len(bot.gigachat.chats) == 1


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands"])
@pytest.mark.parametrize("kind", ["502_html", "429", "reset"])
async def test_a_start_in_bad_weather(world: World, anna: Person, method: str, kind: str) -> None:
    """The bot waits at its start until Telegram is there, and then answers."""
    world.telegram.faults.add(Fault(method, kind, times=2))
    world.gigachat.script("Готов.")
    await world.start_bot()
    await anna.sends("Ты тут?")
    await anna.sees(finished("Готов."), timeout=200)


@pytest.mark.parametrize("kind", ["429", "502_html", "400:query is too old", "reset"])
async def test_a_toast_that_fails_does_not_hinder_the_stop(bot: World, anna: Person, kind: str) -> None:
    """Stop stops, whatever becomes of its toast."""
    bot.telegram.faults.add(Fault("answerCallbackQuery", kind))
    bot.gigachat.script(["Начало ответа уже на экране, ", Piece("а конца нет.", gate=asyncio.Event())])
    await anna.sends("Расскажи")
    anna.pushes("Стоп", on=await anna.sees(growing("Начало")))
    await anna.sees(finished("■ Остановлено"))
    assert bot.gigachat.chats[-1].aborted
