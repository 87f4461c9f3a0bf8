"""People stop answers, and ask for them again."""

import asyncio

from bot.core.conversation import ConversationKey, TurnState
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Person
from tests.e2e.conftest import World, finished, growing


def unfinished() -> list[str | Piece]:
    """Return an answer that never comes to its end by itself."""
    return ["Начало ответа уже на экране, ", Piece("а конца нет.", gate=asyncio.Event())]


async def test_the_stop_button_aborts_the_request_and_keeps_the_text(bot: World, anna: Person) -> None:
    """No token is paid for after Stop; what had come is kept, marked, and stored as stopped."""
    bot.gigachat.script(unfinished())
    await anna.sends("Расскажи")
    answer = await anna.sees(growing("Начало"))
    toast = await anna.presses("Стоп", on=answer)
    assert toast.text == "Останавливаю"
    await anna.sees(finished("Начало ответа уже на экране,"))
    assert answer.text == "Начало ответа уже на экране,\n\n■ Остановлено"
    assert answer.labels == ["↻ Ещё раз"]
    exchange = bot.gigachat.chats[-1]
    await bot.gigachat.until(lambda: exchange.aborted)
    assert bot.gigachat.slots.busy == 0
    assert bot.app is not None
    turn = await bot.app.archive.tip(ConversationKey(anna.chat.id))
    assert turn is not None
    assert (turn.answer.state, turn.answer.text) == (TurnState.STOPPED, "Начало ответа уже на экране, ")


async def test_a_stopped_answer_is_remembered(bot: World, anna: Person) -> None:
    """The next question builds on what had been read of a stopped answer."""
    bot.gigachat.script(unfinished(), match="первое")
    bot.gigachat.script("Продолжаю.", match="дальше")
    await anna.sends("первое")
    await anna.presses("Стоп", on=await anna.sees(growing("Начало")))
    await anna.sends("дальше")
    await anna.sees(finished("Продолжаю."))
    assert [m["content"] for m in bot.prompts()[-1]] == ["первое", "Начало ответа уже на экране, ", "дальше"]


async def test_the_stop_command_ends_what_grows_and_what_waits(bot: World, anna: Person) -> None:
    """/stop is heard while an answer grows, and ends the questions in line behind it as well."""
    bot.gigachat.script(unfinished())
    await anna.sends("раз")
    growing_answer = await anna.sees(growing("Начало"))
    waiting = await anna.sends("два")
    await anna.sends("/stop")
    await anna.sees("Остановлено: 2")
    await anna.sees(finished("Начало"))
    assert growing_answer.text.endswith("■ Остановлено")
    await bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted)
    await asyncio.sleep(5)
    assert len(bot.gigachat.chats) == 1
    bot.gigachat.scripts.clear()
    bot.gigachat.script("И снова здравствуйте.")
    await anna.sends("три")
    await anna.sees(finished("И снова"), after=waiting)


async def test_stop_before_the_first_word(bot: World, anna: Person) -> None:
    """Stop works while the model still thinks, and says that nothing was written."""
    bot.gigachat.script([Piece("Поздно.", gate=asyncio.Event())])
    await anna.sends("Подумай")
    await bot.gigachat.until(lambda: bool(bot.gigachat.chats))
    await anna.sends("/stop")
    await anna.sees("Остановлено.")
    await bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted)
    await asyncio.sleep(10)
    assert [m.text for m in bot.telegram.chat_history(anna.chat) if m.labels] == []


async def test_a_pressed_stop_of_an_ended_answer_says_so(bot: World, anna: Person) -> None:
    """A press that comes too late changes nothing, and the person is told."""
    gate = asyncio.Event()
    bot.gigachat.script(["Почти готовый ответ, ", Piece("и вот готов.", gate=gate)])
    await anna.sends("Скорее")
    answer = await anna.sees(growing("Почти"))
    stop = answer.buttons[0]["callback_data"]
    gate.set()
    await anna.sees(finished("и вот готов."))
    press = bot.telegram.presses.add(anna.user, answer, stop)
    bot.telegram.tell_bot("callback_query", press.wire(), anna.id)
    await asyncio.sleep(1)
    assert press.answer is not None
    assert press.answer.text == "Этот ответ уже закончен."
    assert answer.text == "Почти готовый ответ, и вот готов."


async def test_retry_makes_a_sibling(bot: World, anna: Person) -> None:
    """Retry asks the same again without the answer that did not please; the newest answer counts."""
    bot.gigachat.script("Первая попытка.", times=1)
    bot.gigachat.script("Вторая попытка.", times=1)
    bot.gigachat.script("Третья попытка.", times=1)
    bot.gigachat.script("Да.", match="Помнишь")
    await anna.sends("Сочини")
    await anna.presses("Ещё раз", on=await anna.sees(finished("Первая")))
    second = await anna.sees(finished("Вторая"))
    assert second.reply_to is None or second.reply_to.text == "Сочини"
    await anna.sends("/retry")
    await anna.sees(finished("Третья"))
    await anna.sends("Помнишь?")
    await anna.sees(finished("Да."))
    assert [[m["content"] for m in prompt] for prompt in bot.prompts()] == [
        ["Сочини"], ["Сочини"], ["Сочини"], ["Сочини", "Третья попытка.", "Помнишь?"],
    ]  # fmt: skip


async def test_in_a_group_only_the_asker_and_admins_stop(bot: World, anna: Person, boris: Person) -> None:
    """Somebody else's press stops nothing and says who may; an admin's does."""
    vera = bot.telegram.person("Вера")
    group = bot.telegram.group("Команда", members=[anna, boris], admins=[vera])
    bot.gigachat.script(Scenario.words(200, 60.0))
    await anna.sends("@gigachat_bot расскажи", in_=group)
    answer = await anna.sees(growing("Утром"), in_=group)
    refused = await boris.presses("Стоп", on=answer)
    assert refused.alert
    assert not bot.gigachat.chats[-1].aborted
    await vera.presses("Стоп", on=answer)
    await anna.sees(finished("■ Остановлено"), in_=group)
    await bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted)


async def test_questions_that_were_stopped_in_line_are_never_typed_at(bot: World, anna: Person) -> None:
    """After /stop the bot does not seem to begin what nobody wants any more."""
    bot.gigachat.script(Scenario.words(100, 20.0))
    for question in ("Раз", "Два", "Три"):
        await anna.sends(question)
    await anna.sees(growing("."), timeout=30)
    await anna.sends("/stop")
    said = await anna.sees("Остановлено: 3", timeout=30)
    await anna.sends("/new")
    await anna.sees("чистого листа", timeout=30)
    late = [call for call in bot.telegram.calls_of("sendChatAction") if call.at > said.at]
    assert late == []
    assert len(bot.gigachat.chats) == 1
