"""Answers as drafts: Telegram's own preview with its own Stop, within its own limits, in private chats."""

import asyncio
from itertools import pairwise

import pytest

from bot.core.conversation import ConversationKey, Showing
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Person
from tests.e2e.conftest import World, finished, offering

LONG = " ".join(f"слово-{number}" for number in range(900))


async def test_drafts_are_chosen_in_the_settings(bot: World, anna: Person) -> None:
    """The page shows what is chosen, and the next answer is a draft that ends as one message."""
    await anna.sends("/settings")
    page = await anna.sees("Показ ответа: растёт на глазах")
    await anna.presses("Показ ответа", on=page)
    page = await anna.sees(offering("✓ растёт на глазах"))
    await anna.presses("черновик", on=page)
    page = await anna.sees(offering("✓ черновик Telegram"))
    await anna.presses("Назад", on=page)
    await anna.sees("Показ ответа: черновик Telegram")
    scenario = Scenario.words(60, 6.0)
    bot.gigachat.script(scenario)
    await anna.sends("Расскажи")
    answer = await anna.sees(finished(scenario.text))
    assert len(answer.history) == 1
    assert answer.labels == ["↻ Ещё раз"]
    (draft,) = bot.telegram.draft_book.log
    assert draft.ended == "message"
    assert [frame.text for frame in draft.frames][:2] == ["", "Утром"]


@pytest.mark.parametrize(("words", "seconds"), [(400, 10.0), (240, 60.0)])
async def test_a_draft_grows_smoothly_within_its_limits(
    drafting: World, anna: Person, words: int, seconds: float
) -> None:
    """Frames follow the words closely for as long as the answer takes, and no limit is met."""
    scenario = Scenario.words(words, seconds)
    drafting.gigachat.script(scenario)
    await anna.sends("Расскажи")
    answer = await anna.sees(finished(scenario.text), timeout=90)
    pieces = drafting.gigachat.chats[-1].pieces
    (draft,) = drafting.telegram.draft_book.log
    assert drafting.telegram.floods == []
    first = next(frame for frame in draft.frames if frame.text)
    assert first.at - pieces[0].at <= 0.1
    assert answer.at - pieces[-1].at <= 0.3
    times = [frame.at for frame in draft.frames if frame.text] + [answer.at]
    assert max(later - earlier for earlier, later in pairwise(times)) <= 1.6
    assert len(times) >= seconds / 0.8
    assert all(len(earlier.text) < len(later.text) for earlier, later in pairwise(draft.frames))


async def test_thinking_stays_alive_while_the_model_is_silent(drafting: World, anna: Person) -> None:
    """Before the first word the draft says "Thinking…" with a Stop, and never fades away; nothing types."""
    drafting.gigachat.script(Scenario.of("Вот ответ.", first_delay=70.0))
    await anna.sends("Подумай")
    draft = await anna.sees_draft(timeout=0.5)
    assert (draft.text, draft.can_stop) == ("", True)
    await anna.sees(finished("Вот ответ."), timeout=90)
    assert drafting.telegram.draft_book.log == [draft]
    assert 4 <= len(draft.frames) <= 6
    assert drafting.telegram.calls_of("sendChatAction") == []


async def test_a_half_written_draft_stays_alive(drafting: World, anna: Person) -> None:
    """A model that falls silent in mid-sentence does not make its text vanish."""
    drafting.gigachat.script(["Первая половина и ", Piece("вторая.", delay=65.0)])
    await anna.sends("Расскажи")
    draft = await anna.sees_draft("Первая половина")
    await anna.sees(finished("вторая."), timeout=90)
    assert drafting.telegram.draft_book.log == [draft]


async def test_the_native_stop_ends_the_answer(drafting: World, anna: Person) -> None:
    """Stop under a draft aborts GigaChat's request and keeps what was written."""
    drafting.gigachat.script(["Начало положено, ", Piece("а конца не будет.", gate=asyncio.Event())])
    await anna.sends("Расскажи")
    draft = await anna.sees_draft("Начало положено")
    await anna.stops_draft(draft)
    answer = await anna.sees("■ Остановлено")
    assert answer.text.startswith("Начало положено,")
    assert answer.labels == ["↻ Ещё раз"]
    await asyncio.sleep(30)
    assert len(drafting.telegram.draft_book.log) == 1
    assert drafting.gigachat.chats[-1].aborted


async def test_a_strangers_draft_stops_nothing(drafting: World, anna: Person, boris: Person) -> None:
    """A Stop from another chat that carries the same id ends nobody else's answer."""
    gate = asyncio.Event()
    drafting.gigachat.script(["Начало, ", Piece("конец.", gate=gate)])
    await anna.sends("Расскажи")
    draft = await anna.sees_draft("Начало")
    forged = {"chat": boris.chat.wire(), "draft_id": draft.draft_id}
    drafting.telegram.tell_bot("stopped_message_generation", forged, boris.chat.id)
    await asyncio.sleep(2)
    gate.set()
    assert (await anna.sees(finished("конец."))).text == "Начало, конец."


async def test_a_long_answer_leaves_closed_pages_behind(drafting: World, anna: Person) -> None:
    """Each full page becomes a message, the draft goes on with the next one, and the text is whole."""
    drafting.gigachat.script(LONG, words_per_piece=3, piece_delay=0.1)
    await anna.sends("Расскажи длинно")
    last = await anna.sees(finished("слово-899"), timeout=120)
    parts = [m for m in drafting.telegram.chat_history(anna.chat) if m.sender is drafting.telegram.bot]
    assert len(parts) >= 3
    assert " ".join(part.text for part in parts).split() == LONG.split()
    assert all(len(part.history) == 1 for part in parts)
    assert [part.labels for part in parts[:-1]] == [[]] * (len(parts) - 1)
    assert last.labels == ["↻ Ещё раз"]
    drafts = drafting.telegram.draft_book.log
    assert len(drafts) == len(parts)
    assert len({draft.draft_id for draft in drafts}) == 1
    for part, following in zip(parts, drafts[1:], strict=False):
        assert not following.frames[0].text.startswith(part.text[:20])
    assert drafting.telegram.floods == []


async def test_retry_grows_in_place(drafting: World, anna: Person) -> None:
    """Where a message stands already the answer grows in it: a draft below it would be a second one."""
    drafting.gigachat.script("Первый ответ.", times=1)
    await anna.sends("Расскажи")
    first = await anna.sees(finished("Первый ответ."))
    before = len(drafting.telegram.draft_book.log)
    drafting.gigachat.script(Scenario.words(40, 8.0))
    await anna.presses("Ещё раз", on=first)
    await anna.sees(finished("Утром город"))
    assert len(drafting.telegram.draft_book.log) == before


async def test_a_group_never_sees_drafts(bot: World, anna: Person) -> None:
    """The choice is not offered in groups, a forged press changes nothing, and members may only look."""
    group = bot.telegram.group("Команда", members=[anna], admins=[boss := bot.telegram.person("Олег")])
    await anna.sends("/settings@gigachat_bot", in_=group)
    page = await anna.sees("Настройки", in_=group)
    await anna.presses("Показ ответа", on=page)
    page = await anna.sees(offering("✓ растёт на глазах"), in_=group)
    assert not [label for label in page.labels if "черновик" in label]
    assert "администратор" in (await anna.presses("целиком", on=page)).text
    await boss.presses("целиком", on=page)
    page = await anna.sees(offering("✓ целиком, когда готов"), in_=group)
    assert bot.app is not None
    key = ConversationKey(group.id)
    await bot.app.archive.set_showing(key, Showing.DRAFTS)
    bot.gigachat.script(Scenario.words(40, 8.0))
    await anna.sends("@gigachat_bot расскажи", in_=group)
    answer = await anna.sees(finished("Утром город"), in_=group)
    assert len(answer.history) >= 3
    assert bot.telegram.draft_book.log == []


async def test_the_place_in_line_is_a_draft_too(drafting: World, anna: Person, boris: Person) -> None:
    """Who waits for GigaChat reads their place in the draft, can leave by its Stop, and gets no message."""
    gate = asyncio.Event()
    drafting.gigachat.script([Piece("Борису.", gate=gate)], match="Борис")
    drafting.gigachat.script("Анне.", match="Анна")
    await boris.sends("Борис спрашивает")
    await asyncio.sleep(1)
    await anna.sends("Анна спрашивает")
    await anna.sees_draft("1-е место")
    gate.set()
    answer = await anna.sees(finished("Анне."))
    assert [m for m in drafting.telegram.chat_history(anna.chat) if m.sender is drafting.telegram.bot] == [
        answer
    ]
