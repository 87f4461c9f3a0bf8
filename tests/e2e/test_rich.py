"""Rich finals: tables and formulas become native ones at the end, where a chat chose it."""

import pytest

from bot.core.conversation import ConversationKey, Showing
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished, offering

TABLE = "Вот города:\nпо населению\n\n| Город | Люди |\n| --- | --- |\n| Москва | 13 |\n| Тверь | 1 |"
READ = "Вот города:\nпо населению\n\nГород | Люди\nМосква | 13\nТверь | 1"


@pytest.fixture
async def rich(bot: World, anna: Person) -> World:
    """Give a world whose bot ends Anna's answers richly."""
    assert bot.app is not None
    await bot.app.archive.set_rich(ConversationKey(anna.chat.id), rich=True)
    return bot


async def test_it_is_a_switch_in_the_settings(bot: World, anna: Person) -> None:
    """Off at first; a press turns it on, another one off, and the page says which."""
    await anna.sends("/settings")
    page = await anna.sees("Настройки")
    await anna.presses("Показ ответа", on=page)
    page = await anna.sees(offering("настоящие таблицы и формулы"))
    await anna.presses("настоящие", on=page)
    page = await anna.sees(offering("✓ настоящие таблицы и формулы"))
    bot.gigachat.script(TABLE, times=1)
    await anna.sends("Города?")
    assert (await anna.sees("Тверь | 1")).rich
    await anna.presses("настоящие", on=page)
    await anna.sees(offering("настоящие таблицы и формулы"))
    bot.gigachat.script(TABLE.replace("Тверь", "Пермь"))
    await anna.sends("Ещё?")
    assert not (await anna.sees(finished("Пермь"))).rich


async def test_the_grown_text_ends_as_a_rich_message(rich: World, anna: Person) -> None:
    """It grows as plain text; the last edit makes the table native, keeps line breaks and offers Retry."""
    rich.gigachat.script(TABLE, words_per_piece=1, piece_delay=0.2)
    await anna.sends("Города?")
    answer = await anna.sees(lambda m: m.rich is not None)
    assert answer.text == READ
    assert [revision.rich is None for revision in answer.history[:-1]] == [True] * (len(answer.history) - 1)
    assert len(answer.history) >= 3
    assert answer.labels == ["↻ Ещё раз"]
    sent = rich.telegram.calls_of("editMessageText")[-1].params
    assert sent["rich_message"]["skip_entity_detection"] is True
    assert "text" not in sent
    assert "link_preview_options" not in sent


async def test_formulas_count_and_images_are_links(rich: World, anna: Person) -> None:
    """Brackets become the fences that Telegram knows, and Telegram is never made to fetch an image."""
    rich.gigachat.script(
        r"Энергия \(E = mc^2\), рисунок ![кот](https://cats.example/1.png), пишите a@b.example"
    )
    await anna.sends("Энергия?")
    answer = await anna.sees(lambda m: m.rich is not None)
    assert answer.text == "Энергия $E = mc^2$, рисунок [кот](https://cats.example/1.png), пишите a@b.example"


async def test_plain_answers_stay_plain(rich: World, anna: Person) -> None:
    """Without a table or formula nothing rich is tried."""
    rich.gigachat.script("Просто **важный** ответ за $5 или $10.")
    await anna.sends("Вопрос")
    answer = await anna.sees(finished("Просто важный"))
    assert answer.rich is None
    assert not [call for call in rich.telegram.calls if "rich_message" in call.params]


@pytest.mark.parametrize("refusal", ["RICH_MESSAGE_TABLE_INVALID", "something that nobody has seen yet"])
@pytest.mark.parametrize("showing", list(Showing))
async def test_a_refusal_leaves_the_plain_text(
    rich: World, anna: Person, refusal: str, showing: Showing
) -> None:
    """On any 400 the answer stands in plain entities, whole, once, with its button."""
    assert rich.app is not None
    await rich.app.archive.set_showing(ConversationKey(anna.chat.id), showing)
    # All words come at once, so that with edits the first text is whole and the only edit is the rich one.
    rich.gigachat.script([f"{TABLE}\n\nВсё.\n", Piece("\n", delay=3.0)])
    refused = "editMessageText" if showing is Showing.EDITS else "sendRichMessage"
    fault = rich.telegram.faults.add(Fault(refused, f"400:{refusal}"))
    await anna.sends("Города?")
    await anna.sees(lambda m: "↻ Ещё раз" in m.labels)
    answers = [m for m in rich.telegram.chat_history(anna.chat) if m.sender is rich.telegram.bot]
    assert len(answers) == 1
    assert "Тверь" in answers[0].text
    assert answers[0].rich is None
    assert fault.hits == 1


@pytest.mark.parametrize("showing", [Showing.DRAFTS, Showing.WHOLE])
async def test_other_ways_end_richly_too(rich: World, anna: Person, showing: Showing) -> None:
    """After a draft, or after nothing, the answer is sent as one rich message."""
    assert rich.app is not None
    await rich.app.archive.set_showing(ConversationKey(anna.chat.id), showing)
    rich.gigachat.script(TABLE, words_per_piece=1, piece_delay=0.2)
    await anna.sends("Города?")
    answer = await anna.sees(lambda m: m.rich is not None)
    assert (answer.text, len(answer.history)) == (READ, 1)
    assert len(rich.telegram.calls_of("sendRichMessage")) == 1
    assert rich.telegram.calls_of("sendMessage") == []


async def test_a_whole_answer_may_be_longer_than_a_message(rich: World, anna: Person) -> None:
    """A rich message holds 32,768 characters, so a long answer that nobody has seen yet is one message."""
    assert rich.app is not None
    await rich.app.archive.set_showing(ConversationKey(anna.chat.id), Showing.WHOLE)
    rich.gigachat.script(f"{'Очень длинный рассказ. ' * 400}\n\n{TABLE}")
    await anna.sends("Расскажи")
    answer = await anna.sees(lambda m: m.rich is not None)
    assert answer.text.endswith("Тверь | 1")
    answers = [m for m in rich.telegram.chat_history(anna.chat) if m.sender is rich.telegram.bot]
    assert answers == [answer]


async def test_closed_messages_are_never_rewritten(rich: World, anna: Person) -> None:
    """An answer that grew over several messages stays as people read it."""
    rich.gigachat.script(
        Scenario.of(f"{'Очень длинный рассказ. ' * 300}\n\n{TABLE}", words_per_piece=20, piece_delay=0.1)
    )
    await anna.sends("Расскажи")
    await anna.sees(finished("Тверь"), timeout=60)
    answers = [m for m in rich.telegram.chat_history(anna.chat) if m.sender is rich.telegram.bot]
    assert len(answers) >= 2
    assert [answer.rich for answer in answers] == [None] * len(answers)


async def test_a_stopped_answer_stays_plain(rich: World, anna: Person) -> None:
    """What is unfinished carries its note in plain text."""
    rich.gigachat.script(f"{TABLE}\n\n" + "и ещё слова " * 50, words_per_piece=1, piece_delay=0.2)
    await anna.sends("Города?")
    grown = await anna.sees("Тверь")
    await anna.presses("Стоп", on=grown)
    answer = await anna.sees("■ Остановлено")
    assert answer.rich is None
