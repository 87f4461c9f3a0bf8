"""Drafts in bad weather: refused, flooded, lost, late, and cut by a restart."""

import asyncio

import pytest

from bot.sandbox.gigachat import Piece, Scenario
from bot.sandbox.telegram import Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished, growing

LONG = " ".join(f"слово-{number}" for number in range(900))


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


async def test_a_restart_turns_a_draft_into_a_message_that_goes_on(drafting: World, anna: Person) -> None:
    """A stop of the bot leaves the drafted text as a message, and the next start finishes it in place."""
    drafting.gigachat.script(["Начало ответа, ", Piece("конец далеко.", gate=asyncio.Event())], times=1)
    drafting.gigachat.script("Совсем другой, зато полный ответ.")
    await drafting.restart_bot(shutdown_grace=0)
    await anna.sends("Расскажи")
    await anna.sees_draft("Начало ответа")
    await drafting.stop_bot()
    paused = await anna.sees("Начало ответа")
    assert "⏸" in paused.text
    await drafting.start_bot()
    assert await anna.sees(finished("полный ответ.")) is paused
    assert len(drafting.telegram.draft_book.log) == 1


@pytest.mark.parametrize("kind", ["400:nobody knows why", "lost"])
async def test_a_page_that_fails_is_tried_again_in_the_end(drafting: World, anna: Person, kind: str) -> None:
    """A closed page that Telegram refuses or whose answer is lost costs no call after call, and no text."""
    drafting.telegram.faults.add(Fault("sendMessage", kind))
    drafting.gigachat.script(LONG, words_per_piece=3, piece_delay=0.1)
    await anna.sends("Расскажи длинно")
    await anna.sees(finished("слово-899"), timeout=120)
    parts = [m for m in drafting.telegram.chat_history(anna.chat) if m.sender is drafting.telegram.bot]
    shown = {part.text: None for part in parts}  # a lost answer may leave a page twice, never a text lost
    assert " ".join(shown).split() == LONG.split()
    assert len(drafting.telegram.calls_of("sendMessage")) <= len(parts) + 1
