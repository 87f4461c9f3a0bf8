"""/settings: model, character, language and a fresh start in one message."""

import pytest

from bot.sandbox.telegram import Chat, Message, Person
from tests.e2e.conftest import World, finished


async def opened(person: Person, command: str = "/settings", in_: Chat | None = None) -> Message:
    """Open the settings and return their message."""
    sent = await person.sends(command, in_=in_)
    return await person.sees("", in_=in_, after=sent)


async def turned(person: Person, label: str, on: Message, to: str) -> None:
    """Press a button and wait until this very message shows the page."""
    await person.presses(label, on=on)
    await person.sees(lambda message: message is on and to in message.text, in_=on.chat)


PAGES = [
    ("ru", "Настройки этого разговора", "Модель", "Характер", "Язык", "‹ Назад"),
    ("en", "Settings of this conversation", "Model", "Character", "Language", "‹ Back"),
]


@pytest.mark.parametrize(("language", "title", "model", "character", "tongue", "back"), PAGES)
async def test_every_page_opens_in_place_and_leads_back(
    bot: World, language: str, title: str, model: str, character: str, tongue: str, back: str
) -> None:
    """One message turns its pages; nothing new is sent, and each page has its way back."""
    reader = bot.telegram.person("Кто-то", language=language)
    shown = await opened(reader)
    for label, button in ((model, "✓ GigaChat-2"), (character, back), (tongue, "English")):
        assert title in shown.text
        await reader.presses(label, on=shown)
        await reader.sees(lambda m, b=button: m is shown and b in m.labels)  # type: ignore[misc]
        assert shown.labels[-1] == back
        await turned(reader, back, shown, title)
    assert len(bot.telegram.calls_of("sendMessage")) == 1


async def test_the_first_page_sums_up(world: World, anna: Person) -> None:
    """Model, character and language are told as they are, before and after changes."""
    await world.start_bot(gigachat_model="GigaChat-2-Pro", system_prompt="Ты — учитель")
    assert "Модель: GigaChat-2-Pro\nХарактер: по умолчанию\nЯзык: как в Telegram" in (await opened(anna)).text
    for command in ("/model GigaChat-3-Pro", "/system Ты — поэт"):
        await opened(anna, command)
    shown = await opened(anna)
    assert "Модель: GigaChat-3-Pro\nХарактер: свой\nЯзык: как в Telegram" in shown.text
    assert shown.text.endswith("Показ ответа: растёт на глазах")
    await turned(anna, "Показ ответа", shown, "Как показывать")
    for button in ("черновик Telegram", "настоящие таблицы и формулы"):
        await anna.presses(button, on=shown)
        await anna.sees(lambda message, b=button: message is shown and f"✓ {b}" in message.labels)  # type: ignore[misc]
    await turned(anna, "Назад", shown, "Показ ответа: черновик Telegram, настоящие таблицы и формулы")


async def test_a_model_is_chosen_from_its_page(bot: World, anna: Person) -> None:
    """The way leads from the settings to the model and back, and the settings tell the new one."""
    shown = await opened(anna)
    await turned(anna, "Модель", shown, "Выберите другую")
    await turned(anna, "GigaChat-2-Max", shown, "Теперь отвечает GigaChat-2-Max")
    assert "✓ GigaChat-2-Max" in shown.labels
    await turned(anna, "Назад", shown, "Модель: GigaChat-2-Max")


@pytest.mark.parametrize("command", ["/model", "/system", "/model GigaChat-9"])
async def test_a_page_opened_by_its_command_leads_to_the_settings(
    bot: World, anna: Person, command: str
) -> None:
    """However a page was reached, its way back is there from the start."""
    await turned(anna, "Назад", await opened(anna, command), "Настройки этого разговора")


async def test_a_language_changes_the_words_at_once(bot: World, anna: Person) -> None:
    """The page itself, the next sentences and a growing answer's button speak it; "auto" goes back."""
    shown = await opened(anna)
    await turned(anna, "Язык", shown, "На каком языке")
    assert shown.labels == ["✓ как в Telegram", "русский", "English", "‹ Назад"]
    await turned(anna, "English", shown, "Which language")
    assert shown.labels == ["as in Telegram", "русский", "✓ English", "‹ Back"]
    assert "A clean slate" in (await opened(anna, "/new")).text
    asked = await anna.sends("Привет")
    answer = await anna.sees(finished("песочница"), after=asked)
    assert any("Retry" in label for label in answer.labels)
    await turned(anna, "Back", shown, "Language: English")
    await turned(anna, "Language", shown, "Which language")
    await turned(anna, "as in Telegram", shown, "На каком языке")
    assert "Начинаем" in (await opened(anna, "/new")).text


async def test_a_fresh_start_by_button(bot: World, anna: Person) -> None:
    """The button forgets as /new does: the context goes, settings stay, the prompt cache's key is new."""
    bot.gigachat.script("Запомнил.")
    await opened(anna, "/system Ты — поэт")
    await anna.sends("Меня зовут Анна")
    await anna.sees(finished("Запомнил."))
    await anna.presses("Начать заново", on=await opened(anna))
    await anna.sees("Начинаем с чистого листа")
    asked = await anna.sends("Как меня зовут?")
    await anna.sees(finished("Запомнил."), after=asked)
    first, second = bot.gigachat.chats
    assert [m["content"] for m in second.body["messages"]] == ["Ты — поэт", "Как меня зовут?"]
    assert first.session_id != second.session_id


async def test_in_a_group_everybody_turns_pages_and_admins_change(
    bot: World, anna: Person, boris: Person
) -> None:
    """A member may look at every page; language and character are an admin's to change."""
    group = bot.telegram.supergroup("Дача", admins=[anna], members=[boris])
    shown = await opened(boris, "/settings@gigachat_bot", in_=group)
    await turned(boris, "Character", shown, "No character is set")
    refused = await boris.presses("Change", on=shown)
    assert refused.alert
    await turned(boris, "Back", shown, "Settings of this conversation")
    await turned(boris, "Language", shown, "The language of my own words.")
    refused = await boris.presses("русский", on=shown)
    assert (refused.text, refused.alert) == ("Only admins of this chat can change this.", True)
    await turned(anna, "русский", shown, "На каком языке")
    assert "Настройки" in (await opened(boris, "/settings@gigachat_bot", in_=group)).text


async def test_whoever_may_not_change_things_reads_so_on_the_page(
    bot: World, anna: Person, boris: Person
) -> None:
    """A member is not invited to choose: each page says who may, until an admin turns it."""
    group = bot.telegram.supergroup("Дача", admins=[anna], members=[boris])
    sentence, named = "Only admins of this chat can change this.", "@gigachat_bot"
    for command, inviting in (("/model", "Choose another"), ("/system", "To set one"), ("/settings", "…")):
        page = await opened(boris, f"{command}{named}", in_=group)
        assert sentence in page.text
        assert inviting not in page.text
    for label, inviting in (("Model", "Choose"), ("Character", "To set"), ("Language", "?"), ("How", "?")):
        await boris.presses(label, on=page)
        await boris.sees(lambda message: message is page and "‹ Back" in message.labels, in_=group)
        assert sentence in page.text
        assert inviting not in page.text
        await turned(boris, "Back", page, f"Settings of this conversation. {sentence}")
    await turned(anna, "Language", page, "На каком языке мне говорить о себе?")
    assert "администраторы" not in page.text
    opened_by_admin = await opened(anna, f"/system{named}", in_=group)
    assert opened_by_admin.text.endswith("Задать: /system Ты — …")
    await opened(anna, f"/system{named} Ты — поэт", in_=group)
    assert (await opened(boris, f"/system{named}", in_=group)).text == (
        f"My character in this conversation. {sentence}\n\nТы — поэт"
    )


async def test_a_page_that_was_deleted_comes_anew(bot: World, anna: Person) -> None:
    """Where the message of the settings is gone, its next page is a new message."""
    shown = await opened(anna)
    press = anna.pushes("Язык", on=shown)
    await anna.deletes(shown)
    fresh = await anna.sees("На каком языке", after=shown)
    assert press.answer is not None
    assert fresh.labels[-1] == "‹ Назад"
