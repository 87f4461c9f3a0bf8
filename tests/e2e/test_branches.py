"""A reply to an older answer goes on from that answer: the conversation is a tree."""

import pytest

from bot.locales import words_in
from bot.sandbox.telegram import Chat, Message, Person
from tests.e2e.conftest import World, finished


def last_prompt(bot: World) -> list[str]:
    """Return what the model read last, without names and hints."""
    texts = [message["content"].removeprefix("Анна: ") for message in bot.prompts()[-1]]
    return [text for text in texts if "Several people" not in text]


async def three_answers(bot: World, anna: Person, in_: Chat | None = None) -> list[Message]:
    """Ask three questions and return the messages of their answers."""
    for text in ("Один.", "Два.", "Три."):
        bot.gigachat.script(text, times=1)
    bot.gigachat.script("Готово.")
    answers = []
    for question, answer in (("раз", "Один."), ("два", "Два."), ("три", "Три.")):
        await anna.sends(f"@gigachat_bot {question}", in_=in_)
        answers.append(await anna.sees(finished(answer), in_=in_))
    return answers


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_reply_to_an_older_answer_goes_on_from_it(bot: World, anna: Person, where: str) -> None:
    """What came after the answer replied to is out of the way, and stays so in what follows."""
    group = bot.telegram.group("Команда", members=[anna]) if where == "group" else None
    first, _, third = await three_answers(bot, anna, group)
    asked = await anna.sends("иначе", reply_to=first, in_=group)
    await anna.sees(finished("Готово."), in_=group, after=asked)
    assert last_prompt(bot) == ["раз", "Один.", "иначе"]
    asked = await anna.sends("@gigachat_bot и дальше", in_=group)
    await anna.sees(finished("Готово."), in_=group, after=asked)
    assert last_prompt(bot) == ["раз", "Один.", "иначе", "Готово.", "и дальше"]
    asked = await anna.sends("назад", reply_to=third, in_=group)
    await anna.sees(finished("Готово."), in_=group, after=asked)
    assert last_prompt(bot) == ["раз", "Один.", "два", "Два.", "три", "Три.", "назад"]


async def test_words_quoted_by_hand_reach_the_model_in_a_branch(bot: World, anna: Person) -> None:
    """Who quotes a part of an older answer goes on from it, and the model reads which part is meant."""
    bot.gigachat.script("Кошки любят молоко, собаки любят кости.", match="Кто что")
    bot.gigachat.script("Готово.")
    await anna.sends("Кто что любят?")
    first = await anna.sees(finished("кости."))
    asked = await anna.sends("два")
    await anna.sees(finished("Готово."), after=asked)
    asked = await anna.sends("Точно?", reply_to=first, quote="собаки любят кости")
    await anna.sees(finished("Готово."), after=asked)
    assert last_prompt(bot) == [
        "Кто что любят?",
        "Кошки любят молоко, собаки любят кости.",
        "> GigaChat:\n> собаки любят кости\n\nТочно?",
    ]


async def test_a_reply_to_the_shown_version_follows_that_version(bot: World, anna: Person) -> None:
    """A message stands for the version that it shows, not for one that it has shown."""
    first, *_ = await three_answers(bot, anna)
    await anna.presses("Ещё раз", on=first)
    await anna.sees(finished("Готово."))
    await anna.presses("‹", on=first)
    await anna.sees(finished("Один."))
    asked = await anna.sends("дальше", reply_to=first)
    await anna.sees(finished("Готово."), after=asked)
    assert last_prompt(bot) == ["раз", "Один.", "дальше"]


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_retry_further_up_tells_the_way_back(
    bot: World, anna: Person, boris: Person, language: str
) -> None:
    """Whoever retries an old answer reads that later ones no longer count, and a reply brings them back."""
    person, words = anna if language == "ru" else boris, words_in(language)
    first, _, third = await three_answers(bot, person)
    press = await person.presses(words("button-retry"), on=first)
    assert press.text == words("toast-from-here")
    await person.sees(finished("Готово."))
    asked = await person.sends("четыре")
    fourth = await person.sees(finished("Готово."), after=asked)
    assert last_prompt(bot) == ["раз", "Готово.", "четыре"]
    assert (await person.presses(words("button-retry"), on=fourth)).text == words("toast-retrying")
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 6)
    asked = await person.sends("назад", reply_to=third)
    await person.sees(finished("Готово."), after=asked)
    assert last_prompt(bot) == ["раз", "Один.", "два", "Два.", "три", "Три.", "назад"]


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_an_arrow_further_up_tells_the_way_back(
    bot: World, anna: Person, boris: Person, language: str
) -> None:
    """Paging an old answer says that later ones no longer count; the last answer leads back to them."""
    person, words = anna if language == "ru" else boris, words_in(language)
    for text in ("Один.", "Иначе."):
        bot.gigachat.script(text, times=1)
    bot.gigachat.script("Готово.")
    await person.sends("раз")
    first = await person.sees(finished("Один."))
    await person.presses(words("button-retry"), on=first)
    await person.sees(finished("Иначе."))
    asked = await person.sends("два")
    last = await person.sees(finished("Готово."), after=asked)
    assert (await person.presses("‹", on=first)).text == words("toast-from-here")
    await person.sees(finished("Один."))
    assert (await person.presses("›", on=first)).text == ""
    await person.sees(finished("Иначе."))
    asked = await person.sends("помнишь?")
    await person.sees(finished("Готово."), after=asked)
    assert last_prompt(bot) == ["раз", "Иначе.", "помнишь?"]
    asked = await person.sends("назад", reply_to=last)
    await person.sees(finished("Готово."), after=asked)
    assert last_prompt(bot) == ["раз", "Иначе.", "два", "Готово.", "назад"]


async def test_a_reply_reaches_back_behind_a_fresh_start(bot: World, anna: Person) -> None:
    """After /new, a reply to an answer from before takes that conversation up again."""
    _, second, _ = await three_answers(bot, anna)
    await anna.sends("/new")
    await anna.sees("чистого листа")
    asked = await anna.sends("дальше", reply_to=second)
    await anna.sees(finished("Готово."), after=asked)
    assert last_prompt(bot) == ["раз", "Один.", "два", "Два.", "дальше"]


async def test_a_reply_to_other_words_of_the_bot_is_a_quote(bot: World, anna: Person) -> None:
    """The help is no answer to go on from: the model reads it as what the question is about."""
    bot.gigachat.script("Готово.")
    await anna.sends("раз")
    await anna.sees(finished("Готово."))
    await anna.sends("/help")
    shown = await anna.sees("ответ будет расти")
    await anna.sends("Что это значит?", reply_to=shown)
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 2)
    prompt = last_prompt(bot)
    assert prompt[:2] == ["раз", "Готово."]
    assert prompt[2].startswith("> GigaChat:\n> Напишите вопрос")


async def test_a_topic_s_answer_is_no_branch_of_another(bot: World, anna: Person) -> None:
    """What was said in one topic never comes into another, not even by a reply."""
    forum = bot.telegram.forum("Форум", topics=["Кошки", "Собаки"], members=[anna])
    bot.gigachat.script("Мяу.", match="кошка")
    bot.gigachat.script("Гав.")
    await anna.sends("@gigachat_bot кошка", in_=forum, topic="Кошки")
    cats = await anna.sees(finished("Мяу."), in_=forum, topic="Кошки")
    await anna.sends("@gigachat_bot а это?", in_=forum, topic="Собаки", reply_to=cats)
    await anna.sees(finished("Гав."), in_=forum, topic="Собаки")
    assert last_prompt(bot) == ["> GigaChat:\n> Мяу.\n\nАнна: а это?"]
