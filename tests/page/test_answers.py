"""Answers of the whole bot, as they are seen in the browser."""

import pytest
from playwright.async_api import expect

from bot.sandbox.gigachat import Scenario
from tests.page.conftest import Sandbox, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

WATCH = """() => {
    window.sizes = new Set();
    new MutationObserver(() => {
        const texts = [...document.querySelectorAll("article.theirs .text")];
        if (texts.length > 1) window.sizes.add(texts.at(-1).textContent.length);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


async def test_an_answer_grows_and_ends_as_it_is_stored(bot: Sandbox, screen: Screen) -> None:
    """The person sees the answer in at least three sizes, and its last one is what the Bot API stores."""
    scenario = Scenario.words(80, 3.0)
    bot.gigachat.script(scenario, match="вопрос")
    await screen.starts()
    await screen.tab.evaluate(WATCH)
    await screen.says("Первый вопрос")
    await screen.button("Ещё раз").wait_for()
    assert await screen.tab.evaluate("window.sizes.size") >= 3
    answer = bot.last(bot.world.anna.chat)
    assert answer.text == scenario.text == await screen.shown(answer)


async def test_the_model_is_changed_by_keyboard_alone(bot: Sandbox, screen: Screen) -> None:
    """Completion, sending and the inline keyboard need no mouse."""
    await screen.starts()
    await screen.box.focus()
    await screen.tab.keyboard.type("/m")
    await screen.tab.get_by_role("option", name="/model").wait_for()
    await screen.tab.keyboard.press("Enter")
    await screen.button("GigaChat-2-Max").wait_for()
    for _ in range(40):
        await screen.tab.keyboard.press("Shift+Tab")
        if await screen.tab.evaluate("document.activeElement.textContent") == "GigaChat-2-Max":
            break
    await expect(screen.button("GigaChat-2-Max")).to_be_focused()
    await screen.tab.keyboard.press("Enter")
    await screen.tab.get_by_text("Теперь отвечает GigaChat-2-Max").first.wait_for()


async def test_a_mention_in_a_group_is_answered_by_a_reply(bot: Sandbox, screen: Screen) -> None:
    """The mention is completed as it is typed, and the answer quotes the question."""
    bot.gigachat.script("Читали все.")
    await screen.goes_to("Книжный клуб")
    await screen.says("Это боту знать незачем")
    await screen.box.press_sequentially("@gi")
    await screen.tab.get_by_role("option", name="GigaChat").wait_for()
    await screen.box.press("Enter")
    await screen.box.press_sequentially("кто читал?")
    await screen.box.press("Enter")
    await screen.answer.filter(has_text="Читали все.").wait_for()
    assert "@gigachat_bot кто читал?" in await screen.answer.locator(".reply").inner_text()
    assert len(bot.gigachat.chats) == 1


async def test_topics_do_not_know_of_each_other(bot: Sandbox, screen: Screen) -> None:
    """A question in the second topic begins a conversation of its own."""
    await screen.goes_to("Стихи")
    await screen.says("@gigachat_bot тайное слово: сирень")
    await screen.button("Ещё раз").wait_for()
    await screen.goes_to("Код")
    await expect(screen.tab.locator("article")).to_have_count(0)
    await screen.says("@gigachat_bot какое было слово?")
    await screen.answer.filter(has_text="первый вопрос в этой беседе").wait_for()
    assert "сирень" not in str(bot.gigachat.chats[-1].body)


async def test_after_a_flood_the_final_text_arrives(bot: Sandbox, screen: Screen) -> None:
    """With 429 switched on in the page nothing gets through; soon after it is off the answer is whole."""
    scenario = Scenario.words(30, 1.0)
    bot.gigachat.script(scenario)
    await screen.starts()
    switch = screen.tab.locator("[data-fault=telegram_429]")
    await switch.click()
    await screen.says("И в дождь?")
    await screen.tab.locator(".wire-line.flood").first.wait_for()
    await switch.click()
    await screen.button("Ещё раз").wait_for()
    assert await screen.shown(bot.last(bot.world.anna.chat)) == scenario.text


async def test_three_answers_at_once_drop_nothing(sandbox: Sandbox, screen: Screen) -> None:
    """While three answers grow, the page keeps up: in the end it shows what the Bot API stores."""
    sandbox.gigachat.slots.limit = 3
    await sandbox.start_bot(gigachat_streams=3)
    for name, words in (("один", 150), ("два", 170), ("три", 190)):
        sandbox.gigachat.script(Scenario.words(words, 4.0), match=name)
    await screen.starts()
    places = [("GigaChat", "один"), ("Книжный клуб", "@gigachat_bot два"), ("Стихи", "@gigachat_bot три")]
    for title, question in places:
        await screen.goes_to(title)
        await screen.says(question)
    world = sandbox.world
    chats = [(world.anna.chat, None), (world.group, None), (world.forum, "Стихи")]
    for (title, _), (chat, topic) in zip(places, chats, strict=True):
        await screen.goes_to(title)
        await screen.button("Ещё раз").wait_for()
        stored = [m for m in sandbox.telegram.chat_history(chat, topic) if not m.service]
        assert [await screen.shown(message) for message in stored] == [message.text for message in stored]
    assert max(len(sandbox.last(chat, topic).text) for chat, topic in chats) > 900
