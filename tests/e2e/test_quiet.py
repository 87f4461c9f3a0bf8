"""Answers as a whole: one message when it is complete, typing until then."""

import asyncio
from itertools import pairwise

import pytest

from bot.core.conversation import ConversationKey, Showing
from bot.sandbox.gigachat import Scenario
from bot.sandbox.telegram import Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished

SHOWING = {"sendMessage", "editMessageText", "sendMessageDraft"}


@pytest.fixture
async def quiet(bot: World, anna: Person) -> World:
    """Give a world whose bot shows Anna whole answers only."""
    assert bot.app is not None
    await bot.app.archive.set_showing(ConversationKey(anna.chat.id), Showing.WHOLE)
    return bot


async def test_one_message_when_the_answer_is_complete(quiet: World, anna: Person) -> None:
    """Nothing of the answer is seen before its end; then it comes in one call, in one piece, at once."""
    scenario = Scenario.words(200, 20.0)
    quiet.gigachat.script(scenario)
    await anna.sends("Расскажи")
    answer = await anna.sees(finished(scenario.text), timeout=60)
    assert len([call for call in quiet.telegram.calls if call.method in SHOWING]) == 1
    assert 0 <= answer.at - quiet.gigachat.chats[-1].pieces[-1].at <= 0.3
    assert answer.labels == ["↻ Ещё раз"]


async def test_a_long_silence_changes_nothing(quiet: World, anna: Person) -> None:
    """Who wants whole answers gets one message, however long GigaChat thinks before the first word."""
    quiet.gigachat.script(Scenario.of("Вот ответ.", first_delay=20.0))
    await anna.sends("Подумай")
    answer = await anna.sees(finished("Вот ответ."), timeout=30)
    assert {revision.text for revision in answer.history} == {"Вот ответ."}


async def test_typing_is_kept_alive_until_then(quiet: World, anna: Person) -> None:
    """The chat says that the bot types for as long as the answer takes, and no longer."""
    quiet.gigachat.script(Scenario.words(200, 60.0))
    await anna.sends("Расскажи")
    answer = await anna.sees(finished("Утром"), timeout=90)
    actions = [call.at for call in quiet.telegram.calls_of("sendChatAction")]
    assert actions[0] <= quiet.gigachat.chats[-1].pieces[0].at
    assert all(later - earlier <= 5.0 for earlier, later in pairwise(actions))
    assert answer.at - 5.0 <= actions[-1] <= answer.at


@pytest.mark.parametrize("kind", ["429", "502_html", "reset"])
async def test_typing_outlasts_a_bad_moment(quiet: World, anna: Person, kind: str) -> None:
    """One lost action does not leave a long wait without any sign of life."""
    quiet.telegram.faults.add(Fault("sendChatAction", kind, nth=2))
    quiet.gigachat.script(Scenario.words(200, 40.0))
    await anna.sends("Расскажи")
    await anna.sees(finished("Утром"), timeout=90)
    assert len(quiet.telegram.calls_of("sendChatAction")) >= 7


async def test_stop_keeps_what_was_written(quiet: World, anna: Person) -> None:
    """/stop ends an answer that nobody sees yet, and shows what was there."""
    quiet.gigachat.script(Scenario.words(200, 40.0))
    await anna.sends("Расскажи")
    await asyncio.sleep(5)
    await anna.sends("/stop")
    answer = await anna.sees("■ Остановлено")
    assert len(answer.history) == 1
    assert quiet.gigachat.chats[-1].aborted


async def test_a_long_answer_comes_in_order(quiet: World, anna: Person) -> None:
    """An answer of several messages arrives whole and in order, Retry under the last."""
    text = " ".join(f"слово-{number}" for number in range(1200))
    quiet.gigachat.script(text, words_per_piece=40, piece_delay=0.1)
    await anna.sends("Расскажи длинно")
    last = await anna.sees(finished("слово-1199"), timeout=60)
    parts = [m for m in quiet.telegram.chat_history(anna.chat) if m.sender is quiet.telegram.bot]
    assert " ".join(part.text for part in parts).split() == text.split()
    assert [bool(part.labels) for part in parts] == [part is last for part in parts]
    assert quiet.telegram.floods == []
