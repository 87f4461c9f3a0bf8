"""What people do while the bot is down, or in the very moment in which something ends."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.core.conversation import MessageRef, Turn
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Fault, Message, Person
from bot.storage.turn_messages import Role
from tests.e2e.conftest import World, finished, growing
from tests.e2e.looking import MOSCOW, rows, texts_in, wall_clock
from tests.e2e.test_broadcast import guests, previewed


async def two_versions(world: World, anna: Person) -> Message:
    """Ask, and ask again; return the message in which the second version stands."""
    world.gigachat.script("Первый ответ.", times=1)
    world.gigachat.script("Второй ответ.", times=1)
    await anna.sends("вопрос")
    answer = await anna.sees(finished("Первый ответ."))
    await anna.presses("↻", on=answer)
    return await anna.sees(finished("Второй ответ."))


async def test_an_arrow_and_then_retry(world: World, anna: Person) -> None:
    """The newest press counts: the conversation goes on from the answer that Retry brought."""
    await world.start_bot()
    answer = await two_versions(world, anna)
    await asyncio.sleep(0.01)
    await world.kill_bot()
    world.gigachat.script("Третий ответ.", times=1)
    anna.pushes("‹", on=answer)
    anna.pushes("↻", on=answer)
    await world.start_bot()
    await anna.sees(finished("Третий ответ."))
    await asyncio.sleep(10)
    world.gigachat.script("Дальше.", times=1)
    await anna.sends("дальше")
    await anna.sees(finished("Дальше."))
    assert [m["content"] for m in world.prompts()[-1]][-3:] == ["вопрос", "Третий ответ.", "дальше"]


async def test_an_arrow_and_then_a_question(world: World, anna: Person) -> None:
    """What is asked after an arrow goes on from the version to which it points."""
    await world.start_bot()
    answer = await two_versions(world, anna)
    await asyncio.sleep(0.01)
    await world.kill_bot()
    world.gigachat.script("Это лев.", times=1)
    anna.pushes("‹", on=answer)
    await anna.sends("кто царь зверей")
    await world.start_bot()
    await anna.sees(finished("Это лев."))
    await asyncio.sleep(10)
    world.gigachat.script("Дальше.", times=1)
    await anna.sends("где он живёт")
    await anna.sees(finished("Дальше."))
    assert [m["content"] for m in world.prompts()[-1]] == [
        "вопрос",
        "Первый ответ.",
        "кто царь зверей",
        "Это лев.",
        "где он живёт",
    ]


async def test_an_erasure_and_then_a_question(world: World, anna: Person) -> None:
    """What is asked after "Erase all" is answered, not erased."""
    await world.start_bot()
    world.gigachat.script("Раз.", times=1)
    await anna.sends("вопрос")
    await anna.sees(finished("Раз."))
    await anna.sends("/forget")
    asked = await anna.sees("Стереть все")
    await asyncio.sleep(0.01)
    await world.kill_bot()
    world.gigachat.script("Новый ответ.", times=1)
    world.telegram.faults.add(Fault("answerCallbackQuery", "slow", seconds=1))
    anna.pushes("Стереть всё", on=asked)
    await anna.sends("новый вопрос")
    await world.start_bot()
    await asyncio.sleep(60)
    assert any("Новый ответ." in text for text in texts_in(world, anna.chat)), texts_in(world, anna.chat)


async def test_a_question_right_after_an_erasure_is_kept(world: World, anna: Person) -> None:
    """What is asked right after "Erase all" is stored and remembered."""
    await world.start_bot()
    await anna.sends("/forget")
    asked = await anna.sees("Стереть все")
    await asyncio.sleep(0.01)
    world.gigachat.script("Новый ответ.", times=1)
    anna.pushes("Стереть всё", on=asked)
    await anna.sends("новый вопрос")
    await asyncio.sleep(60)
    assert any("Новый ответ." in text for text in texts_in(world, anna.chat)), texts_in(world, anna.chat)
    assert rows(world, "SELECT answer FROM turns") == [("Новый ответ.",)]


async def test_a_question_during_an_erasure_is_answered(bot: World, anna: Person) -> None:
    """What is asked while the erasure is still under way does not end with it."""
    gate = asyncio.Event()
    await anna.sends("/forget")
    asked = await anna.sees("Стереть все")
    await asyncio.sleep(0.01)
    bot.telegram.faults.add(Fault("answerCallbackQuery", "slow", seconds=1))
    anna.pushes("Стереть всё", on=asked)
    await asyncio.sleep(0.5)
    bot.gigachat.script(["Новый ", Piece("ответ.", gate=gate)], times=1)
    await anna.sends("новый вопрос")
    await asyncio.sleep(20)
    gate.set()
    await asyncio.sleep(60)
    assert any("Новый ответ." in text for text in texts_in(bot, anna.chat)), texts_in(bot, anna.chat)


async def test_a_group_that_moves_while_the_bot_is_down(world: World, anna: Person) -> None:
    """Questions from before and after the move are answered in their order, and remembered."""
    await world.start_bot()
    await asyncio.sleep(1)
    group = world.telegram.group("Дача", owner=anna)
    world.gigachat.script("Ответ ноль.", match="ноль", times=1)
    await anna.sends("@gigachat_bot ноль", in_=group)
    await anna.sees(finished("Ответ ноль."), in_=group)
    await asyncio.sleep(0.01)
    await world.kill_bot()
    world.gigachat.script("Ответ один.", match="один", times=1)
    world.gigachat.script("Ответ два.", match="два", times=1)
    world.gigachat.script("Ответ три.", match="три", times=1)
    await anna.sends("@gigachat_bot один", in_=group)
    supergroup = world.telegram.migrates(group)
    await anna.sends("@gigachat_bot два", in_=supergroup)
    await world.start_bot()
    await asyncio.sleep(60)
    assert sorted(texts_in(world, supergroup)) == ["Ответ два.", "Ответ один."]
    await anna.sends("@gigachat_bot три", in_=supergroup)
    await anna.sees(finished("Ответ три."), in_=supergroup)
    said = [m["content"] for m in world.prompts()[-1] if m["role"] == "assistant"]
    assert said == ["Ответ ноль.", "Ответ один.", "Ответ два."]


async def test_an_old_word_gets_an_attempt(world: World, anna: Person) -> None:
    """A word that waited for longer than its age while the bot was down is said all the same."""
    await world.start_bot(questions_per_minute=1, outbox_age=600.0)
    await asyncio.sleep(1)
    await anna.sends("раз")
    await anna.sees(finished("раз"))
    world.telegram.faults.add(Fault("sendMessage", "429", retry_after=60))
    await anna.sends("два")
    await asyncio.sleep(2)
    await world.kill_bot()
    rows(world, "UPDATE letters SET written_at = written_at - 700")
    await world.start_bot()
    await asyncio.sleep(120)
    assert len(texts_in(world, anna.chat)) == 2, texts_in(world, anna.chat)


@pytest.mark.parametrize("kind", ["401"])
async def test_an_answer_outlives_a_revoked_token(world: World, anna: Person, kind: str) -> None:
    """The rest of an answer that the token no longer let through stands once a valid one is there."""
    await world.start_bot()
    await asyncio.sleep(1)
    gate = asyncio.Event()
    world.gigachat.script([Piece("Начало ответа есть. ", gate=None), Piece("Конец.", gate=gate)])
    await anna.sends("вопрос")
    await anna.sees(growing("Начало"))
    name = "401" if kind == "401" else "400:Not Found"
    for method in ("sendMessage", "editMessageText", "getUpdates"):
        world.telegram.faults.add(Fault(method, name, times=None))
    gate.set()
    if kind == "401":
        await world.ended()
    else:
        await asyncio.sleep(100)
    world.telegram.faults.clear()
    if kind == "401":
        await world.start_bot()
    await asyncio.sleep(100)
    assert texts_in(world, anna.chat) == ["Начало ответа есть. Конец."]


async def test_a_clock_that_jumps_asks_nothing_twice(
    world: World, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update that Telegram hands over again is known, even if the clock says that days have passed."""
    clock = wall_clock(monkeypatch, datetime(2026, 1, 1, tzinfo=MOSCOW))
    await world.start_bot()
    await asyncio.sleep(1)
    world.telegram.faults.add(Fault("getUpdates", "502_html", nth=1, times=None))
    world.gigachat.script("Ответ.")
    await anna.sends("вопрос")
    await anna.sees(finished("Ответ."))
    await asyncio.sleep(10)
    await world.kill_bot()
    world.telegram.faults.clear()
    clock.move(timedelta(days=3))
    await world.start_bot()
    await asyncio.sleep(60)
    assert texts_in(world, anna.chat) == ["Ответ."]


async def test_an_edit_meets_the_end_of_its_answer(bot: World, anna: Person, boris: Person) -> None:
    """An edit that is placed while its question leaves the line is answered."""
    assert bot.app is not None
    gate = asyncio.Event()
    bot.gigachat.script([Piece("Борису.", gate=gate)], match="Бориса")
    bot.gigachat.script("Новый ответ.", match="новый")
    await boris.sends("вопрос Бориса")
    await bot.gigachat.until(lambda: bool(bot.gigachat.chats))
    asked = await anna.sends("старый вопрос")
    note = await anna.sees(lambda m: any("Не ждать" in label for label in m.labels))
    real = bot.app.archive.turn_of_message

    async def slow(message: MessageRef, role: Role | None = None) -> Turn | None:
        found = await real(message, role)
        await asyncio.sleep(5)  # its reader has other things to do
        return found

    bot.app.archive.turn_of_message = slow  # type: ignore[method-assign]
    await anna.edits(asked, "новый вопрос")
    await asyncio.sleep(0.5)
    anna.pushes("Не ждать", on=note)
    await asyncio.sleep(20)
    gate.set()
    await anna.sees(finished("Новый ответ."), timeout=60)


async def test_a_move_overwrites_no_other_message(bot: World, anna: Person) -> None:
    """Asked again while its group becomes a supergroup, an answer stands in a message of its own."""
    group = bot.telegram.group("Дача", owner=anna)
    bot.gigachat.script("Первый ответ.", times=1)
    gate = asyncio.Event()
    bot.gigachat.script([Piece("Второй ответ.", gate=gate)], times=1)
    await anna.sends("между собой", in_=group)
    await anna.sends("@gigachat_bot вопрос", in_=group)
    answer = await anna.sees(finished("Первый ответ."), in_=group)
    await anna.presses("↻", on=answer)
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 2)
    supergroup = bot.telegram.migrates(group)
    while True:
        sent = await anna.sends("/help@gigachat_bot", in_=supergroup)
        await anna.sees("/settings", in_=supergroup, after=sent)
        newest = bot.telegram.chat_history(supergroup)[-1]
        if newest.message_id >= answer.message_id:
            break
    await asyncio.sleep(5.5)
    words = texts_in(bot, supergroup)
    gate.set()
    await anna.sees(finished("Второй ответ."), in_=supergroup)
    await asyncio.sleep(30)
    assert texts_in(bot, supergroup) == [*words, "Второй ответ."]


async def test_a_page_of_an_old_group_overwrites_no_other_message(bot: World, anna: Person) -> None:
    """A page pressed in what was the group is shown over nobody else's message."""
    group = bot.telegram.group("Дача", owner=anna)
    await anna.sends("между собой", in_=group)
    await anna.sends("/settings@gigachat_bot", in_=group)
    page = await anna.sees("Настройки", in_=group)
    bot.gigachat.script([Piece("Ответ ", delay=6), Piece("есть.")])
    await anna.sends("@gigachat_bot вопрос", in_=group)
    await bot.gigachat.until(lambda: bool(bot.gigachat.chats))
    supergroup = bot.telegram.migrates(group)
    sent = await anna.sends("/help@gigachat_bot", in_=supergroup)
    help_ = await anna.sees("/settings", in_=supergroup, after=sent)
    assert help_.message_id == page.message_id
    await anna.sees(finished("есть."), in_=supergroup, timeout=60)
    said = help_.text
    anna.pushes("Язык", on=page)
    await asyncio.sleep(20)
    assert help_.text == said


async def test_an_export_that_a_stop_ends_is_told(world: World, anna: Person) -> None:
    """Whoever asked for an export that a stop cuts off reads so."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    await anna.sends("вопрос")
    await anna.sees(finished("Ответ."))
    world.telegram.faults.add(Fault("sendDocument", "hang", times=None))
    await anna.sends("/export")
    await asyncio.sleep(2)
    await world.stop_bot()
    world.telegram.faults.clear()
    await world.start_bot()
    await asyncio.sleep(60)
    assert len(texts_in(world, anna.chat)) > 2


async def test_a_usage_that_a_stop_ends_is_told(world: World, anna: Person) -> None:
    """Whoever asked for figures that a stop cuts off reads them without the picture."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    await anna.sends("вопрос")
    await anna.sees(finished("Ответ."))
    world.telegram.faults.add(Fault("sendPhoto", "hang", times=None))
    await anna.sends("/usage")
    await asyncio.sleep(2)
    await world.stop_bot()
    world.telegram.faults.clear()
    await world.start_bot()
    await asyncio.sleep(60)
    assert len(texts_in(world, anna.chat)) > 1


async def test_a_broadcast_that_outlives_a_kill_counts_right(world: World, anna: Person) -> None:
    """A letter that fails only after a restart is counted as failed."""
    await world.start_bot(admins=frozenset({anna.user.id}))
    people = await guests(world, 2)
    preview = await previewed(anna, "Завтра ремонт")
    people[0].user.blocked = True
    world.telegram.faults.add(Fault("sendMessage", "hang", chat_id=people[0].chat.id))
    await anna.presses("Разослать", on=preview)
    await asyncio.sleep(2)
    await world.kill_bot()
    await world.start_bot()
    done = await anna.sees("Рассылка закончена", timeout=100)
    assert "Отправлено 2 из 3, не дошло 1" in done.text
