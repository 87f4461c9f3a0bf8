"""Finished answers wait for a Telegram that does not take them, and growing ones for a bot that died."""

import asyncio
import time

import pytest

from bot.app import App
from bot.core.conversation import ConversationKey, Turn, TurnState
from bot.core.errors import QuotaExhaustedError
from bot.locales import words_in
from bot.sandbox.gigachat import Fault as ModelFault
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Chat, Message, Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished, growing
from tests.e2e.test_restart import refusing

HOUR = 3600.0
BEGINNING = "Начало ответа, которое все уже успели прочитать на экране до того, как бот пропал, "


def half_an_answer() -> list[str | Piece]:
    """Return an answer that stays unfinished."""
    return [BEGINNING, Piece("а конца нет.", gate=asyncio.Event())]


def app_of(world: World) -> App:
    """Return the running bot."""
    assert world.app is not None
    return world.app


async def tip(world: World, chat: Chat) -> Turn:
    """Return the turn that a conversation goes on from."""
    turn = await app_of(world).archive.tip(ConversationKey(chat.id))
    assert turn is not None
    return turn


def ours(world: World, chat: Chat) -> list[Message]:
    """Return what the bot shows in a chat."""
    return [message for message in world.telegram.chat_history(chat) if message.sender is world.telegram.bot]


async def half_grown(world: World, anna: Person) -> Message:
    """Ask, and return the message in which the answer stays half-grown, its text stored."""
    world.gigachat.script(half_an_answer(), times=1)
    await anna.sends("Расскажи")
    message = await anna.sees(growing("Начало"))
    await asyncio.sleep(5)
    return message


async def test_a_flood_of_hours_delays_the_final_text_and_nobody_else(
    bot: World, anna: Person, boris: Person
) -> None:
    """The final edit waits three hours for its chat; the next answer here waits behind it, others don't."""
    gate = asyncio.Event()
    bot.gigachat.script(["Ответ растёт, ", Piece("и вот он готов.", gate=gate)], match="первый")
    bot.gigachat.script("Второй ответ.", match="второй")
    bot.gigachat.script("Boris is answered.", match="Boris")
    await anna.sends("первый")
    message = await anna.sees(growing("растёт"))
    flood = Fault("editMessageText", "429", retry_after=int(3 * HOUR), chat_id=anna.chat.id)
    bot.telegram.faults.add(flood)
    gate.set()
    await bot.gigachat.until(lambda: bot.gigachat.chats[-1].finished)
    asked = await anna.sends("второй")
    await boris.sends("Boris")
    await boris.sees(finished("Boris is answered."), timeout=5)
    await anna.sees(finished("и вот он готов."), timeout=3 * HOUR + 60)
    second = await anna.sees(finished("Второй ответ."))
    assert flood.hits == 1
    assert message.text == "Ответ растёт, и вот он готов."
    assert second.at - asked.at >= 3 * HOUR


@pytest.mark.parametrize("kind", ["502_html", "500", "reset", "hang"])
async def test_an_answer_outwaits_two_hours_without_telegram(bot: World, anna: Person, kind: str) -> None:
    """Whatever Telegram says while it is away, the answer comes within a minute of its return, once."""
    bot.gigachat.script("Ответ, который стоило подождать.", first_delay=2.0)
    asked = await anna.sends("Вопрос")
    await asyncio.sleep(1)
    for method in ("sendMessage", "editMessageText", "sendChatAction", "getUpdates"):
        bot.telegram.faults.add(Fault(method, kind, times=None))
    await asyncio.sleep(2 * HOUR)
    assert ours(bot, anna.chat) == []
    bot.telegram.faults.clear()
    message = await anna.sees(finished("подождать."), timeout=60)
    assert message.at - asked.at >= 2 * HOUR
    await asyncio.sleep(120)
    assert ours(bot, anna.chat) == [message]
    assert len(bot.gigachat.chats) == 1


async def test_an_answer_that_waits_survives_a_kill_without_another_request(bot: World, anna: Person) -> None:
    """What Telegram did not take before the bot died is delivered by the next start, as it was stored."""
    bot.gigachat.script("Ответ, который стоило подождать.")
    for method in ("sendMessage", "editMessageText"):
        bot.telegram.faults.add(Fault(method, "502_html", times=None))
    await anna.sends("Вопрос")
    await asyncio.sleep(20)
    await bot.kill_bot()
    bot.telegram.faults.clear()
    await bot.start_bot()
    message = await anna.sees(finished("подождать."), timeout=10)
    await asyncio.sleep(30)
    assert ours(bot, anna.chat) == [message]
    assert len(bot.gigachat.chats) == 1
    assert await app_of(bot).archive.unfinished() == []


async def test_an_answer_that_waits_survives_a_clean_stop(bot: World, anna: Person) -> None:
    """A stop does not wait hours for a chat, nor forget what it still has to say there."""
    bot.gigachat.script("Ответ, который стоило подождать.")
    bot.telegram.faults.add(Fault("sendMessage", "429", retry_after=int(2 * HOUR)))
    await anna.sends("Вопрос")
    await asyncio.sleep(5)
    async with asyncio.timeout(60):
        await bot.stop_bot()
    assert ours(bot, anna.chat) == []
    await bot.start_bot()
    await anna.sees(finished("подождать."), timeout=10)
    assert len(bot.gigachat.chats) == 1


async def test_an_answer_is_given_up_when_it_is_too_old(world: World, anna: Person) -> None:
    """After OUTBOX_AGE an answer is not delivered any more, by later starts neither, and holds nobody up."""
    await world.start_bot(outbox_age=HOUR)
    world.gigachat.script("Ответ, который никто не дождался.", match="раз")
    world.gigachat.script("Свежий ответ.", match="два")
    fault = world.telegram.faults.add(Fault("sendMessage", "502_html", times=None))
    await anna.sends("раз")
    await asyncio.sleep(HOUR + 60)
    world.telegram.faults.remove(fault)
    await anna.sends("два")
    message = await anna.sees(finished("Свежий ответ."))
    await asyncio.sleep(1)
    assert await app_of(world).archive.unfinished() == []
    await world.restart_bot()
    await asyncio.sleep(60)
    assert ours(world, anna.chat) == [message]


async def test_who_blocked_the_bot_is_not_waited_for(bot: World, anna: Person) -> None:
    """A closed chat ends the answer at once: nothing waits for it, nor is it tried by a later start."""
    gate = asyncio.Event()
    bot.gigachat.script(["Ответ растёт, ", Piece("и вот он готов.", gate=gate)])
    await anna.sends("Вопрос")
    await anna.sees(growing("растёт"))
    await anna.blocks()
    gate.set()
    await asyncio.sleep(10)
    assert await app_of(bot).archive.unfinished() == []


async def test_a_half_grown_answer_is_finished_in_its_message_by_the_next_start(
    world: World, anna: Person
) -> None:
    """After a kill the message with half a text and a Stop button gets the whole answer, within 5 s."""
    await world.start_bot()
    message = await half_grown(world, anna)
    await world.kill_bot()
    whole = Scenario.words(20, 2.0)
    world.gigachat.script(whole)
    await world.start_bot()
    began = asyncio.get_running_loop().time()
    assert await anna.sees(finished(whole.text), timeout=30) is message
    assert asyncio.get_running_loop().time() - began <= 5 + whole.seconds
    assert ours(world, anna.chat) == [message]


async def test_what_was_read_does_not_shrink_while_it_is_written_anew(world: World, anna: Person) -> None:
    """The new text shows once it is as long as what people have read; until then the old one stands."""
    await world.start_bot()
    message = await half_grown(world, anna)
    await world.kill_bot()
    shown = len(message.history)
    world.gigachat.script(Scenario.words(60, 6.0))
    await world.start_bot()
    await anna.sees(finished(Scenario.words(60, 6.0).text))
    lengths = [len(state.text) for state in message.history[shown:]]
    assert lengths == sorted(lengths)
    assert lengths[0] >= len(BEGINNING.strip())


async def test_a_slow_new_text_shows_after_a_few_seconds_though_it_is_shorter(
    world: World, anna: Person
) -> None:
    """Nobody waits for long in front of an old text: after four seconds the new one takes its place."""
    await world.start_bot()
    message = await half_grown(world, anna)
    await world.kill_bot()
    world.gigachat.script(Scenario.words(30, 60.0))
    await world.start_bot()
    began = asyncio.get_running_loop().time()
    await anna.sees(growing("Утром город"))
    assert 4 <= asyncio.get_running_loop().time() - began <= 12
    assert ours(world, anna.chat) == [message]


async def test_what_was_read_stays_if_gigachat_fails_after_a_restart(world: World, anna: Person) -> None:
    """Half an answer is better than an apology: it stays, says why it ends there, and can go on."""
    await world.start_bot()
    message = await half_grown(world, anna)
    await world.kill_bot()
    world.gigachat.faults.add(ModelFault("status", status=402))
    await world.start_bot()
    await anna.sees(finished(words_in("ru")("error-quota")))
    assert message.text == BEGINNING.strip() + "\n\n" + words_in("ru")("error-quota")
    assert "Продолжить ▸" in message.labels
    turn = await tip(world, anna.chat)
    assert (turn.answer.state, turn.answer.text) == (TurnState.CUT, BEGINNING)
    assert turn.answer.error == QuotaExhaustedError.__name__


async def test_a_growing_text_is_stored_every_few_seconds(bot: World, anna: Person) -> None:
    """What a crash may cost is the text of three seconds; what does not grow is not written."""
    bot.gigachat.script(Scenario.words(100, 20.0))
    await anna.sends("Расскажи")
    await asyncio.sleep(10)
    stored = len((await tip(bot, anna.chat)).answer.text)
    streamed = len(bot.gigachat.chats[-1].text)
    assert streamed * 0.6 <= stored <= streamed


async def test_a_stop_survives_a_kill(world: World, anna: Person) -> None:
    """What was stopped is not asked again by the next start: it ends with what had been read."""
    await world.start_bot()
    message = await half_grown(world, anna)
    hang = world.telegram.faults.add(Fault("editMessageText", "hang", times=None))
    await anna.presses("Стоп", on=message)
    await asyncio.sleep(1)
    await world.kill_bot()
    world.telegram.faults.remove(hang)
    await world.start_bot()
    await anna.sees(finished("■ Остановлено"))
    assert message.text == BEGINNING.strip() + "\n\n■ Остановлено"
    assert ours(world, anna.chat) == [message]
    assert len(world.gigachat.chats) == 1
    turn = await tip(world, anna.chat)
    assert (turn.answer.state, turn.answer.text) == (TurnState.STOPPED, BEGINNING)


async def test_a_noted_stop_ends_a_pending_answer_at_the_next_start(world: World, anna: Person) -> None:
    """A stop whose end could not be stored any more ends the answer when the bot is back, unasked."""
    await world.start_bot()
    message = await half_grown(world, anna)
    await app_of(world).archive.note_stopping([(await tip(world, anna.chat)).id])
    await world.kill_bot()
    await world.start_bot()
    await anna.sees(finished("■ Остановлено"))
    assert message.text == BEGINNING.strip() + "\n\n■ Остановлено"
    assert len(world.gigachat.chats) == 1


async def test_a_retry_survives_a_kill_once(world: World, anna: Person) -> None:
    """A pressed Retry is one new version, whatever died after the press, in the message of the old one."""
    await world.start_bot()
    world.gigachat.script("Первая.", times=1)
    world.gigachat.script(half_an_answer(), times=1)
    world.gigachat.script("Вторая попытка.")
    await anna.sends("Сочини")
    message = await anna.sees(finished("Первая."))
    await anna.presses("Ещё раз", on=message)
    await anna.sees(growing("Начало"))
    await world.kill_bot()
    await world.start_bot()
    await anna.sees(finished("Вторая попытка."))
    await asyncio.sleep(30)
    assert ours(world, anna.chat) == [message]
    assert message.labels == ["↻ Ещё раз", "‹", "2/2"]
    assert len(world.gigachat.chats) == 3


async def test_an_edited_question_survives_a_kill(world: World, anna: Person) -> None:
    """The next start answers the question as it was edited, and keeps nothing of the old text."""
    await world.start_bot()
    world.gigachat.script(half_an_answer(), match="кош")
    world.gigachat.script(half_an_answer(), match="соб", times=1)
    asked = await anna.sends("про кошек")
    message = await anna.sees(growing("Начало"))
    await asyncio.sleep(4)
    await anna.edits(asked, "про собак")
    await world.gigachat.until(lambda: len(world.gigachat.chats) == 2)
    await world.kill_bot()
    world.gigachat.script("О собаках.", match="соб")
    await world.start_bot()
    await anna.sees(finished("О собаках."))
    assert ours(world, anna.chat) == [message]
    assert [m["content"] for m in world.prompts()[-1]] == ["про собак"]


async def test_an_answer_that_takes_the_bot_down_again_and_again_is_given_up(
    world: World, anna: Person
) -> None:
    """After five starts that found it half-grown the next one says so honestly, asks nothing, and goes on."""
    await world.start_bot()
    message = await half_grown(world, anna)
    world.gigachat.script(half_an_answer(), match="Расскажи")
    for _ in range(5):
        await world.kill_bot()
        await world.start_bot()
        await asyncio.sleep(2)
    requests = len(world.gigachat.chats)
    await world.kill_bot()
    await world.start_bot()
    await anna.sees(finished(words_in("ru")("error-given-up")))
    assert ours(world, anna.chat) == [message]
    assert message.labels == ["↻ Ещё раз"]
    assert len(world.gigachat.chats) == requests == 6


async def test_an_end_that_the_database_refused_is_stored_when_it_heals(bot: World, anna: Person) -> None:
    """A full disk keeps the text from nobody, and once it has room the end is stored without a restart."""
    gate = asyncio.Event()
    bot.gigachat.script(["Ответ уже начат, и вот ", Piece("он готов.", gate=gate)])
    await anna.sends("Вопрос")
    await anna.sees(growing("Ответ"))
    async with refusing(app_of(bot), "read-only"):
        gate.set()
        await anna.sees(finished("он готов."))
        await asyncio.sleep(20)
    await asyncio.sleep(20)
    turn = await tip(bot, anna.chat)
    assert (turn.answer.state, turn.answer.text) == (TurnState.COMPLETE, "Ответ уже начат, и вот он готов.")
    assert await app_of(bot).archive.unfinished() == []


@pytest.mark.parametrize(("hours", "answered", "passed"), [(5, 3, 17), (0, 20, 0)])
async def test_a_backlog_is_answered_sensibly(
    world: World, anna: Person, hours: int, answered: int, passed: int
) -> None:
    """After hours away the newest three of twenty questions are answered, one word tells of the others."""
    await world.start_bot(questions_per_minute=0)
    await world.stop_bot()
    world.gigachat.script("Ответ.")
    world.telegram.wall = lambda: int(time.time() - hours * HOUR)  # type: ignore[method-assign]
    for number in range(20):
        await anna.sends(f"Вопрос {number}")
    await world.start_bot()
    await world.gigachat.until(lambda: len(world.gigachat.chats) == answered)
    await asyncio.sleep(60)
    asked = [prompt[-1]["content"] for prompt in world.prompts()]
    assert asked == [f"Вопрос {number}" for number in range(20 - answered, 20)]
    said = [message.text for message in ours(world, anna.chat)]
    word = words_in("ru")("passed-over", count=passed)
    assert said.count(word) == (1 if passed else 0)
    assert said.count("Ответ.") == answered
    assert await app_of(world).archive.unfinished() == []


async def test_a_group_that_became_a_supergroup_gets_its_answer_there(world: World, anna: Person) -> None:
    """An answer that was not shown before the group moved is shown in the supergroup, after a kill too."""
    group = world.telegram.group("Команда", members=[], owner=anna)
    await world.start_bot()
    world.gigachat.script("Ответ, который стоило подождать.")
    for method in ("sendMessage", "editMessageText"):
        world.telegram.faults.add(Fault(method, "502_html", times=None))
    await anna.sends("@gigachat_bot расскажи", in_=group)
    await asyncio.sleep(5)
    supergroup = world.telegram.migrates(group)
    await asyncio.sleep(5)
    await world.kill_bot()
    world.telegram.faults.clear()
    await world.start_bot()
    message = await anna.sees(finished("подождать."), in_=supergroup)
    await asyncio.sleep(30)
    assert ours(world, supergroup) == [message]
    assert len(world.gigachat.chats) == 1
