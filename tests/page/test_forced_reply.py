"""Messages that force a reply: whose field they open, and where the reply goes."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Sandbox, Screen
from tests.page.test_messenger import call

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_forced_reply_sets_the_character(bot: Sandbox, screen: Screen) -> None:
    """The bot's invitation opens a reply with its placeholder, and what is typed there reaches GigaChat."""
    await screen.starts()
    await screen.says("/system")
    await screen.button("Изменить").click()
    await expect(screen.tab.locator(".strip")).to_contain_text("каким мне быть")
    await expect(screen.box).to_have_attribute("placeholder", "Ты — …")
    await expect(screen.box).to_be_focused()
    await screen.tab.keyboard.type("Ты — пират")
    await screen.tab.keyboard.press("Enter")
    await screen.answer.filter(has_text="Принято").wait_for()
    await screen.says("Как дела?")
    await screen.button("Ещё раз").wait_for()
    assert {"role": "system", "content": "Ты — пират"} in bot.gigachat.chats[-1].body["messages"]


async def test_a_selective_forced_reply_is_for_those_it_names(sandbox: Sandbox, screen: Screen) -> None:
    """In a group a selective one opens the field of those it mentions alone, any other one everybody's."""
    chat, anna = sandbox.world.group, sandbox.world.anna
    await screen.goes_to("Книжный клуб")
    selective = {"force_reply": True, "selective": True, "input_field_placeholder": "не вам"}
    await call(sandbox, "sendMessage", chat_id=chat.id, text="Ольга?", reply_markup=selective)
    await screen.answer.filter(has_text="Ольга?").wait_for()
    await expect(screen.box).to_have_attribute("placeholder", "Сообщение")
    named = {"type": "text_mention", "offset": 0, "length": 4, "user": {"id": anna.user.id}}
    for placeholder, extra in (
        ("вам", {"entities": [named], "reply_markup": selective | {"input_field_placeholder": "вам"}}),
        ("всем", {"reply_markup": {"force_reply": True, "input_field_placeholder": "всем"}}),
    ):
        await call(sandbox, "sendMessage", chat_id=chat.id, text="Анна?", **extra)
        await expect(screen.box).to_have_attribute("placeholder", placeholder)
