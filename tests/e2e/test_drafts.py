"""Answers as drafts: Telegram's own preview with its own Stop, within its own limits, in private chats."""

import asyncio
from itertools import pairwise

import pytest

from bot.core.conversation import ConversationKey, Showing
from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Person
from bot.sandbox.telegram.drafts import Draft
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished, growing, offering

LONG = " ".join(f"слово-{number}" for number in range(900))


@pytest.fixture
async def drafting(bot: World, anna: Person) -> World:
    """Give a world whose bot shows Anna drafts."""
    assert bot.app is not None
    await bot.app.archive.set_showing(ConversationKey(anna.chat.id), Showing.DRAFTS)
    return bot


def drawn(world: World) -> list[Draft]:
    """Return every draft that was ever shown."""
    return world.telegram.draft_book.log


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
    (draft,) = drawn(bot)
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
    (draft,) = drawn(drafting)
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
    assert drawn(drafting) == [draft]
    assert 4 <= len(draft.frames) <= 6
    assert drafting.telegram.calls_of("sendChatAction") == []


async def test_a_half_written_draft_stays_alive(drafting: World, anna: Person) -> None:
    """A model that falls silent in mid-sentence does not make its text vanish."""
    drafting.gigachat.script(["Первая половина и ", Piece("вторая.", delay=65.0)])
    await anna.sends("Расскажи")
    draft = await anna.sees_draft("Первая половина")
    await anna.sees(finished("вторая."), timeout=90)
    assert drawn(drafting) == [draft]


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
    assert len(drawn(drafting)) == 1
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


async def test_the_first_refusal_brings_edits(drafting: World, anna: Person) -> None:
    """Where Telegram refuses drafts, the answer grows by edits, with its own Stop, and nothing is lost."""
    drafting.telegram.faults.add(Fault("sendMessageDraft", "400:TEXTDRAFT_PEER_INVALID", nth=2))
    scenario = Scenario.words(60, 10.0)
    drafting.gigachat.script(scenario)
    await anna.sends("Расскажи")
    await anna.sees(growing("Утром"))
    answer = await anna.sees(finished(scenario.text))
    assert len(answer.history) >= 5
    assert len(drafting.telegram.calls_of("sendMessageDraft")) == 2


async def test_a_blocked_bot_makes_one_dead_call(drafting: World, anna: Person) -> None:
    """Who blocks the bot costs one refused call, and GigaChat's request is aborted at once."""
    drafting.gigachat.script(["Начало положено, ", *[Piece(" ещё", delay=1.0)] * 60])
    await anna.sends("Расскажи")
    await anna.sees_draft("Начало")
    await anna.blocks()
    await asyncio.sleep(10)
    assert drafting.gigachat.chats[-1].aborted
    assert len([call for call in drafting.telegram.calls if call.status == 403]) == 1


async def test_a_flood_skips_frames_until_it_is_over(drafting: World, anna: Person) -> None:
    """A 429 is no refusal: no draft goes during it, no edit takes over, and drafts go on after it."""
    drafting.telegram.faults.add(Fault("sendMessageDraft", "429", nth=3, retry_after=5))
    scenario = Scenario.words(150, 15.0)
    drafting.gigachat.script(scenario)
    await anna.sends("Расскажи")
    answer = await anna.sees(finished(scenario.text))
    calls = drafting.telegram.calls_of("sendMessageDraft")
    (flood,) = drafting.telegram.floods
    after = [call.at for call in calls if call.at > flood.at]
    assert after[0] >= flood.at + 5
    assert len(after) >= 3
    assert len(answer.history) == 1


async def test_a_flood_never_holds_the_final_text(drafting: World, anna: Person) -> None:
    """A flood of minutes among the drafts leaves the complete answer on time."""
    drafting.telegram.faults.add(Fault("sendMessageDraft", "429", nth=3, retry_after=280))
    scenario = Scenario.words(60, 5.0)
    drafting.gigachat.script(scenario)
    await anna.sends("Расскажи")
    answer = await anna.sees(finished(scenario.text))
    assert answer.at - drafting.gigachat.chats[-1].pieces[-1].at <= 0.3


@pytest.mark.parametrize("kind", ["502_html", "500", "reset", "lost"])
async def test_a_bad_moment_is_outwaited(drafting: World, anna: Person, kind: str) -> None:
    """A frame that gets lost is drawn again a moment later; drafts go on."""
    drafting.telegram.faults.add(Fault("sendMessageDraft", kind, nth=2))
    scenario = Scenario.words(60, 6.0)
    drafting.gigachat.script(scenario)
    await anna.sends("Расскажи")
    answer = await anna.sees(finished(scenario.text))
    assert len(answer.history) == 1
    assert len(drafting.telegram.calls_of("sendMessageDraft")) >= 6


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
    drafts = drawn(drafting)
    assert len(drafts) == len(parts)
    assert len({draft.draft_id for draft in drafts}) == 1
    for part, following in zip(parts, drafts[1:], strict=False):
        assert not following.frames[0].text.startswith(part.text[:20])
    assert drafting.telegram.floods == []


async def test_a_late_frame_never_outlives_the_answer(drafting: World, anna: Person) -> None:
    """A draft that is still under way at the end is waited for: it would stand below the answer."""
    drafting.telegram.faults.add(Fault("sendMessageDraft", "slow", times=None, seconds=2.0))
    scenario = Scenario.words(60, 5.0)
    drafting.gigachat.script(scenario)
    await anna.sends("Расскажи")
    answer = await anna.sees(finished(scenario.text))
    await asyncio.sleep(5)
    assert drafting.telegram.drafts(anna.chat) == []
    assert all(call.at < answer.at for call in drafting.telegram.calls_of("sendMessageDraft"))


async def test_retry_grows_in_place(drafting: World, anna: Person) -> None:
    """Where a message stands already the answer grows in it: a draft below it would be a second one."""
    drafting.gigachat.script("Первый ответ.", times=1)
    await anna.sends("Расскажи")
    first = await anna.sees(finished("Первый ответ."))
    before = len(drawn(drafting))
    drafting.gigachat.script(Scenario.words(40, 8.0))
    await anna.presses("Ещё раз", on=first)
    await anna.sees(finished("Утром город"))
    assert len(drawn(drafting)) == before


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
    assert drawn(bot) == []
