"""Messages sent at once are answered one after another, and Stop is heard all the while."""

import asyncio
from itertools import pairwise

import pytest

from bot.core.errors import StorageError
from bot.sandbox.gigachat import Fault as GigaChatFault
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Fault, Person
from tests.e2e.conftest import BOTH_DELIVERIES, World, finished, growing
from tests.e2e.looking import before_statements, texts_in

pytestmark = BOTH_DELIVERIES


async def test_five_messages_at_once_are_answered_in_order(bot: World, anna: Person) -> None:
    """Each answer begins after the one before has ended, knows it, and points at its own question."""
    for number in range(5):
        bot.gigachat.script(Scenario.of([f"Ответ {number}, ", "вот он."], piece_delay=1.0), times=1)
    asked = [await anna.sends(f"Вопрос {number}") for number in range(5)]
    for number in range(5):
        answer = await anna.sees(finished(f"Ответ {number}, вот он."), timeout=60)
        assert answer.reply_to is (asked[number] if number else None)
    chats = bot.gigachat.chats
    assert [chat.body["messages"][-1]["content"] for chat in chats] == [f"Вопрос {n}" for n in range(5)]
    for earlier, later in pairwise(chats):
        assert earlier.ended_at is not None
        assert earlier.ended_at <= later.at
    talk = [message["content"] for message in bot.prompts()[-1]]
    assert talk == [t for n in range(4) for t in (f"Вопрос {n}", f"Ответ {n}, вот он.")] + ["Вопрос 4"]


async def test_five_people_in_a_group_are_answered_in_order(bot: World) -> None:
    """A group's questions stand in one line, and each answer hangs under its question."""
    people = [bot.telegram.person(name) for name in ("Анна", "Борис", "Вера", "Глеб", "Дина")]
    group = bot.telegram.supergroup("Дача", members=people)
    bot.gigachat.script("Ответ.")
    asked = [await person.sends("@gigachat_bot а мне?", in_=group) for person in people]
    for question in asked:
        await people[0].sees(
            lambda m, q=question: m.reply_to is q and "Ответ." in m.text,  # type: ignore[misc]
            in_=group,
            timeout=120,
        )
    assert [prompt[-1]["content"][:4] for prompt in bot.prompts()] == ["Анна", "Бори", "Вера", "Глеб", "Дина"]


async def test_a_command_between_questions_acts_between_them(bot: World, anna: Person) -> None:
    """Question, /new, question, sent in one breath: the second is the first of a fresh context."""
    bot.gigachat.script("Ответ.")
    await anna.sends("Первый вопрос")
    await anna.sends("/new")
    await anna.sends("Второй вопрос")
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 2)
    assert [m["content"] for m in bot.prompts()[1]] == ["Второй вопрос"]


async def test_stop_is_heard_although_the_chat_is_crowded(bot: World, anna: Person) -> None:
    """A group whose budget of messages is used up still stops at once, by button as by command."""
    group = bot.telegram.supergroup("Дача", owner=anna)
    for gone in ("button", "command"):
        bot.gigachat.script(
            [Piece(f"слово {n} ", delay=0.2) for n in range(200)] + [Piece("конец", gate=asyncio.Event())],
            times=1,
        )
        asked = await anna.sends("@gigachat_bot расскажи", in_=group)
        answer = await anna.sees(growing("слово"), in_=group, after=asked, timeout=60)
        await asyncio.sleep(30)
        pressed_at = asyncio.get_running_loop().time()
        if gone == "button":
            assert (await anna.presses("Стоп", on=answer)).text == "Останавливаю"
        else:
            await anna.sends("/stop@gigachat_bot", in_=group)
        await bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted)
        assert asyncio.get_running_loop().time() - pressed_at < 0.5
        await anna.sees(finished("■ Остановлено"), in_=group, after=asked, timeout=60)
    assert bot.telegram.floods == []


async def test_a_flood_holds_up_words_but_no_question(bot: World, anna: Person) -> None:
    """While Telegram lets nothing through, questions are taken and asked, and then all is said in order."""
    bot.gigachat.script("Ответ.")
    bot.telegram.faults.add(Fault("sendMessage", "429", retry_after=60))
    sent_at = asyncio.get_running_loop().time()
    await anna.sends("/help")
    await anna.sends("/settings")
    await anna.sends("Вопрос")
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 1)
    assert asyncio.get_running_loop().time() - sent_at < 1
    await anna.sees(finished("Ответ."), timeout=120)
    await anna.sees("Настройки", timeout=120)
    said = [m.text[:8] for m in bot.telegram.chat_history(anna.chat) if m.sender is bot.telegram.bot]
    assert [text for text in said if text != "Ответ."] == ["Напишите", "Настройк"]


async def test_a_hanging_list_of_models_holds_nobody_up(bot: World, anna: Person) -> None:
    """/model tells what it can within ten seconds, and what was written behind it is heard."""
    bot.gigachat.faults.add(GigaChatFault("hang", "models", times=None))
    sent_at = asyncio.get_running_loop().time()
    await anna.sends("/model")
    await anna.sends("/stop")
    await anna.sees("Список моделей GigaChat не отвечает")
    await anna.sees("Сейчас нечего останавливать")
    assert asyncio.get_running_loop().time() - sent_at < 10


async def test_words_are_said_before_the_bot_goes(bot: World, anna: Person) -> None:
    """A stop in the moment of a command does not swallow its answer."""
    for _ in range(4):
        await anna.sends("/help")
    await anna.sees("Напишите вопрос")
    await bot.stop_bot()
    assert len([m for m in bot.telegram.chat_history(anna.chat) if "Напишите" in m.text]) == 4


def now() -> float:
    """Return the loop's time (s)."""
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize("fault", ["429", "500", "hang"])
async def test_a_page_that_waits_for_telegram_holds_up_no_question(
    bot: World, anna: Person, fault: str
) -> None:
    """While the edit of a pressed page is outwaited, questions are taken and asked."""
    await anna.sends("/settings")
    page = await anna.sees("Настройки")
    await asyncio.sleep(10)
    bot.telegram.faults.add(
        Fault("editMessageText", fault, retry_after=120, times=1 if fault == "429" else 6)
    )
    anna.pushes("Язык", on=page)
    await asyncio.sleep(1)
    asked_at = now()
    await anna.sends("вопрос")
    await asyncio.wait_for(bot.gigachat.until(lambda: len(bot.gigachat.chats) == 1), 300)
    assert now() - asked_at < 5


async def test_stop_is_heard_behind_a_page(bot: World, anna: Person) -> None:
    """/stop is heard although a page that was pressed before waits for Telegram."""
    group = bot.telegram.supergroup("Дача", owner=anna)
    await anna.sends("/settings@gigachat_bot", in_=group)
    page = await anna.sees("Настройки", in_=group)
    bot.gigachat.script(
        [Piece(f"слово {n} ", delay=0.2) for n in range(200)] + [Piece("конец", gate=asyncio.Event())],
        times=1,
    )
    asked = await anna.sends("@gigachat_bot расскажи", in_=group)
    await anna.sees(growing("слово"), in_=group, after=asked, timeout=60)
    await asyncio.sleep(10)
    bot.telegram.faults.add(Fault("editMessageText", "429", retry_after=60))
    anna.pushes("Язык", on=page)
    await asyncio.sleep(1)
    pressed_at = now()
    await anna.sends("/stop@gigachat_bot", in_=group)
    await asyncio.wait_for(bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted), 300)
    assert now() - pressed_at < 2


async def test_hanging_clocks_hold_up_nobody(bot: World, anna: Person, boris: Person) -> None:
    """Presses whose clock does not end hold up nobody who asks."""
    group = bot.telegram.supergroup("Дача", owner=anna, members=[boris])
    await anna.sends("/settings@gigachat_bot", in_=group)
    page = await anna.sees("Настройки", in_=group)
    bot.telegram.faults.add(Fault("answerCallbackQuery", "hang", times=None))
    for _ in range(4):
        anna.pushes("Язык", on=page)
    await asyncio.sleep(1)
    asked_at = now()
    await boris.sends("@gigachat_bot вопрос", in_=group)
    await asyncio.wait_for(bot.gigachat.until(lambda: len(bot.gigachat.chats) == 1), 300)
    assert now() - asked_at < 2


async def test_a_block_that_is_noted_late(bot: World, anna: Person) -> None:
    """A block that could be noted only after the bot was let in again ends no newer answer."""
    assert bot.app is not None
    await anna.sends("/help")
    await anna.sees("Напишите вопрос")
    await asyncio.sleep(5)
    refusing = True

    async def before(sql: str) -> None:
        if refusing and sql.startswith("UPDATE chats SET active"):
            raise StorageError("the disk is full")

    before_statements(bot.app, before)
    bot.gigachat.script([Piece("Вот ", delay=2), Piece("ответ.", delay=20)], times=1)
    await anna.blocks()  # noted at 0 and 1 s in vain, and then at 3 s
    await asyncio.sleep(1.5)
    refusing = False
    await anna.unblocks()
    await anna.sends("вопрос")
    await asyncio.sleep(120)
    assert texts_in(bot, anna.chat)[1:] == ["Вот ответ."]
