"""What becomes of an answer after it was shown, as a person in the browser lives it."""

import asyncio

import pytest
from playwright.async_api import Locator, expect

from bot.locales import words_in
from bot.sandbox.gigachat import Fault, Piece
from bot.sandbox.telegram import Message
from tests.page.conftest import Sandbox, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = words_in("ru")
GO_ON = WORDS("continue-instruction")
AGAIN = "↻ Ещё раз"


def answers(bot: Sandbox) -> list[Message]:
    """Return the bot's messages to Anna, the greeting aside."""
    shown = bot.telegram.chat_history(bot.world.anna.chat)
    return [message for message in shown if message.sender is bot.telegram.bot][1:]


def last_prompt(bot: Sandbox) -> list[str]:
    """Return what the model read last, instructions aside."""
    messages = bot.gigachat.chats[-1].body["messages"]
    return [message["content"] for message in messages if message["role"] != "system"]


def shown_as(screen: Screen, message: Message) -> Locator:
    """Return a message as the page draws it."""
    return screen.tab.locator(f"article[data-id='{message.message_id}']")


async def reads(screen: Screen, text: str, *buttons: str) -> Locator:
    """Wait until the last answer has this in it and exactly these buttons below it; return it."""
    await expect(screen.answer.locator(".text")).to_contain_text(text)
    await expect(screen.answer.locator(".key")).to_have_text(list(buttons))
    return screen.answer


async def asks(screen: Screen, question: str, answer: str) -> None:
    """Say something and wait for the whole of its answer."""
    await screen.says(question)
    await reads(screen, answer, AGAIN)


async def test_stop_keeps_what_is_there_and_marks_it(bot: Sandbox, screen: Screen) -> None:
    """What was seen before Stop stays with a note, the request is broken off, Retry brings a whole one."""
    silence = Piece("Никогда.", gate=asyncio.Event())
    bot.gigachat.script(["Начало ответа, дальше тишина. ", silence], times=1)
    bot.gigachat.script("Теперь целиком.")
    await screen.starts()
    await screen.says("Расскажи")
    await reads(screen, "Начало ответа, дальше тишина.", "■ Стоп")
    await screen.button("Стоп").click()
    await reads(screen, WORDS("note-stopped"), AGAIN)
    shown = await screen.shown(answers(bot)[0])
    assert shown == f"Начало ответа, дальше тишина.\n\n{WORDS('note-stopped')}"
    await bot.gigachat.until(lambda: bot.gigachat.chats[0].aborted)
    await screen.button("Ещё раз").click()
    await reads(screen, "Теперь целиком.", AGAIN, "‹", "2/2")


async def test_retry_makes_versions_that_one_pages_through(bot: Sandbox, screen: Screen) -> None:
    """Each retry takes the old one's place, the arrows lead back, and the talk goes on from what is shown."""
    for text in ("Первая.", "Вторая.", "Третья.", "Помню."):
        bot.gigachat.script(text, times=1)
    await screen.starts()
    await asks(screen, "Сочини", "Первая.")
    await screen.button("Ещё раз").click()
    await reads(screen, "Вторая.", AGAIN, "‹", "2/2")
    await screen.button("Ещё раз").click()
    await reads(screen, "Третья.", AGAIN, "‹", "3/3")
    await screen.button("‹").click()
    await reads(screen, "Вторая.", AGAIN, "‹", "2/3", "›")
    rows = screen.answer.locator(".key-row")
    assert [await row.locator(".key").all_inner_texts() for row in await rows.all()] == [
        [AGAIN], ["‹", "2/3", "›"],
    ]  # fmt: skip
    await screen.button("‹").click()
    await reads(screen, "Первая.", AGAIN, "1/3", "›")
    assert len(answers(bot)) == 1
    await asks(screen, "Помнишь?", "Помню.")
    assert last_prompt(bot) == ["Сочини", "Первая.", "Помнишь?"]
    assert await screen.shown(answers(bot)[0]) == "Первая."


async def test_an_answer_cut_by_its_length_goes_on_below(bot: Sandbox, screen: Screen) -> None:
    """Continue brings the rest as a reply to the half above it, without what the model repeats."""
    bot.gigachat.script("Кошка сидела на окне, а потом", match="Сочини", finish_reason="length")
    bot.gigachat.script("на окне, а потом уснула.", match=GO_ON)
    await screen.starts()
    await screen.says("Сочини")
    await reads(screen, WORDS("note-length"), AGAIN, "Продолжить ▸")
    await screen.button("Продолжить").click()
    await reads(screen, "уснула.", AGAIN)
    await screen.tab.locator(".toast", has_text=WORDS("toast-continuing")).wait_for()
    half, rest = answers(bot)
    assert await screen.shown(rest) == "уснула."
    assert (await screen.shown(half)).startswith("Кошка сидела на окне, а потом")
    assert "Кошка сидела" in await shown_as(screen, rest).locator(".reply").inner_text()
    assert last_prompt(bot) == ["Сочини", "Кошка сидела на окне, а потом", GO_ON]


async def test_an_answer_cut_by_the_connection_goes_on_below(bot: Sandbox, screen: Screen) -> None:
    """What arrived before the connection broke is kept, says so, and is continued without repeating."""
    bot.gigachat.faults.add(Fault("cut", at=2))
    bot.gigachat.script(["Вот начало ответа, ", "вот его середина, ", "и конец."], match="Вопрос")
    bot.gigachat.script("вот его середина, и конец.", match=GO_ON)
    await screen.starts()
    await screen.says("Вопрос")
    await reads(screen, "неполный", AGAIN, "Продолжить ▸")
    await screen.button("Продолжить").click()
    await reads(screen, "конец.", AGAIN)
    half, rest = answers(bot)
    assert (await screen.shown(half)).startswith("Вот начало ответа, вот его середина,")
    assert await screen.shown(rest) == "и конец."


async def test_an_edited_question_is_answered_again_in_place(bot: Sandbox, screen: Screen) -> None:
    """Arrow up corrects the question; its answer changes where it stands, the old pair is out of the way."""
    bot.gigachat.script("Привет!", match="Здравствуй")
    bot.gigachat.script("Мяу.", match="кошка")
    bot.gigachat.script("Гав.", match="собака")
    await screen.starts()
    await asks(screen, "Здравствуй", "Привет!")
    await asks(screen, "Как говорит кошка?", "Мяу.")
    await screen.box.press("ArrowUp")
    await expect(screen.box).to_have_value("Как говорит кошка?")
    await screen.says("Как говорит собака?")
    await reads(screen, "Гав.", AGAIN, "‹", "2/2")
    await screen.tab.locator("article.mine", has_text="собака").filter(has_text="изменено").wait_for()
    assert [await screen.shown(message) for message in answers(bot)] == ["Привет!", "Гав."]
    assert last_prompt(bot) == ["Здравствуй", "Привет!", "Как говорит собака?"]


async def test_a_reply_to_an_older_answer_goes_on_from_it(bot: Sandbox, screen: Screen) -> None:
    """The model reads the branch that was replied to, and what came after it is not there."""
    for text in ("Один.", "Два.", "Иначе."):
        bot.gigachat.script(text, times=1)
    await screen.starts()
    await asks(screen, "раз", "Один.")
    await asks(screen, "два", "Два.")
    await shown_as(screen, answers(bot)[0]).click(button="right")
    await screen.tab.get_by_role("menuitem", name="Ответить").click()
    await asks(screen, "а если иначе?", "Иначе.")
    await (
        screen.tab.locator("article.mine", has_text="а если иначе?")
        .locator(".reply", has_text="Один.")
        .wait_for()
    )
    assert last_prompt(bot) == ["раз", "Один.", "а если иначе?"]
