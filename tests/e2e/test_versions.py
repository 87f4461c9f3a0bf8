"""Retry keeps what it replaces: answers to one question are versions that people page through."""

import asyncio

import pytest

from bot.locales import words_in
from bot.sandbox.gigachat import Fault, Piece, Scenario
from bot.sandbox.telegram import Chat, Message, Person
from bot.sandbox.telegram import Fault as TelegramFault
from tests.e2e.conftest import World, finished, growing

TWO = ["↻ Ещё раз", "‹", "2/2"]


def said(bot: World, chat: Chat) -> list[Message]:
    """Return what the bot's messages in a chat are."""
    return [message for message in bot.telegram.chat_history(chat) if message.sender is bot.telegram.bot]


def last_prompt(bot: World) -> list[str]:
    """Return what the model read last."""
    return [message["content"] for message in bot.prompts()[-1]]


async def asked_twice(bot: World, anna: Person, first: str = "Первая.", second: str = "Вторая.") -> Message:
    """Ask, retry, and return the message that shows the second version."""
    bot.gigachat.script(first, times=1)
    bot.gigachat.script(second, times=1)
    await anna.sends("Сочини")
    answer = await anna.sees(finished(first[-20:]))
    await anna.presses("Ещё раз", on=answer)
    return await anna.sees(finished(second[-20:]))


@pytest.mark.parametrize("by", ["button", "command"])
async def test_retry_replaces_the_answer_in_its_message(bot: World, anna: Person, by: str) -> None:
    """The new version grows in the message of the old one, can be stopped, and says which one it is."""
    bot.gigachat.script("Первая.", times=1)
    bot.gigachat.script(Scenario.words(30, 6.0))
    await anna.sends("Сочини")
    answer = await anna.sees(finished("Первая."))
    await (anna.presses("Ещё раз", on=answer) if by == "button" else anna.sends("/retry"))
    assert await anna.sees(growing("Утром")) is answer
    await anna.sees(finished(Scenario.words(30, 6.0).text))
    assert answer.labels == TWO
    assert said(bot, anna.chat) == [answer]
    assert bot.prompts()[0] == bot.prompts()[1]


async def test_the_shown_version_is_the_one_that_counts(bot: World, anna: Person) -> None:
    """Paging shows the other version in the same message, and the model reads that one from then on."""
    answer = await asked_twice(bot, anna)
    calls, press = len(bot.telegram.calls), await anna.presses("‹", on=answer)
    await anna.sees(finished("Первая."))
    assert press.text == ""
    made = sorted(call.method for call in bot.telegram.calls[calls:] if call.method != "getUpdates")
    assert made == ["answerCallbackQuery", "editMessageText"]
    assert answer.labels == ["↻ Ещё раз", "1/2", "›"]
    bot.gigachat.script("Помню.")
    await anna.sends("Помнишь?")
    await anna.sees(finished("Помню."))
    assert last_prompt(bot) == ["Сочини", "Первая.", "Помнишь?"]
    await anna.presses("›", on=answer)
    await anna.sees(finished("Вторая."))
    await anna.sends("А теперь?")
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 4)
    assert last_prompt(bot) == ["Сочини", "Вторая.", "А теперь?"]


async def test_the_number_of_the_version_does_nothing(bot: World, anna: Person) -> None:
    """A press on the number between the arrows ends its clock and changes nothing."""
    answer = await asked_twice(bot, anna)
    edits = len(answer.history)
    assert (await anna.presses("2/2", on=answer)).text == ""
    await asyncio.sleep(5)
    assert len(answer.history) == edits


async def test_a_retry_waits_for_the_answer_that_grows(bot: World, anna: Person) -> None:
    """Asked for while a later answer grows, it comes after that one, and the old text stands until then."""
    gate = asyncio.Event()
    bot.gigachat.script("Первая.", match="Сочини", times=1)
    bot.gigachat.script(["Ответ растёт и ", Piece("вот готов.", gate=gate)], match="долго")
    bot.gigachat.script("Вторая.", match="Сочини")
    await anna.sends("Сочини")
    first = await anna.sees(finished("Первая."))
    await anna.sends("Расскажи долго")
    later = await anna.sees(growing("растёт"))
    await anna.presses("Ещё раз", on=first)
    await asyncio.sleep(5)
    assert first.text == "Первая."
    gate.set()
    assert await anna.sees(finished("Вторая.")) is first
    assert later.text == "Ответ растёт и вот готов."


async def test_paging_waits_for_a_growing_answer(bot: World, anna: Person) -> None:
    """While an answer grows here, an arrow says so kindly and changes nothing."""
    answer = await asked_twice(bot, anna)
    bot.gigachat.script(["Третий ответ растёт, ", Piece("и вот готов.", gate=asyncio.Event())])
    await anna.sends("Ещё вопрос")
    await anna.sees(growing("Третий"))
    assert (await anna.presses("‹", on=answer)).text == words_in("ru")("toast-growing")
    await asyncio.sleep(5)
    assert answer.text == "Вторая."


async def test_a_version_keeps_its_look_and_its_note(bot: World, anna: Person) -> None:
    """What is paged back looks as it did: formatting, the note of a stop, and no Continue after it."""
    bot.gigachat.script(["Это **важное** начало, и вот ", Piece("конец.", gate=asyncio.Event())], times=1)
    bot.gigachat.script("Вторая.")
    await anna.sends("Сочини")
    await anna.presses("Стоп", on=await anna.sees(growing("начало")))
    answer = await anna.sees(finished("■"))
    before = (answer.text, answer.entities)
    await anna.presses("Ещё раз", on=answer)
    await anna.presses("‹", on=await anna.sees(finished("Вторая.")))
    await anna.sees(finished("■"))
    assert (answer.text, answer.entities) == before
    assert answer.labels == ["↻ Ещё раз", "1/2", "›"]


async def test_a_retry_that_fails_gives_the_old_version_back(bot: World, anna: Person) -> None:
    """A failed attempt says why in place and offers the way back; it is no version itself."""
    bot.gigachat.script("Первая.")
    await anna.sends("Сочини")
    answer = await anna.sees(finished("Первая."))
    bot.gigachat.faults.add(Fault("status", status=402))
    await anna.presses("Ещё раз", on=answer)
    await anna.sees(finished(words_in("ru")("error-quota")))
    assert answer.labels == TWO
    await anna.presses("‹", on=answer)
    await anna.sees(finished("Первая."))
    assert answer.labels == ["↻ Ещё раз"]


async def test_an_older_question_asked_again_goes_on_from_there(bot: World, anna: Person) -> None:
    """Retry of an answer further up replaces that one, and the conversation goes on from it."""
    for text in ("Один.", "Два.", "Иначе.", "Дальше."):
        bot.gigachat.script(text, times=1)
    await anna.sends("раз")
    first = await anna.sees(finished("Один."))
    await anna.sends("два")
    await anna.sees(finished("Два."))
    await anna.presses("Ещё раз", on=first)
    assert await anna.sees(finished("Иначе.")) is first
    assert last_prompt(bot) == ["раз"]
    await anna.sends("три")
    await anna.sees(finished("Дальше."))
    assert last_prompt(bot) == ["раз", "Иначе.", "три"]


async def test_only_the_asker_and_admins_page(bot: World, anna: Person, boris: Person) -> None:
    """In a group a stranger's press on an arrow is refused; an admin's is not."""
    vera = bot.telegram.person("Вера")
    group = bot.telegram.group("Команда", members=[anna, boris], admins=[vera])
    bot.gigachat.script("Первая.", times=1)
    bot.gigachat.script("Вторая.", times=1)
    await anna.sends("@gigachat_bot сочини", in_=group)
    answer = await anna.sees(finished("Первая."), in_=group)
    await anna.presses("Ещё раз", on=answer)
    await anna.sees(finished("Вторая."), in_=group)
    assert (await boris.presses("‹", on=answer)).text == words_in("en")("toast-not-yours")
    assert answer.text == "Вторая."
    await vera.presses("‹", on=answer)
    await anna.sees(finished("Первая."), in_=group)


async def test_versions_survive_a_restart(bot: World, anna: Person) -> None:
    """Old buttons work after a restart, and where the archive forgot the turn they say so kindly."""
    answer = await asked_twice(bot, anna)
    await bot.restart_bot()
    await anna.presses("‹", on=answer)
    await anna.sees(finished("Первая."))
    assert bot.app is not None
    await bot.app.archive._database.rows("DELETE FROM turns")
    for label in ("›", "Ещё раз"):
        refused = await anna.presses(label, on=answer)
        assert (refused.text, refused.alert) == (words_in("ru")("toast-gone"), True)
    assert answer.text == "Первая."


async def test_a_restart_finishes_a_growing_version_in_place(world: World, anna: Person) -> None:
    """What a stop interrupts while it replaces an answer is finished in that message by the next start."""
    await world.start_bot(shutdown_grace=0)
    world.gigachat.script("Первая.", times=1)
    world.gigachat.script(["Вторая попытка уже видна, ", Piece("вот.", gate=asyncio.Event())], times=1)
    world.gigachat.script("Вторая.")
    await anna.sends("Сочини")
    answer = await anna.sees(finished("Первая."))
    await anna.presses("Ещё раз", on=answer)
    await anna.sees(growing("Вторая попытка"))
    await world.restart_bot()
    await anna.sees(finished("Вторая."))
    assert said(world, anna.chat) == [answer]
    assert answer.labels == TWO


async def test_a_version_that_a_kill_kept_from_being_shown_is_shown_by_the_next_start(
    bot: World, anna: Person
) -> None:
    """Whoever turned a page reads it, with its buttons, though the bot died while it turned."""
    answer = await asked_twice(bot, anna)
    bot.telegram.faults.add(TelegramFault("editMessageText", "429"))
    await anna.presses("‹", on=answer)
    await asyncio.sleep(1)
    assert answer.text == "Вторая."
    await bot.kill_bot()
    await bot.start_bot()
    await anna.sees(finished("Первая."))
    assert answer.labels == ["↻ Ещё раз", "1/2", "›"]
    assert said(bot, anna.chat) == [answer]
