"""The commands: what they say and what they change, in both languages."""

import asyncio

import pytest

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Attachment, Chat, Fault, Message, Person
from tests.e2e.conftest import World, finished, growing
from tests.e2e.looking import said_to


async def reply(person: Person, text: str, in_: Chat | None = None) -> Message:
    """Send a text and return the bot's first message after it."""
    sent = await person.sends(text, in_=in_)
    return await person.sees("", in_=in_, after=sent)


@pytest.mark.parametrize(
    ("command", "russian", "english"),
    [
        ("/start", "Здравствуйте! Я отвечаю с помощью GigaChat", "Hello! I answer with GigaChat"),
        ("/START привет", "Здравствуйте!", "Hello!"),
        ("/help", "ответ будет расти в одном сообщении", "the answer grows in one message"),
        ("/new", "Начинаем с чистого листа", "A clean slate"),
        ("/stop", "Сейчас нечего останавливать", "There is nothing to stop"),
        ("/retry", "ещё нет вопросов", "There are no questions"),
        ("/model", "Модель этого разговора: GigaChat-2", "This conversation’s model: GigaChat-2"),
        ("/system", "Характер не задан", "No character is set"),
        ("/settings", "Настройки этого разговора", "Settings of this conversation"),
        ("/nonsense", "Такой команды нет", "There is no such command"),
    ],
)
async def test_each_command_answers_in_the_persons_language(
    bot: World, anna: Person, boris: Person, command: str, russian: str, english: str
) -> None:
    """Both read the same thing, each in their own language, and the model is not asked."""
    assert russian in (await reply(anna, command)).text
    assert english in (await reply(boris, command)).text
    assert bot.gigachat.chats == []


async def test_new_starts_a_fresh_context_and_deletes_nothing(bot: World, anna: Person) -> None:
    """The model no longer knows what was said, the prompt cache's key is new, and the turns are kept."""
    bot.gigachat.script("Запомнил.")
    await anna.sends("Меня зовут Анна")
    await anna.sees(finished("Запомнил."))
    await reply(anna, "/new")
    asked = await anna.sends("Как меня зовут?")
    await anna.sees(finished("Запомнил."), after=asked)
    assert [m["content"] for m in bot.prompts()[1]] == ["Как меня зовут?"]
    first, second = bot.gigachat.chats
    assert first.session_id != second.session_id
    assert bot.app is not None
    kept = await bot.app.archive.turn(1)
    assert kept is not None
    assert kept.question.text == "Меня зовут Анна"


async def test_retry_answers_the_last_question_again(bot: World, anna: Person) -> None:
    """The first answer is not in the way: the model reads the same prompt twice."""
    bot.gigachat.script("Первый.", times=1)
    bot.gigachat.script("Второй.", times=1)
    await anna.sends("Назови число")
    await anna.sees(finished("Первый."))
    await anna.sends("/retry")
    await anna.sees(finished("Второй."))
    assert bot.prompts()[0] == bot.prompts()[1]


async def test_retry_waits_for_the_end_of_a_growing_answer(bot: World, boris: Person) -> None:
    """While the answer is being written there is nothing to repeat yet."""
    bot.gigachat.script(["One, two, three, ", Piece("four.", gate=asyncio.Event())])
    await boris.sends("Count")
    await boris.sees(growing("three"))
    assert "still being written" in (await reply(boris, "/retry")).text


async def test_wordless_messages_get_one_plain_sentence(bot: World, anna: Person) -> None:
    """A picture and a voice are not read, and that is said; a caption is a question as any other.

    Whoever asks by a caption hears as well that nothing but it was read.
    """
    bot.gigachat.script("Это закат.")
    for kind in ("photo", "voice", "document"):
        sent = await anna.sends(file=Attachment(kind, b"\xff\xd8 bytes"))
        await anna.sees("Я пока читаю только текст", after=sent)
    for kind, words in (
        ("photo", "Картинку я не вижу: отвечаю только на подпись."),
        ("voice", "Запись я не слышу: отвечаю только на подпись."),
        ("document", "Файл я не открываю: отвечаю только на подпись."),
    ):
        sent = await anna.sends(file=Attachment(kind, b"\xff\xd8"), caption="Что это?")
        await anna.sees(finished("Это закат."), after=sent)
        await anna.sees(words, after=sent)
    assert [prompt[-1]["content"] for prompt in bot.prompts()] == ["Что это?"] * 3


async def test_an_album_is_one_message(bot: World, anna: Person) -> None:
    """Three pictures get one sentence; an album with a caption is one question and one sentence besides."""
    bot.gigachat.script("Красиво.")
    for _ in range(3):
        await anna.sends(file=Attachment("photo", b"\xff\xd8"), album="1")
    await anna.sends(file=Attachment("photo", b"\xff\xd8"), caption="Какой лучше?", album="2")
    for _ in range(2):
        await anna.sends(file=Attachment("photo", b"\xff\xd8"), album="2")
    await anna.sees(finished("Красиво."))
    await asyncio.sleep(5)
    said = [m.text for m in bot.telegram.chat_history(anna.chat) if m.sender is bot.telegram.bot]
    assert len(said) == 3
    assert said[0].startswith("Я пока читаю только текст")
    assert sum(text.startswith("Картинку я не вижу") for text in said) == 1
    await anna.sends(file=Attachment("photo", b"\xff\xd8"), caption="А это?", album="1")
    await anna.sees(lambda message: len(said_to(bot, anna)) == 4 and "Красиво" in message.text)
    await asyncio.sleep(5)
    assert len(said_to(bot, anna)) == 4


async def test_a_defect_speaks_of_no_question_where_none_was_asked(bot: World, anna: Person) -> None:
    """A press that fails unexpectedly says so, and does not claim that a question is kept."""
    sent = await anna.sends("/settings")
    page = await anna.sees("Настройки", after=sent)
    bot.telegram.faults.add(Fault("editMessageText", "400:SOMETHING_UNHEARD_OF"))
    press = anna.taps("set:language", on=page)
    toast = await bot.telegram.bell.until(
        lambda: press.answer.text if press.answer and press.answer.text else None, timeout=30
    )
    assert "сломалось" in toast
    assert "опрос" not in toast
