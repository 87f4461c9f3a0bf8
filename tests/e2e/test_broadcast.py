"""A broadcast: previewed, sent once to everybody, within Telegram's limits, whatever happens meanwhile."""

import argparse
import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.sandbox.telegram import Fault, Message, Person
from bot.telegram.admin.broadcasting import Broadcasting
from bot.terminal.admin import administer
from bot.terminal.admin_arguments import add_admin
from tests.e2e.conftest import World

Says = Callable[..., Awaitable[str]]

WORDS = "Завтра бот не работает: *ремонт*"


@pytest.fixture
async def ruled(world: World, anna: Person) -> World:
    """Give a world whose bot takes Anna for its admin."""
    await world.start_bot(admins=frozenset({anna.user.id}))
    return world


async def guests(world: World, count: int) -> list[Person]:
    """Give people who have written to the bot."""
    made = [world.telegram.person(f"Гость {number}") for number in range(count)]
    for person in made:
        sent = await person.sends("/help")
        await person.sees("", after=sent)
    return made


async def previewed(anna: Person, text: str = WORDS) -> Message:
    """Write a broadcast as an admin and return its preview."""
    page = await anna.sees("", after=await anna.sends("/admin"))
    await anna.presses("Рассылка", on=page)
    invitation = await anna.sees("Напишите ответом, что разослать", after=page)
    written = await anna.sends(text, reply_to=invitation)
    return await anna.sees(text, after=written)


def got(world: World, person: Person) -> int:
    """Return how often a person was sent the words."""
    return sum(message.text == WORDS for message in world.telegram.chat_history(person.chat))


async def test_everybody_gets_it_once_and_the_progress_is_told(ruled: World, anna: Person) -> None:
    """The button says how many chats there are; in the preview's place then stands how it went."""
    people = await guests(ruled, 60)
    gone, *others = people
    await gone.blocks()
    preview = await previewed(anna)
    assert preview.labels == ["Разослать, чатов: 60", "Отменить"]
    people[1].user.blocked = True  # Telegram does not always tell of it
    sent = len(ruled.telegram.calls_of("sendMessage"))
    await anna.presses("Разослать", on=preview)
    await anna.sees("Рассылка закончена. Отправлено 59 из 60, не дошло 1, осталось 0.")
    assert preview.labels == []
    assert {got(ruled, person) for person in others[1:]} == {1}
    assert got(ruled, gone) == got(ruled, people[1]) == 0
    times = [call.at for call in ruled.telegram.calls_of("sendMessage")[sent:]]
    assert all(late - early > 0.9 for early, late in zip(times, times[25:], strict=False))
    assert not ruled.telegram.floods
    again = await previewed(anna, "Ещё раз")
    assert again.labels[0] == "Разослать, чатов: 59"


async def test_the_preview_says_to_whom_it_goes_and_the_text_stays(ruled: World, anna: Person) -> None:
    """People and groups are counted apart above the preview; the sent text stays below how it went."""
    await guests(ruled, 3)
    group = ruled.telegram.supergroup("Дача", admins=[anna])
    sent = await anna.sends("/help@gigachat_bot", in_=group)
    await anna.sees("", in_=group, after=sent)
    preview = await previewed(anna)
    assert preview.text == WORDS
    (said,) = [m for m in ruled.telegram.chat_history(anna.chat) if "Получатели" in m.text]
    assert said.message_id < preview.message_id
    assert said.text.startswith("Получатели: 4 человека и 1 группа.")
    await anna.presses("Разослать", on=preview)
    done = await anna.sees("Рассылка закончена. Отправлено 5 из 5")
    assert done is preview
    assert done.text.endswith(f"\n\n{WORDS}")
    (quote,) = done.entities
    assert (quote["type"], quote["length"]) == ("blockquote", len(WORDS))


async def test_without_chats_there_is_no_button(
    ruled: World, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could be sent to nobody is not previewed."""

    async def nobody(_: Broadcasting) -> list[int]:
        return []

    monkeypatch.setattr(Broadcasting, "audience", nobody)
    page = await anna.sees("", after=await anna.sends("/admin"))
    await anna.presses("Рассылка", on=page)
    invitation = await anna.sees("Напишите ответом, что разослать", after=page)
    written = await anna.sends(WORDS, reply_to=invitation)
    said = await anna.sees("Рассылать пока некому.", after=written)
    await asyncio.sleep(10)
    assert ruled.telegram.chat_history(anna.chat)[-1] is said


async def test_a_text_as_long_as_a_message_is_sent_whole(ruled: World, anna: Person) -> None:
    """Beside how it went there is no room for all of it: there it is cut, in everybody's chat it is not."""
    (guest,) = await guests(ruled, 1)
    text = "😀" * 2048
    preview = await previewed(anna, text)
    await anna.presses("Разослать", on=preview)
    done = await anna.sees("Рассылка закончена. Отправлено 2 из 2")
    assert done.text.endswith("😀…")
    assert [m.text for m in ruled.telegram.chat_history(guest.chat)][-1] == text


async def test_a_cancelled_one_is_sent_to_nobody(ruled: World, anna: Person) -> None:
    """Cancel leaves a word in place of the preview, and its buttons are gone."""
    (guest,) = await guests(ruled, 1)
    preview = await previewed(anna)
    await anna.presses("Отменить", on=preview)
    await anna.sees("Рассылка отменена.")
    await asyncio.sleep(10)
    assert (got(ruled, guest), preview.labels) == (0, [])


async def test_a_stopped_one_goes_to_nobody_else(ruled: World, anna: Person) -> None:
    """Stop ends it, says how many got it, and both acts stand in the log."""
    people = await guests(ruled, 80)
    preview = await previewed(anna)
    await anna.presses("Разослать", on=preview)
    progress = await anna.sees("Рассылка: отправлено", timeout=60)
    await anna.presses("Стоп", on=progress)
    await anna.sees("Рассылка остановлена.")
    reached = sum(got(ruled, person) for person in people)
    assert 0 < reached < 80
    await asyncio.sleep(60)
    assert sum(got(ruled, person) for person in people) == reached
    page = await anna.sees("", after=await anna.sends("/admin"))
    await anna.presses("Журнал", on=page)
    log = await anna.sees("рассылка остановлена")
    assert "Анна · рассылка начата, чатов: 81" in log.text


async def test_pressed_twice_it_is_sent_once(ruled: World, anna: Person) -> None:
    """A second press of Send, before the progress stands, begins nothing."""
    people = await guests(ruled, 5)
    preview = await previewed(anna)
    send = preview.buttons[0]["callback_data"]
    for _ in range(3):
        anna.taps(send, on=preview)
    await anna.sees("Рассылка закончена")
    await asyncio.sleep(30)
    assert [got(ruled, person) for person in people] == [1] * 5


@pytest.mark.parametrize("kills", [1, 4])
async def test_it_goes_on_after_kills_and_nobody_gets_it_twice(
    ruled: World, anna: Person, kills: int
) -> None:
    """Killed in the middle, with answers of Telegram lost, the bot reaches everybody exactly once."""
    people = await guests(ruled, 40)
    preview = await previewed(anna)
    ruled.telegram.faults.add(Fault("sendMessage", "lost", nth=5, times=3))
    await anna.presses("Разослать", on=preview)
    for number in range(kills):
        await asyncio.sleep(0.31 + 0.07 * number)
        await ruled.kill_bot()
        assert number or 0 < sum(got(ruled, person) for person in people) < 40
        await ruled.start_bot()
    await anna.sees("Рассылка закончена. Отправлено 41 из 41", timeout=120)
    assert [got(ruled, person) for person in people] == list(itertools.repeat(1, 40))


async def test_a_flood_in_one_chat_keeps_no_other_waiting(ruled: World, anna: Person) -> None:
    """Where Telegram says "later", it is waited for; everybody else has it long before."""
    people = await guests(ruled, 10)
    preview = await previewed(anna)
    ruled.telegram.faults.add(Fault("sendMessage", "429", chat_id=people[0].chat.id, retry_after=60))
    await anna.presses("Разослать", on=preview)
    await asyncio.sleep(10)
    assert [got(ruled, person) for person in people] == [0, *[1] * 9]
    await anna.sees("Рассылка закончена. Отправлено 11 из 11", timeout=120)
    assert got(ruled, people[0]) == 1


@pytest.fixture
def says(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Says:
    """Give the command line beside the running bot: it returns what a command printed."""
    parser = argparse.ArgumentParser()
    add_admin(parser.add_subparsers())
    settings = load_settings(_env_file="/dev/null", database_path=tmp_path / "bot.sqlite3")

    async def says(*arguments: str) -> str:
        assert await administer(settings, parser.parse_args(["admin", "broadcast", *arguments]), "ru") == 0
        return capsys.readouterr().out

    return says


async def test_the_command_line_broadcasts(world: World, says: Says) -> None:
    """A script sees to whom it would go, begins it, and reads how it went; without admins in Telegram too."""
    await world.start_bot()
    people = await guests(world, 3)
    assert "Получатели: 3 человека." in await says(WORDS)
    assert [got(world, person) for person in people] == [0, 0, 0]
    assert "осталось 3" in await says(WORDS, "--send")
    await asyncio.sleep(10)
    assert [got(world, person) for person in people] == [1, 1, 1]
    assert await says() == "Рассылка закончена. Отправлено 3 из 3, не дошло 0, осталось 0.\n"
    await says(WORDS, "--send")  # the same words again are meant
    await asyncio.sleep(10)
    assert [got(world, person) for person in people] == [2, 2, 2]


async def test_the_command_line_stops_a_broadcast(world: World, says: Says) -> None:
    """What is stopped before the bot starts is sent to nobody, what is begun meanwhile to all."""
    await world.start_bot()
    people = await guests(world, 3)
    await world.stop_bot()
    await says("Не то", "--send")
    assert "Рассылка остановлена" in await says("--stop")
    await says(WORDS, "--send")
    await world.start_bot()
    await asyncio.sleep(10)
    assert [got(world, person) for person in people] == [1, 1, 1]
    texts = [m.text for person in people for m in world.telegram.chat_history(person.chat)]
    assert "Не то" not in texts
