"""/usage: what somebody asked and spent, with a picture."""

import pytest

from bot.sandbox.telegram import Fault, Message, Person
from tests.e2e.conftest import World, finished
from tests.e2e.looking import rows

PNG = b"\x89PNG\r\n\x1a\n"


def picture(world: World, message: Message) -> bytes:
    """Return the file that a photo shows."""
    assert message.media is not None
    return world.telegram.files.find(message.media["photo"][-1]["file_id"]).content


@pytest.mark.parametrize(
    ("who", "title", "today", "caption"),
    [
        ("anna", "Ваш расход", "Сегодня: вопросов 2, токенов", "Токены за последние 30 дней"),
        ("boris", "What you used", "Today: questions 2, tokens", "Tokens of the last 30 days"),
    ],
    ids=["ru", "en"],
)
async def test_own_figures_with_a_picture(
    bot: World, request: pytest.FixtureRequest, who: str, title: str, today: str, caption: str
) -> None:
    """A person sees questions and tokens of the day and the month, and the last 30 days as bars."""
    person: Person = request.getfixturevalue(who)
    for text in ("раз", "два"):
        sent = await person.sends(text)
        await person.sees(finished(text), after=sent)
    await person.sends("/usage")
    shown = await person.sees(title)
    ((tokens,),) = rows(bot, "SELECT sum(total_tokens) FROM usage")
    assert f"{today} {tokens}" in shown.text
    assert caption in shown.text
    assert picture(bot, shown).startswith(PNG)


async def test_nothing_to_draw_yet(bot: World, anna: Person) -> None:
    """Whoever has not asked yet gets words without an empty picture, limits included."""
    await bot.restart_bot(tokens_per_day=5000, questions_per_minute=0)
    await anna.sends("/usage")
    shown = await anna.sees("Сегодня: вопросов 0, токенов 0 из 5\xa0000")
    assert "Вопросов в минуту: без ограничения" in shown.text
    assert bot.telegram.calls_of("sendPhoto") == []


@pytest.mark.parametrize("fault", ["400:not enough rights to send photos to the chat", "lost"])
async def test_where_no_picture_can_be_sent_the_words_come_alone(
    bot: World, anna: Person, fault: str
) -> None:
    """A chat that takes no photos, or a send whose answer is lost, still brings the figures."""
    await anna.sends("раз")
    await anna.sees(finished("раз"))
    bot.telegram.faults.add(Fault("sendPhoto", fault))
    await anna.sends("/usage")
    await anna.sees(lambda message: "Ваш расход" in message.text and message.media is None, timeout=60)
    assert len(bot.telegram.calls_of("sendPhoto")) == 1


async def test_a_group_shows_its_figures_to_its_admins(bot: World, anna: Person, boris: Person) -> None:
    """Its admins see what was asked there by everybody; a member is told where their own figures are."""
    group = bot.telegram.supergroup("Дача", admins=[anna], members=[boris])
    for person in (anna, boris):
        sent = await person.sends("@gigachat_bot раз", in_=group)
        await person.sees(finished("раз"), in_=group, after=sent)
    await boris.sends("/usage@gigachat_bot", in_=group)
    await boris.sees("I show a group's figures to its admins.", in_=group)
    await anna.sends("/usage@gigachat_bot", in_=group)
    shown = await anna.sees("Расход этой группы", in_=group)
    assert "Сегодня: вопросов 2" in shown.text
