"""A question that was edited is answered again in place, from the same point of the conversation."""

import asyncio

import pytest

from bot.locales import words_in
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Chat, Message, Person
from tests.e2e.conftest import World, finished, growing


def said(bot: World, chat: Chat) -> list[Message]:
    """Return what the bot's messages in a chat are."""
    return [message for message in bot.telegram.chat_history(chat) if message.sender is bot.telegram.bot]


def last_prompt(bot: World) -> list[str]:
    """Return what the model read last."""
    return [message["content"] for message in bot.prompts()[-1]]


@pytest.mark.parametrize("where", ["private", "group"])
async def test_an_edited_question_is_answered_again_in_place(bot: World, anna: Person, where: str) -> None:
    """The new text gets its answer in the old message; what was said before counts, the old pair does not."""
    group = bot.telegram.supergroup("Команда", members=[anna]) if where == "group" else None
    bot.gigachat.script("Привет!", match="Здравствуй")
    bot.gigachat.script("Мяу.", match="кошка")
    bot.gigachat.script("Гав.", match="собака")
    bot.gigachat.script("Она.", match="Кто")
    await anna.sends("@gigachat_bot Здравствуй", in_=group)
    await anna.sees(finished("Привет!"), in_=group)
    question = await anna.sends("@gigachat_bot как говорит кошка?", in_=group)
    answer = await anna.sees(finished("Мяу."), in_=group)
    await anna.edits(question, "@gigachat_bot как говорит собака?")
    assert await anna.sees(finished("Гав."), in_=group) is answer
    assert answer.labels == ["↻ Ещё раз", "‹", "2/2"]
    await anna.sends("@gigachat_bot Кто это?", in_=group)
    await anna.sees(finished("Она."), in_=group)
    texts = [text.removeprefix("Анна: ") for text in last_prompt(bot) if "Several people" not in text]
    assert texts == ["Здравствуй", "Привет!", "как говорит собака?", "Гав.", "Кто это?"]


async def test_an_edit_restarts_a_growing_answer(bot: World, anna: Person) -> None:
    """The old request is aborted and its text gives way to the new answer; the old one is no version."""
    bot.gigachat.script(Scenario.words(100, 60.0), match="кошка")
    bot.gigachat.script("Гав-гав, вот так.", match="собака")
    question = await anna.sends("Как говорит кошка?")
    answer = await anna.sees(growing("Утром"))
    await anna.edits(question, "Как говорит собака?")
    await anna.sees(finished("Гав"))
    assert bot.gigachat.chats[0].aborted
    assert answer.text == "Гав-гав, вот так."
    assert answer.labels == ["↻ Ещё раз"]
    assert said(bot, anna.chat) == [answer]
    assert last_prompt(bot) == ["Как говорит собака?"]
    bot.gigachat.script("Да.", match="Точно")
    await anna.sends("Точно?")
    await anna.sees(finished("Да."))
    assert last_prompt(bot) == ["Как говорит собака?", "Гав-гав, вот так.", "Точно?"]


async def test_an_edit_of_a_waiting_question_replaces_its_text(bot: World, anna: Person) -> None:
    """Behind a growing answer the question keeps its place, and the model reads only the new text."""
    gate = asyncio.Event()
    bot.gigachat.script(["Первый ответ растёт, ", Piece("и вот готов.", gate=gate)], match="раз")
    bot.gigachat.script("Готово.")
    await anna.sends("раз")
    await anna.sees(growing("Первый"))
    waiting = await anna.sends("два")
    await anna.sends("три")
    await anna.edits(waiting, "двадцать два")
    await asyncio.sleep(1)
    gate.set()
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 3)
    assert last_prompt(bot) == [
        "раз", "Первый ответ растёт, и вот готов.", "двадцать два", "Готово.", "три",
    ]  # fmt: skip


async def test_an_edit_at_once_does_not_overtake_its_question(bot: World, anna: Person) -> None:
    """Both come in one batch, and although the question takes longer to place, the edit finds it."""
    bot.gigachat.script("Готово.")
    await anna.sends("раз")
    first = await anna.sees(finished("Готово."))
    question = await anna.sends("два", reply_to=first)
    await anna.edits(question, "двадцать два")
    await anna.sees(finished("Готово."), after=question)
    await asyncio.sleep(5)
    assert last_prompt(bot) == ["раз", "Готово.", "двадцать два"]


async def test_an_edit_in_line_for_a_stream_keeps_its_place(
    world: World, anna: Person, boris: Person
) -> None:
    """Who waits for GigaChat's one stream and rewrites the question does not go to the end of the line."""
    await world.start_bot(gigachat_streams=1)
    vera = world.telegram.person("Вера")
    gate = asyncio.Event()
    world.gigachat.script(["Ответ для Анны идёт, ", Piece("и вот готов.", gate=gate)], match="Анна")
    world.gigachat.script("Готово.")
    await anna.sends("Это Анна")
    await anna.sees(growing("Ответ"))
    question = await boris.sends("one")
    await boris.sees("place 1")
    await vera.sends("два")
    await boris.edits(question, "eleven")
    await asyncio.sleep(1)
    gate.set()
    await vera.sees(finished("Готово."))
    assert [prompt[-1]["content"] for prompt in world.prompts()] == ["Это Анна", "eleven", "два"]


async def test_edits_that_change_no_words_do_nothing(bot: World, anna: Person) -> None:
    """Telegram tells of invisible edits; so long as the text is the same nothing is asked again."""
    bot.gigachat.script("Мяу.")
    question = await anna.sends("Как говорит кошка?")
    answer = await anna.sees(finished("Мяу."))
    shown = len(answer.history)
    await anna.edits(question, "Как говорит кошка?")
    await asyncio.sleep(5)
    assert len(bot.gigachat.chats) == 1
    assert len(answer.history) == shown


async def test_what_was_no_question_stays_none(bot: World, anna: Person) -> None:
    """An edited command, a question that became one, and talk that was never for the bot get no answer."""
    group = bot.telegram.supergroup("Команда", members=[anna])
    bot.gigachat.script("Мяу.")
    command = await anna.sends("/help")
    await anna.sees("Стоп")
    question = await anna.sends("Как говорит кошка?")
    await anna.sees(finished("Мяу."))
    talk = await anna.sends("Просто разговор", in_=group)
    asked = await anna.sends("@gigachat_bot кошка?", in_=group)
    answer = await anna.sees(finished("Мяу."), in_=group)
    await anna.edits(command, "/help мне")
    await anna.edits(command, "Помоги мне")
    await anna.edits(question, "/new")
    await anna.edits(talk, "Просто разговор, @gigachat_bot")
    await anna.edits(asked, "Уже не к боту: кошка")
    await asyncio.sleep(10)
    assert len(bot.gigachat.chats) == 2
    assert answer.text == "Мяу."


async def test_an_edit_while_the_bot_was_away_is_answered(world: World, anna: Person) -> None:
    """Telegram keeps the edit until the bot is back; the old answer is then replaced."""
    await world.start_bot()
    world.gigachat.script("Мяу.", match="кошка")
    world.gigachat.script("Гав.", match="собака")
    question = await anna.sends("Как говорит кошка?")
    answer = await anna.sees(finished("Мяу."))
    await world.stop_bot()
    await anna.edits(question, "Как говорит собака?")
    await world.start_bot()
    await anna.sees(finished("Гав."))
    assert said(world, anna.chat) == [answer]


async def test_the_note_of_a_stop_gives_way_to_an_edit(bot: World, anna: Person) -> None:
    """A question that was stopped before its first word is answered in the message that says so."""
    bot.gigachat.script([Piece("Долго.", gate=asyncio.Event())], match="кошка")
    bot.gigachat.script("Гав.", match="собака")
    question = await anna.sends("Как говорит кошка?")
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 1)
    await anna.sends("/stop")
    await anna.sees(words_in("ru")("stop-done", count=1))
    await anna.edits(question, "Как говорит собака?")
    answer = await anna.sees(finished("Гав."))
    assert answer.labels == ["↻ Ещё раз"]
    assert answer.reply_to is question
