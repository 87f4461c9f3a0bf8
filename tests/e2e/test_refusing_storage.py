"""A storage that refuses for a while, or a single statement: nothing is lost, doubled or untrue."""

import asyncio
from itertools import count

import pytest

from bot.app import App
from bot.core.errors import StorageError
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Person
from bot.telegram.delivery.intake import MANY_ATTEMPTS
from tests.e2e.conftest import World, finished, growing
from tests.e2e.looking import before_statements, texts_in
from tests.e2e.test_restart import refusing


def refuse_one(app: App, nth: int) -> None:
    """Let the storage refuse the statement of this number, counted from now on, and none after it."""
    counted = count(1)

    async def before(sql: str) -> None:
        if sql != "COMMIT" and "ROLLBACK" not in sql and next(counted) == nth:
            raise StorageError("the disk is full")

    before_statements(app, before)


async def test_an_outage_is_told_once(bot: World, anna: Person) -> None:
    """However long nothing can be stored, each person reads so once, and is answered when it is over."""
    assert bot.app is not None
    await asyncio.sleep(1)
    taken, over = False, False

    async def before(sql: str) -> None:
        nonlocal taken
        if taken and not over:
            raise StorageError("the disk is full")
        taken = taken or "INTO updates" in sql

    before_statements(bot.app, before)
    bot.gigachat.script("Ответ.")
    await anna.sends("вопрос")
    await asyncio.sleep(600)
    over = True
    await anna.sees(finished("Ответ."), timeout=120)
    assert len([text for text in texts_in(bot, anna.chat) if "хранилище" in text]) == 1


async def test_a_storage_that_comes_and_goes_asks_once(bot: World, anna: Person) -> None:
    """A question whose update could not be marked as done is not asked and answered a second time."""
    assert bot.app is not None
    await asyncio.sleep(1)
    turns, ends = count(1), count(1)

    async def before(sql: str) -> None:
        # A late attempt stores the turn, but not a second time that its update is done.
        is_turn, is_end = "INTO turns" in sql, "UPDATE updates SET body" in sql
        if (is_turn and next(turns) < MANY_ATTEMPTS) or (is_end and next(ends) == 2):
            raise StorageError("the disk is full")

    before_statements(bot.app, before)
    bot.gigachat.script("Ответ.")
    await anna.sends("вопрос")
    await anna.sees(finished("Ответ."), timeout=600)
    await asyncio.sleep(120)
    assert texts_in(bot, anna.chat).count("Ответ.") == 1
    assert len(bot.gigachat.chats) == 1


async def test_an_edit_after_an_end_that_was_not_stored(bot: World, anna: Person) -> None:
    """A question whose end the storage never took is answered again when it is edited."""
    assert bot.app is not None
    gate = asyncio.Event()
    bot.gigachat.script(["Ответ уже начат, и вот ", Piece("он готов.", gate=gate)], times=1)
    asked = await anna.sends("Вопрос")
    await anna.sees(growing("Ответ"))
    async with refusing(bot.app, "read-only"):
        gate.set()
        await anna.sees(finished("он готов."))
        await asyncio.sleep(140)
    bot.gigachat.script("Другой ответ.")
    await anna.edits(asked, "Другой вопрос")
    await anna.sees(finished("Другой ответ."), timeout=120)


async def test_a_message_that_could_not_be_noted_is_noted_later(bot: World, anna: Person) -> None:
    """An answer whose message was sent while nothing could be stored is replaced by Retry, not doubled."""
    assert bot.app is not None
    gates = [asyncio.Event(), asyncio.Event()]
    bot.gigachat.script([Piece("Первый ответ.", gate=gates[0]), Piece(" Всё.", gate=gates[1])], times=1)
    bot.gigachat.script("Второй ответ.", times=1)
    await anna.sends("вопрос")
    await bot.gigachat.until(lambda: bool(bot.gigachat.chats))
    async with refusing(bot.app, "read-only"):
        gates[0].set()
        answer = await anna.sees(growing("Первый ответ."))
        await asyncio.sleep(5)
    await asyncio.sleep(20)
    gates[1].set()
    await anna.sees(finished("Всё."))
    await asyncio.sleep(20)
    await anna.presses("↻", on=answer)
    await anna.sees(finished("Второй ответ."))
    await asyncio.sleep(60)
    assert texts_in(bot, anna.chat) == ["Второй ответ."]


async def test_a_message_that_could_not_be_noted_survives_a_kill(bot: World, anna: Person) -> None:
    """Once the storage works again, the message of an answer is noted although it does not grow."""
    assert bot.app is not None
    gates = [asyncio.Event(), asyncio.Event()]
    bot.gigachat.script([Piece("Первый ответ.", gate=gates[0]), Piece(" Всё.", gate=gates[1])], times=1)
    bot.gigachat.script("Второй ответ.", times=1)
    await anna.sends("вопрос")
    await bot.gigachat.until(lambda: bool(bot.gigachat.chats))
    async with refusing(bot.app, "read-only"):
        gates[0].set()
        await anna.sees(growing("Первый ответ."))
        await asyncio.sleep(5)
    await asyncio.sleep(20)
    await bot.kill_bot()
    await bot.start_bot()
    await anna.sees(finished("Второй ответ."))
    await asyncio.sleep(60)
    assert texts_in(bot, anna.chat) == ["Второй ответ."]


@pytest.mark.parametrize("nth", range(1, 75))
async def test_one_refused_statement_of_an_answer_and_a_retry(bot: World, anna: Person, nth: int) -> None:
    """Whichever statement the storage refuses once, the answer stands once, and Retry replaces it."""
    assert bot.app is not None
    await asyncio.sleep(1)
    refuse_one(bot.app, nth)
    bot.gigachat.script(
        Scenario.of("Первый ответ растёт на глазах и готов.", words_per_piece=1, piece_delay=0.6),
        match="вопрос",
        times=1,
    )
    bot.gigachat.script("Второй ответ.", times=1)
    await anna.sends("вопрос")
    answer = await anna.sees(finished("и готов."), timeout=200)
    await asyncio.sleep(40)
    await anna.presses("↻", on=answer)
    await anna.sees(finished("Второй ответ."), timeout=100)
    await asyncio.sleep(60)
    texts = [t for t in texts_in(bot, anna.chat) if "хранилище" not in t]
    assert texts == ["Второй ответ."], texts
    assert len(bot.gigachat.chats) == 2


@pytest.mark.parametrize("nth", range(1, 70))
async def test_one_refused_statement_of_an_edit_and_a_continuation(
    bot: World, anna: Person, nth: int
) -> None:
    """The same for a question that is edited while its answer grows, and for an answer that goes on."""
    assert bot.app is not None
    await asyncio.sleep(1)
    bot.gigachat.script(
        ["Старое начало. ", Piece("Старый конец.", gate=asyncio.Event())], match="старый", times=1
    )
    bot.gigachat.script(Scenario.of("Новый ответ готов.", finish_reason="length"), match="новый", times=1)
    bot.gigachat.script("Продолжение.", times=1)
    asked = await anna.sends("старый вопрос")
    await anna.sees(growing("Старое"))
    await asyncio.sleep(5)
    refuse_one(bot.app, nth)
    await anna.edits(asked, "новый вопрос")
    answer = await anna.sees(finished("Новый ответ готов."), timeout=200)
    await asyncio.sleep(60)
    answer = next(m for m in bot.telegram.chat_history(anna.chat) if any("Продолжить" in b for b in m.labels))
    await anna.presses("Продолжить", on=answer)
    await anna.sees(finished("Продолжение."), timeout=100)
    await asyncio.sleep(60)
    texts = [t for t in texts_in(bot, anna.chat) if "хранилище" not in t]
    assert [text.partition(".")[0] for text in texts] == ["Новый ответ готов", "Продолжение"]


async def test_a_question_given_up_promises_nothing(world: World, anna: Person) -> None:
    """Tokens of a question that could not be stored are not kept back from its asker."""
    app = await world.start_bot(tokens_per_day=1300)
    await asyncio.sleep(1)
    refuse = True

    async def before(sql: str) -> None:
        if refuse and "INTO turns" in sql:
            raise StorageError("the disk is full")

    before_statements(app, before)
    world.gigachat.script("Ответ.")
    await anna.sends("слово " * 300)
    await asyncio.sleep(300)
    refuse = False
    asked = await anna.sends("слово " * 300)
    await anna.sees(finished("Ответ."), after=asked, timeout=60)


async def test_an_outage_of_one_is_told_once(bot: World, anna: Person, boris: Person) -> None:
    """Whose message alone can not be stored reads so once, though others' are."""
    assert bot.app is not None
    await asyncio.sleep(1)

    async def before(sql: str) -> None:
        if "INTO turns" in sql:
            raise StorageError("the disk is full")

    before_statements(bot.app, before)
    await anna.sends("вопрос")
    for _ in range(60):
        await boris.sends("/help")
        await asyncio.sleep(2)
    assert len([t for t in texts_in(bot, anna.chat) if "хранилище" in t]) == 1, texts_in(bot, anna.chat)
