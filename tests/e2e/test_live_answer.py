"""The answer grows before people's eyes: soon, smoothly, within Telegram's limits, and exact in the end."""

import asyncio
import json
from itertools import pairwise

import pytest

from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished, growing

SHOWING = ("sendMessage", "editMessageText")


@pytest.mark.parametrize("where", ["private", "group"])
async def test_400_words_in_ten_seconds_flow_without_a_429(bot: World, anna: Person, where: str) -> None:
    """A fast answer is on the screen 0.15 s after the model's first piece and never meets a limit."""
    group = bot.telegram.group("Команда", members=[anna]) if where == "group" else None
    scenario = Scenario.words(400, 10.0, words_per_piece=1)
    bot.gigachat.script(scenario)
    await anna.sends("@gigachat_bot расскажи", in_=group)
    answer = await anna.sees(finished(scenario.text), in_=group, timeout=60)
    first_piece = bot.gigachat.chats[-1].pieces[0].at
    assert answer.history[0].at - first_piece <= 0.15
    assert answer.text == scenario.text
    assert bot.telegram.floods == []
    assert len(answer.history) >= 5
    assert answer.history[-1].at - bot.gigachat.chats[-1].pieces[-1].at < 3.0


async def test_the_notification_holds_a_few_words(bot: World, anna: Person) -> None:
    """A phone shows the first text only, so it is not a lone word, and a slow model is not waited for."""
    bot.gigachat.script(Scenario.words(60, 3.0), match="быстро")
    bot.gigachat.script(Scenario.words(8, 16.0), match="медленно")
    await anna.sends("Ответь быстро")
    quick = await anna.sees(finished("Утром"))
    assert 3 <= len(quick.history[0].text.split()) <= 8
    await anna.sends("Ответь медленно")
    slow = await anna.sees(finished("Утром"), after=quick)
    assert slow.history[0].at - bot.gigachat.chats[-1].pieces[0].at <= 0.6


async def test_edits_of_a_slow_telegram_never_overlap_and_show_the_newest_text(
    bot: World, anna: Person
) -> None:
    """One request is in flight for a message, and what it carries is the newest text, not a backlog."""
    bot.telegram.faults.add(Fault("editMessageText", "slow", times=None, seconds=1.7))
    scenario = Scenario.words(200, 12.0)
    bot.gigachat.script(scenario)
    await anna.sends("Расскажи")
    await anna.sees(finished(scenario.text), timeout=60)
    edits = bot.telegram.calls_of("editMessageText")
    assert len(edits) >= 4
    for earlier, later in pairwise(edits):
        assert earlier.duration is not None
        assert earlier.at + earlier.duration <= later.at
    sent = bot.gigachat.chats[-1].pieces
    for edit in edits:
        known = "".join(piece.text for piece in sent if piece.at <= edit.at - 0.001)
        assert len(edit.params["text"]) >= len(known) - 40, "an edit may lag by a held-back word, not more"


async def test_every_revision_is_new_and_says_how_to_stop(bot: World, anna: Person) -> None:
    """No edit repeats what stands; each carries Stop and no link preview; the last offers Retry."""
    bot.gigachat.script(
        Scenario.of("Смотрите https://giga.chat и ещё много слов. " * 12, words_per_piece=2, piece_delay=0.1)
    )
    await anna.sends("Где почитать?")
    answer = await anna.sees(finished("Смотрите"))
    for earlier, later in pairwise(answer.history):
        assert (earlier.text, earlier.keyboard) != (later.text, later.keyboard)
    assert all("Стоп" in json.dumps(r.keyboard, ensure_ascii=False) for r in answer.history[:-1])
    assert answer.labels == ["↻ Ещё раз"]
    shown = [call for call in bot.telegram.calls if call.method in SHOWING]
    assert all(call.params["link_preview_options"] == {"is_disabled": True} for call in shown)
    assert [call.description for call in bot.telegram.calls if call.status == 400] == []


async def test_typing_is_shown_until_the_first_text(bot: World, anna: Person) -> None:
    """While the model thinks the chat says that the bot types; once words stand there, it does not."""
    bot.gigachat.script(Scenario.of("Вот ответ на ваш вопрос. " * 20, words_per_piece=1, first_delay=7.5,
                                    piece_delay=0.1))  # fmt: skip
    await anna.sends("Подумай")
    await anna.sees_action("typing", timeout=0.5)
    answer = await anna.sees(finished("Вот ответ"), timeout=60)
    actions = bot.telegram.calls_of("sendChatAction")
    assert len(actions) >= 2
    assert max(action.at for action in actions) <= answer.at


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_long_silence_is_told_with_a_stop(bot: World, anna: Person, where: str) -> None:
    """After eight seconds without a word there is a note and a Stop; the first words replace it at once."""
    group = bot.telegram.group("Команда", members=[anna]) if where == "group" else None
    bot.gigachat.script(Scenario.of(["Вот наконец начало ответа, ", "а вот и его конец."], first_delay=8.6))
    asked = await anna.sends("@gigachat_bot подумай", in_=group)
    note = await anna.sees(growing("GigaChat думает дольше обычного…"), in_=group)
    assert 8.0 <= note.at - asked.at <= 8.3
    assert note.labels == ["■ Стоп"]
    await anna.sees(finished("Вот наконец начало ответа, а вот и его конец."), in_=group)
    first = next(revision for revision in note.history if "Вот наконец" in revision.text)
    assert 0 <= first.at - bot.gigachat.chats[-1].pieces[0].at <= 0.2
    bot.gigachat.script([Piece("Никогда.", gate=asyncio.Event())])
    after = await anna.sends("@gigachat_bot ещё", in_=group)
    note = await anna.sees(growing("GigaChat думает"), in_=group, after=after)
    await anna.presses("Стоп", on=note)
    await anna.sees(finished("■ Остановлено до первого слова."), in_=group, after=after)


async def test_a_long_answer_goes_on_in_a_next_message(bot: World, anna: Person) -> None:
    """Over 4,096 units a next message goes on; the earlier one is final then and keeps no button."""
    text = " ".join(f"слово-{number}" for number in range(900))
    bot.gigachat.script(text, words_per_piece=3, piece_delay=0.1)
    await anna.sends("Расскажи длинно")
    last = await anna.sees(finished("слово-899"), timeout=120)
    parts = [m for m in bot.telegram.chat_history(anna.chat) if m.sender is bot.telegram.bot]
    assert len(parts) >= 3
    assert " ".join(part.text for part in parts).split() == text.split()
    for part, following in pairwise(parts):
        assert part.history[-1].at <= following.at
        assert part.labels == []
    assert last.labels == ["↻ Ещё раз"]
    assert bot.telegram.floods == []


async def test_markup_is_never_seen_raw(bot: World, anna: Person) -> None:
    """Bold, code and headings are entities in every revision, also while their ends are not there yet."""
    markdown = (
        "## Итог\n\nЭто **очень важный** вывод, и *ещё один*: `код` и\n\n```python\nprint(1)\n```\n\nВсё.\n"
    )
    bot.gigachat.script(Scenario.of(list(markdown * 4), piece_delay=0.03))
    await anna.sends("Подведи итог")
    answer = await anna.sees(finished("Всё."))
    for revision in answer.history:
        assert not set("*`#") & set(revision.text)
    assert {"bold", "italic", "code", "pre"} <= {entity["type"] for entity in answer.entities}


async def test_two_answers_in_one_group_share_its_budget(world: World, anna: Person, boris: Person) -> None:
    """Two topics stream side by side without a 429, and neither starves the other."""
    world.gigachat.slots.limit = 2
    await world.start_bot(gigachat_streams=2)
    forum = world.telegram.forum("Форум", topics=["Кошки", "Собаки"], members=[anna, boris])
    scenario = Scenario.words(240, 24.0)
    world.gigachat.script(scenario)
    await asyncio.gather(
        anna.sends("@gigachat_bot про кошек", in_=forum, topic="Кошки"),
        boris.sends("@gigachat_bot про собак", in_=forum, topic="Собаки"),
    )
    cats = await anna.sees(finished(scenario.text), in_=forum, topic="Кошки", timeout=120)
    dogs = await boris.sees(finished(scenario.text), in_=forum, topic="Собаки", timeout=120)
    assert world.telegram.floods == []
    assert min(len(cats.history), len(dogs.history)) >= 3


async def test_a_message_sent_meanwhile_waits_and_is_answered_in_order(bot: World, anna: Person) -> None:
    """One answer at a time: what is asked meanwhile is answered after it, in order, knowing what came."""
    gate = asyncio.Event()
    bot.gigachat.script(["Первый ответ уже начат, и вот ", Piece("он готов.", gate=gate)], match="раз")
    bot.gigachat.script("Второй ответ.", match="два")
    bot.gigachat.script("Третий ответ.", match="три")
    await anna.sends("раз")
    await anna.sees(growing("Первый"))
    await anna.sends("два")
    await anna.sends("три")
    await asyncio.sleep(5)
    assert len(bot.gigachat.chats) == 1
    gate.set()
    await anna.sees(finished("Третий"))
    said = [m.text for m in bot.telegram.chat_history(anna.chat) if m.sender is bot.telegram.bot]
    assert said == ["Первый ответ уже начат, и вот он готов.", "Второй ответ.", "Третий ответ."]
    assert [m["content"] for m in bot.prompts()[-1]] == [
        "раз", said[0], "два", said[1], "три",
    ]  # fmt: skip


async def test_an_answer_of_minutes_meets_no_limit_either(bot: World, anna: Person) -> None:
    """A model that writes for three minutes is followed to the end at Telegram's pace, without a 429."""
    scenario = Scenario.words(500, 180.0)
    bot.gigachat.script(scenario)
    await anna.sends("Не спеши")
    answer = await anna.sees(finished(scenario.text), timeout=240)
    assert bot.telegram.floods == []
    assert len(answer.history) >= 60
