"""The messenger itself, without the bot: the tests call the Bot API as a bot would."""

from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, expect

from bot.sandbox.telegram import Chat, Person
from tests.page.conftest import Sandbox, Screen, opened

pytestmark = pytest.mark.asyncio(loop_scope="session")

# One by one, as a photo of a single pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "08d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


async def call(sandbox: Sandbox, method: str, **fields: Any) -> Any:
    """Call the Bot API with JSON and return the result."""
    telegram = sandbox.telegram
    async with (
        ClientSession() as http,
        http.post(f"{telegram.url}/bot{telegram.token}/{method}", json=fields) as answer,
    ):
        body = await answer.json()
        assert body["ok"], body
        return body["result"]


def met(sandbox: Sandbox) -> tuple[Person, Chat]:
    """Return Anna and her chat, which she has started."""
    anna = sandbox.world.anna
    return anna, sandbox.telegram.private(anna)


async def test_entities_are_drawn_and_the_text_stays_exact(sandbox: Sandbox, screen: Screen) -> None:
    """Every kind of entity has its element, nested ones too, and not one character is lost or added."""
    _, chat = met(sandbox)
    pieces = [
        ("bold", "жирно 🙂"),
        ("code", "x = 1"),
        ("pre", "def f():\n    return 1"),
        ("spoiler", "тайна"),
    ]
    pieces += [("text_link", "ссылка"), ("blockquote", "цитата\nв две строки"), ("strikethrough", "нет")]
    text, entities = "", []
    for kind, piece in pieces:
        extra = {"pre": {"language": "python"}, "text_link": {"url": "https://example.com/"}}.get(kind, {})
        offset, length = len(text.encode("utf-16-le")) // 2, len(piece.encode("utf-16-le")) // 2
        entities.append({"type": kind, "offset": offset, "length": length, **extra})
        text += f"{piece}\n"
    entities.append({"type": "italic", "offset": 0, "length": 5})
    await call(sandbox, "sendMessage", chat_id=chat.id, text=text, entities=entities)
    body = screen.answer.locator(".text")
    await body.wait_for()
    for tag in ("strong em", ".text > code", ".block .t-k", ".spoiler", "a[href]", "blockquote", "s"):
        assert await screen.answer.locator(tag).count(), tag
    assert await screen.shown(sandbox.last(chat)) == text.rstrip()
    assert await screen.answer.locator(".code-head").inner_text() == "python\nКопировать"
    for extra in ({"language": ""}, {}):
        plain = {"type": "pre", "offset": 0, "length": 5, **extra}
        await call(sandbox, "sendMessage", chat_id=chat.id, text="x = 1", entities=[plain])
    await expect(screen.tab.locator(".code-head")).to_have_text(["pythonКопировать", *["Копировать"] * 2])


async def test_a_hostile_text_stays_text(sandbox: Sandbox, screen: Screen) -> None:
    """Markup in a message, a name or a button makes no element, and a script address no link."""
    _, chat = met(sandbox)
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script> javascript:alert(3)"
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "tg://x"}
    keyboard = {"inline_keyboard": [[{"text": "<b>кнопка</b>", "callback_data": "1"}]]}
    fields = {"chat_id": chat.id, "text": hostile, "entities": [link], "reply_markup": keyboard}
    await call(sandbox, "sendMessage", **fields)
    await screen.button("<b>кнопка</b>").wait_for()
    assert await screen.shown(sandbox.last(chat)) == hostile
    assert await screen.tab.locator("article img, article script, article b").count() == 0


async def test_a_draft_grows_and_its_stop_reaches_the_bot(sandbox: Sandbox, screen: Screen) -> None:
    """A draft is drawn in one place as it grows, and the native Stop sends the update."""
    _, chat = met(sandbox)
    for text in ("", "Пиш", "Пишу черновик"):
        await call(sandbox, "sendMessageDraft", chat_id=chat.id, draft_id=7, text=text, can_stop=True)
    draft = screen.tab.locator(".draft")
    await draft.filter(has_text="Пишу черновик").wait_for()
    assert await draft.count() == 1
    await draft.get_by_role("button", name="Остановить").click()
    await draft.wait_for(state="detached")
    updates = await call(sandbox, "getUpdates")
    assert [update["stopped_message_generation"]["draft_id"] for update in updates] == [7]


async def test_the_reader_keeps_the_place(sandbox: Sandbox, screen: Screen) -> None:
    """Whoever reads above is not moved when text grows below; the down button leads back to the end."""
    _, chat = met(sandbox)
    filler = "\n".join(f"строка {number}" for number in range(120))
    sent = await call(sandbox, "sendMessage", chat_id=chat.id, text=filler)
    await screen.answer.wait_for()
    top = "document.querySelector('.scroll').scrollTop"
    await screen.until(f"{top} > 500")
    await screen.tab.locator(".scroll").evaluate("(node) => { node.scrollTop = 300; }")
    await screen.tab.locator(".down").wait_for()
    grown = f"{filler}\nпоследняя"
    await call(sandbox, "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text=grown)
    await screen.answer.filter(has_text="последняя").wait_for()
    assert await screen.tab.evaluate(top) == 300
    await screen.tab.locator(".down").click()
    await screen.until(f"{top} > 1000")


async def test_what_one_says_comes_into_sight(sandbox: Sandbox, screen: Screen) -> None:
    """Whoever reads above and sends something is led to it and to what follows; others' words move nobody."""
    _, chat = met(sandbox)
    filler = "\n".join(f"строка {number}" for number in range(120))
    await call(sandbox, "sendMessage", chat_id=chat.id, text=filler)
    top = "document.querySelector('.scroll').scrollTop"
    await screen.until(f"{top} > 500")
    await screen.tab.locator(".scroll").evaluate("(node) => { node.scrollTop = 300; }")
    await screen.tab.locator(".down").wait_for()
    await call(sandbox, "sendMessage", chat_id=chat.id, text="ещё от бота")
    await screen.answer.filter(has_text="ещё от бота").wait_for()
    assert await screen.tab.evaluate(top) == 300
    await screen.says("А я\nтут\n" + "и пишу много\n" * 20)
    await expect(screen.tab.locator("article.mine")).to_be_in_viewport(ratio=1)
    await screen.tab.locator(".down").wait_for(state="detached")
    await call(sandbox, "sendMessage", chat_id=chat.id, text=filler + "\nпоследняя")
    await screen.answer.filter(has_text="последняя").wait_for()
    end = "(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 3)"
    await screen.until(f"{end}(document.querySelector('.scroll'))")


async def test_the_wire_leaves_a_narrow_window_to_the_chat(sandbox: Sandbox, screen: Screen) -> None:
    """In a window that becomes narrow the wire is closed until one asks for it; wide again, it is back."""
    wire = screen.tab.locator(".wire")
    await wire.wait_for()
    await screen.tab.set_viewport_size({"width": 780, "height": 800})
    await wire.wait_for(state="detached")
    await screen.tab.get_by_role("button", name="Запустить", exact=True).click()
    await screen.tab.locator("article.mine", has_text="/start").wait_for()
    await screen.tab.set_viewport_size({"width": 1440, "height": 900})
    await wire.get_by_role("button", name="Закрыть").click()
    await screen.tab.set_viewport_size({"width": 780, "height": 800})
    await screen.tab.get_by_role("button", name="Показать провод").click()
    await wire.wait_for()


async def test_a_selection_survives_growth(sandbox: Sandbox, screen: Screen) -> None:
    """What the reader has selected stays so as its text grows and as the next message takes the face."""
    chat = sandbox.world.group
    await screen.goes_to("Книжный клуб")
    sent = await call(sandbox, "sendMessage", chat_id=chat.id, text="Первые слова")
    await screen.answer.wait_for()
    select = "(node) => getSelection().setBaseAndExtent(node.firstChild, 0, node.firstChild, 6)"
    await screen.answer.locator(".text").evaluate(select)
    grown = "Первые слова и ещё несколько"
    await call(sandbox, "editMessageText", chat_id=chat.id, message_id=sent["message_id"], text=grown)
    await screen.answer.filter(has_text="несколько").wait_for()
    await call(sandbox, "sendMessage", chat_id=chat.id, text="Дальше")
    await screen.answer.filter(has_text="Дальше").wait_for()
    assert await screen.tab.evaluate("String(getSelection())") == "Первые"


async def test_the_field_is_ready_for_the_next_key(sandbox: Sandbox, screen: Screen) -> None:
    """One types on in the same field behind a mention, and what follows Enter is a new text, in any frame."""
    enter = """(field) => {
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        return field.value;
    }"""
    await screen.goes_to("Книжный клуб")
    await screen.box.fill("@gi")
    await screen.tab.get_by_role("option", name="GigaChat").wait_for()
    field = await screen.box.element_handle()
    assert await screen.box.evaluate(enter) == "@gigachat_bot "
    assert await screen.box.evaluate(enter) == ""
    assert await screen.box.evaluate(
        "(node, field) => node === field && node === document.activeElement", field
    )
    await screen.tab.locator("article.mine", has_text="@gigachat_bot").wait_for()
    assert [message.text for message in sandbox.telegram.chat_history(sandbox.world.group)] == [
        "@gigachat_bot"
    ]


async def test_a_lost_connection_loses_nothing(sandbox: Sandbox, screen: Screen) -> None:
    """What happened while the page was cut off is told after it has come back, without a new start."""
    anna, chat = met(sandbox)
    await call(sandbox, "sendMessage", chat_id=chat.id, text="до обрыва")
    await screen.answer.wait_for()
    told: list[str] = []
    screen.tab.on("websocket", lambda socket: socket.on("framereceived", lambda text: told.append(str(text))))
    for socket in list(sandbox.page._sockets):
        await socket.close()
    for number in range(5):
        await anna.sends(f"вслепую {number}")
    await screen.tab.locator("article", has_text="вслепую 4").wait_for()
    assert await screen.tab.locator("article").count() == 6
    assert any('"events"' in text for text in told)
    assert not any('"snapshot"' in text for text in told)


async def test_people_come_and_the_bot_goes(sandbox: Sandbox, screen: Screen) -> None:
    """A new person starts and blocks the bot; the admin removes it from the group and takes it back."""
    await screen.tab.get_by_role("button", name="Создать").click()
    await screen.tab.get_by_role("menuitem", name="Новый человек").click()
    await screen.tab.get_by_label("Имя").fill("Глеб")
    await screen.tab.get_by_role("dialog").get_by_role("button", name="Создать").click()
    await screen.tab.get_by_role("button", name="Запустить", exact=True).click()
    await screen.tab.locator("article.mine", has_text="/start").wait_for()
    actions = screen.tab.get_by_role("button", name="Действия с чатом")
    await actions.click()
    await screen.tab.get_by_role("menuitem", name="Заблокировать").click()
    await screen.tab.get_by_role("button", name="Разблокировать").wait_for()
    await screen.becomes("Ольга")
    await screen.goes_to("Книжный клуб")
    await actions.click()
    await screen.tab.get_by_role("menuitem", name="Удалить бота").click()
    await screen.tab.locator(".service", has_text="GigaChat больше не в группе").wait_for()
    await screen.tab.get_by_role("button", name="Добавить бота").click()
    await screen.tab.locator(".service", has_text="GigaChat теперь в группе").wait_for()
    told = [
        update["my_chat_member"] for update in await call(sandbox, "getUpdates") if "my_chat_member" in update
    ]
    assert [change["new_chat_member"]["status"] for change in told] == ["kicked", "kicked", "member"]


async def test_files_travel_both_ways(sandbox: Sandbox, screen: Screen) -> None:
    """A photo is shown as a picture, a document as a download that the browser never renders."""
    met(sandbox)
    await screen.tab.reload()
    attach = screen.tab.locator("input[type=file]")
    await attach.set_input_files({"name": "точка.png", "mimeType": "image/png", "buffer": PIXEL})
    await screen.until("document.querySelector('.photo img')?.naturalWidth === 1")
    await attach.set_input_files({"name": "страница.html", "mimeType": "text/html", "buffer": b"<h1>hi</h1>"})
    await screen.tab.locator(".file", has_text="страница.html").wait_for()
    address = await screen.tab.locator(".file").get_attribute("href")
    async with ClientSession() as http, http.get(f"{sandbox.page.url}{address}") as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.content_type == "application/octet-stream"


async def test_messages_are_replied_to_and_deleted_by_keyboard(sandbox: Sandbox, screen: Screen) -> None:
    """The menu of a message opens by Enter; a reply shows its quote, a deleted message is gone."""
    anna, chat = met(sandbox)
    await anna.sends("Лишнее")
    await call(sandbox, "sendMessage", chat_id=chat.id, text="Нужное")
    await screen.answer.focus()
    await screen.tab.keyboard.press("Enter")
    await screen.tab.get_by_role("menuitem", name="Ответить").click()
    await screen.says("Согласна")
    await screen.tab.locator(".mine .reply", has_text="Нужное").wait_for()
    await screen.tab.locator("article.mine", has_text="Лишнее").click(button="right")
    await screen.tab.get_by_role("menuitem", name="Удалить").click()
    await screen.tab.locator("article", has_text="Лишнее").wait_for(state="detached")
    assert [message.text for message in sandbox.telegram.chat_history(chat)] == ["Нужное", "Согласна"]


async def test_the_wire_shows_a_refusal_and_its_body(sandbox: Sandbox, screen: Screen) -> None:
    """A refused call stands in the wire with its status, and a click shows what was asked."""
    telegram = sandbox.telegram
    url = f"{telegram.url}/bot{telegram.token}/sendMessage"
    async with ClientSession() as http, http.post(url, json={"chat_id": 1, "text": "кому?"}) as answer:
        assert answer.status == 400
    line = screen.tab.locator(".wire-line.failed", has_text="sendMessage")
    await line.get_by_role("button").click()
    await line.get_by_text("chat not found").wait_for()
    assert "кому?" in await line.locator("pre").first.inner_text()


async def test_a_phone_shows_one_thing_at_a_time_in_english(sandbox: Sandbox, browser: Browser) -> None:
    """At a phone's width list and chat take turns, and an English browser reads English."""
    phone = await opened(browser, sandbox.page.url, viewport={"width": 390, "height": 844}, locale="en-GB")
    await phone.tab.get_by_role("heading", name="Sandbox").wait_for()
    await phone.goes_to("GigaChat")
    await phone.tab.get_by_role("button", name="Start", exact=True).wait_for()
    assert not await phone.tab.locator(".sidebar").is_visible()
    assert await phone.tab.evaluate("document.documentElement.scrollWidth") == 390
    await phone.tab.get_by_role("button", name="To the chats").click()
    await phone.tab.locator(".sidebar").wait_for()
    await phone.tab.context.close()
