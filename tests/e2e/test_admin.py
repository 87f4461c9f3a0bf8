"""/admin: figures, people, limits, the default model and character, and the log of what admins did."""

import argparse
import asyncio
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.locales import words_in
from bot.sandbox.telegram import Message, Person
from bot.terminal.admin import administer
from bot.terminal.admin_arguments import add_admin
from tests.e2e.conftest import World, finished


@pytest.fixture
async def ruled(world: World, anna: Person) -> World:
    """Give a world whose bot takes Anna for its admin."""
    await world.start_bot(admins=frozenset({anna.user.id}))
    return world


async def panel(anna: Person) -> Message:
    """Open /admin and return its message."""
    sent = await anna.sends("/admin")
    return await anna.sees("", after=sent)


async def turned(person: Person, label: str, on: Message, to: str) -> None:
    """Press a button and wait until this very message shows the page."""
    await person.presses(label, on=on)
    await person.sees(lambda message: message is on and to in message.text)


async def asked(person: Person, text: str) -> Message:
    """Ask and return the finished answer."""
    sent = await person.sends(text)
    return await person.sees(finished(""), after=sent)


async def test_the_figures_are_those_of_what_was_asked(ruled: World, anna: Person, boris: Person) -> None:
    """People, questions and tokens by model stand on the first page, and a press brings the newest."""
    page = await panel(anna)
    assert "людей 0, групп 0\nвопросов 0, с ошибкой 0" in page.text
    ruled.gigachat.script("Готово.")
    await asked(anna, "Раз")
    await asked(boris, "Two")
    await turned(anna, "Обновить", page, "людей 2")
    assert "вопросов 2, с ошибкой 0" in page.text
    spent = ruled.gigachat.chats
    assert len(spent) == 2
    assert "GigaChat-2: " in page.text
    assert "до первого слова 0," in page.text


@pytest.mark.parametrize("command", ["/admin", "/admin@gigachat_bot"])
async def test_for_others_it_does_not_exist(ruled: World, boris: Person, command: str) -> None:
    """Whoever is no admin reads what every unknown command gets."""
    sent = await boris.sends(command)
    assert "no such command" in (await boris.sees("", after=sent)).text.lower()


async def test_in_a_group_it_shows_nothing(ruled: World, anna: Person, boris: Person) -> None:
    """Figures and people are nobody's in a group; only the bot's own admin hears where to find them."""
    group = ruled.telegram.supergroup("Дача", admins=[anna, boris])
    sent = await anna.sends("/admin@gigachat_bot", in_=group)
    told = await anna.sees("", in_=group, after=sent)
    assert (told.text, told.labels) == (words_in("ru")("admin-in-private"), [])
    sent = await boris.sends("/admin@gigachat_bot", in_=group)
    assert "no such command" in (await boris.sees("", in_=group, after=sent)).text


async def test_every_button_is_refused_to_others(ruled: World, anna: Person, boris: Person) -> None:
    """A press of each admin button by somebody else changes nothing and shows nothing."""
    await asked(boris, "Hello")
    page = await panel(anna)
    pressed = 0
    for label, then in (("Люди", "Найти"), ("Boris", "Запретить"), ("Лимиты", "Свои числа")):
        pressed += await tries_every_button(boris, page)
        await anna.presses(label, on=page)
        await anna.sees(lambda message, then=then: message is page and then in message.labels)  # type: ignore[misc]
    pressed += await tries_every_button(boris, page)
    assert pressed > 25
    assert "Доступ: открыт, как всем" in page.text
    assert "*" not in page.text
    log = await panel(anna)
    await turned(anna, "Журнал", log, "Пока ничего.")


async def tries_every_button(stranger: Person, page: Message) -> int:
    """Press each button of a page, as a changed client may; every answer must be empty."""
    before = page.text
    for button in list(page.buttons):
        press = stranger.taps(button["callback_data"], on=page)
        for _ in range(50):
            if press.answer is not None:
                break
            await asyncio.sleep(0.1)
        assert press.answer is not None
        assert not press.answer.text
    assert page.text == before
    return len(page.buttons)


async def test_somebody_is_found_and_banned_and_let_in_again(
    ruled: World, anna: Person, boris: Person
) -> None:
    """The search finds a name in any case; the ban silences at once, and lifting it lets them talk."""
    ruled.gigachat.script("Sure.")
    await asked(boris, "Hello")
    page = await panel(anna)
    await turned(anna, "Люди", page, "Люди: 2")
    await anna.presses("Найти", on=page)
    invitation = await anna.sees("Ищем людей.", after=page)
    await anna.sends("BORIS", reply_to=invitation)
    found = await anna.sees("поиск «BORIS»: 1", after=invitation)
    await turned(anna, "Boris @boris", found, f"Boris (@boris, {boris.user.id})")
    await turned(anna, "Запретить", found, "Доступ: запрещён")
    silent = await boris.sends("Are you there?")
    await turned(anna, "Снять запрет", found, "Доступ: открыт, как всем")
    await asked(boris, "And now?")
    assert [chat.body["messages"][-1]["content"] for chat in ruled.gigachat.chats] == ["Hello", "And now?"]
    assert silent
    log = await panel(anna)
    await turned(anna, "Журнал", log, "Анна · доступ запрещён: Boris")
    assert "Анна · запрет снят: Boris" in log.text


async def test_no_admin_can_be_banned(ruled: World, anna: Person) -> None:
    """An admin can't lock an admin out: no button offers it, a forged one says why, and nothing is noted."""
    page = await panel(anna)
    await turned(anna, "Люди", page, "Люди: 1")
    await turned(anna, "Анна", page, "Доступ: администратор бота")
    assert page.labels == ["‹ Назад"]
    telegram = ruled.telegram
    press = telegram.presses.add(anna.user, page, f"admwho:{anna.id}:ban")
    telegram.tell_bot("callback_query", press.wire(), anna.user.id)
    refused = await telegram.bell.until(lambda: press.answer, 30)
    assert (refused.alert, "ADMINS" in (refused.text or "")) == (True, True)
    assert "Доступ: администратор бота" in page.text


LISTS = (("Люди", "Ищем людей.", "людей не нашлось"), ("Группы", "Ищем группы.", "групп не нашлось"))


async def test_an_empty_search_says_so(ruled: World, anna: Person) -> None:
    """Where nobody is found the page says whom it looked for, and how to look otherwise; groups alike."""
    page = await panel(anna)
    for kind, asks, found in LISTS:
        await anna.presses(kind, on=page)
        await anna.sees(lambda message: message is page and "Найти" in message.labels)
        await anna.presses("Найти", on=page)
        invitation = await anna.sees(asks, after=page)
        sent = await anna.sends("Такого нет", reply_to=invitation)
        assert found in (await anna.sees("«Такого нет»", after=sent)).text
        await turned(anna, "Назад", page, "Управление ботом")


async def test_a_long_list_is_turned(ruled: World, anna: Person) -> None:
    """Eight names fill a page; arrows lead to the others and back."""
    for number in range(9):
        person = ruled.telegram.person(f"Гость {number}")
        await asked(person, "/help")
    page = await panel(anna)
    await turned(anna, "Люди", page, "Люди: 10")
    first = [label for label in page.labels if "Гость" in label or "Анна" in label]
    assert len(first) == 8
    await anna.presses("›", on=page)
    await anna.sees(lambda message: message is page and "Гость 0" in message.labels)
    assert not set(first) & set(page.labels)
    await anna.presses("‹", on=page)
    await anna.sees(lambda message: message is page and first[0] in message.labels)


async def test_limits_by_button_and_by_words(ruled: World, anna: Person, boris: Person) -> None:
    """A preset and three written numbers hold from the next question on; "default" takes them back."""
    ruled.gigachat.script("Sure.")
    await asked(boris, "One")
    page = await panel(anna)
    await turned(anna, "Люди", page, "Люди: 2")
    await turned(anna, "Boris", page, "вопросов в минуту: 10")
    await anna.presses("Лимиты", on=page)
    await anna.sees(lambda message: message is page and "3/мин" in message.labels)
    await turned(anna, "3/мин", page, "вопросов в минуту: 3 *")
    await anna.presses("Свои числа", on=page)
    invitation = await anna.sees(f"Лимиты для: Boris (@boris, {boris.user.id})", after=page)
    await anna.sends("много", reply_to=invitation)
    again = await anna.sees("Напишите ответом три числа", after=invitation)
    await anna.sends("1 - 0", reply_to=again)
    written = await anna.sees("вопросов в минуту: 1 *", after=again)
    assert "токенов в месяц: без ограничения *" in written.text
    await asked(boris, "Two")
    sent = await boris.sends("Three")
    assert "Too many questions" in (await boris.sees("", after=sent)).text
    await turned(anna, "Как у всех", written, "вопросов в минуту: 10\n")
    log = await panel(anna)
    await turned(
        anna,
        "Журнал",
        log,
        "лимиты изменены: Boris — вопросов в минуту 1, токенов в день как у всех, токенов в месяц без",
    )


async def test_the_default_model_changes_without_a_restart(ruled: World, anna: Person, boris: Person) -> None:
    """The next question goes to the chosen model, after a restart too; the setting's can come back."""
    ruled.gigachat.script("Готово.")
    page = await panel(anna)
    await turned(anna, "Модель для всех", page, "Модель по умолчанию: GigaChat-2.")
    await turned(anna, "GigaChat-2-Max", page, "Модель по умолчанию: GigaChat-2-Max.")
    await asked(boris, "One")
    await ruled.restart_bot()
    await asked(boris, "Two")
    await turned(anna, "Как в настройках: GigaChat-2", page, "Модель по умолчанию: GigaChat-2.")
    await asked(boris, "Three")
    assert [chat.body["model"] for chat in ruled.gigachat.chats] == [
        "GigaChat-2-Max",
        "GigaChat-2-Max",
        "GigaChat-2",
    ]


async def test_the_default_character_changes_without_a_restart(
    ruled: World, anna: Person, boris: Person
) -> None:
    """Whoever has no own character gets the new one at once; a dash is none, and reset the setting's."""
    await ruled.restart_bot(system_prompt="Ты — учитель")
    ruled.gigachat.script("Готово.")
    page = await panel(anna)
    await turned(anna, "Характер для всех", page, "Ты — учитель")
    for text in ("Ты — поэт", "-"):
        await anna.presses("Изменить", on=page)
        invitation = await anna.sees("Опишите ответом характер для всех", after=page)
        sent = await anna.sends(text, reply_to=invitation)
        page = await anna.sees("Характер по умолчанию", after=sent)
        await asked(boris, text)
    await turned(anna, "Сбросить", page, "Ты — учитель")
    await asked(boris, "reset")
    systems = [[m["content"] for m in prompt if m["role"] == "system"] for prompt in ruled.prompts()]
    assert systems == [["Ты — поэт"], [], ["Ты — учитель"]]


async def test_a_long_default_character_can_be_looked_at(ruled: World, anna: Person) -> None:
    """A character as long as is accepted stands on its page in one message, which then offers to reset it."""
    page = await panel(anna)
    await turned(anna, "Характер для всех", page, "не задан")
    assert page.labels == ["Изменить", "‹ Назад"]
    await anna.presses("Изменить", on=page)
    invitation = await anna.sees("Опишите ответом характер для всех", after=page)
    sent = await anna.sends("😀" * 2040, reply_to=invitation)
    written = await anna.sees("Характер по умолчанию", after=sent)
    assert written.text.endswith("😀…")
    assert written.labels == ["Изменить", "Сбросить", "‹ Назад"]
    await turned(anna, "Назад", written, "Сегодня")
    await turned(anna, "Характер для всех", written, "😀" * 1000)
    await turned(anna, "Сбросить", written, "не задан")
    assert written.labels == ["Изменить", "‹ Назад"]


async def test_a_full_log_stays_one_message(ruled: World, anna: Person) -> None:
    """Acts with long names and texts do not break the log: the newest that fit are shown."""
    page = await panel(anna)
    await turned(anna, "Характер для всех", page, "не задан")
    for number in range(20):
        await anna.presses("Изменить", on=page)
        invitation = await anna.sees("Опишите ответом характер для всех", after=page)
        sent = await anna.sends(f"{number} " + "😀" * 2000, reply_to=invitation)
        page = await anna.sees("Характер по умолчанию", after=sent)
    await turned(anna, "Назад", page, "Сегодня")
    await turned(anna, "Журнал", page, ": 19 😀")
    assert page.text.count("Анна ·") > 10
    assert page.text.splitlines()[-1].startswith("2") or page.text.endswith("😀")


async def test_the_balance_is_shown(ruled: World, anna: Person) -> None:
    """What GigaChat says is left of each model, or that the key pays as it goes."""
    page = await panel(anna)
    await turned(anna, "Остаток токенов", page, "GigaChat")
    assert page.labels == ["‹ Назад"]


async def test_the_pictures_are_sent(ruled: World, anna: Person) -> None:
    """Questions and tokens of thirty days come as two pictures."""
    await asked(anna, "Раз")
    page = await panel(anna)
    await anna.presses("Картинки", on=page)
    await anna.sees("Токены за последние 30 дней", after=page)
    assert len(ruled.telegram.calls_of("sendPhoto")) == 2


async def test_the_command_line_changes_a_running_bot(ruled: World, boris: Person, tmp_path: Path) -> None:
    """What a script sets holds for a bot that runs beside it, after five seconds at the latest."""
    ruled.gigachat.script("Sure.")
    parser = argparse.ArgumentParser()
    add_admin(parser.add_subparsers())
    settings = load_settings(
        _env_file="/dev/null",
        database_path=tmp_path / "bot.sqlite3",
        gigachat_credentials=ruled.gigachat.credentials,
        gigachat_base_url=ruled.gigachat.base_url,
        gigachat_auth_url=ruled.gigachat.auth_url,
    )
    await asked(boris, "One")
    for arguments in (["model", "gigachat-2-max"], ["system", "Ты — поэт"]):
        assert await administer(settings, parser.parse_args(["admin", *arguments]), "ru") == 0
    await asyncio.sleep(5.1)
    await asked(boris, "Two")
    first, second = ruled.gigachat.chats
    assert (first.body["model"], second.body["model"]) == ("GigaChat-2", "GigaChat-2-Max")
    assert second.body["messages"][0] == {"role": "system", "content": "Ты — поэт"}
    banned = parser.parse_args(["admin", "ban", str(boris.user.id)])
    assert await administer(settings, banned, "ru") == 0
    await boris.sends("Three")
    await asyncio.sleep(10)
    assert len(ruled.gigachat.chats) == 2
