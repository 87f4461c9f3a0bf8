"""What a version leaves behind: whether the person has to be told that later questions no longer count."""

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.conversation import Answer, ConversationKey, MessageRef, Question, Turn, TurnState
from bot.dialog.follow_ups import BranchChange, FollowUps
from bot.dialog.retrying_model import RetryingModel
from bot.dialog.run_context import Defaults, RunContext
from bot.dialog.runs import Runs
from bot.dialog.slots import Slots
from bot.dialog.stale_questions import StaleQuestions
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from tests.dialog.day import FewStreams, Hall, NoLimits, Report

KEY = ConversationKey(7)


class Talk:
    """A conversation in a real file; versions are asked for, but nobody answers: the runs never begin."""

    def __init__(self, database: Database) -> None:
        hall, slots = Hall(Report()), Slots(1)
        self.archive = Conversations(database)
        context = RunContext(
            model=RetryingModel(FewStreams(1, Report()), slots, lambda: 0.0), archive=self.archive,
            display=hall, slots=slots, defaults=Defaults("GigaChat-2", None, 8000), now=lambda: 5.0,
            outbox_age=60.0, meter=hall, first=frozenset(), quotas=NoLimits(), zone=ZoneInfo("UTC"),
        )  # fmt: skip
        self.follow_ups = FollowUps(context, Runs(context, StaleQuestions(context, hall, 60.0)))

    async def asks(self, message: int, *, after: Turn | None = None, ends: str = "complete") -> Turn:
        """Ask in a message, at the tip or behind a turn, and let the answer end so."""
        asked = MessageRef(KEY.chat_id, message)
        turn = await self.archive.begin_turn(
            KEY, Question("?", 7), question_message=asked, now=1.0, parent=after.id if after else "tip"
        )
        return await self._ended(turn, ends)

    async def has_retried(self, turn: Turn) -> Turn:
        """Let a version of a turn be complete and the tip."""
        version = await self.archive.begin_version(turn.id, turn.question, 2.0)
        return await self._ended(version, "complete")

    async def retry(self, turn: Turn) -> BranchChange:
        """Press Retry."""
        return await self.follow_ups.retry(turn, "ru", 1)

    async def show(self, turn: Turn) -> BranchChange:
        """Press an arrow."""
        return await self.follow_ups.show(turn, "ru")

    async def _ended(self, turn: Turn, state: str) -> Turn:
        if state != TurnState.PENDING:
            await self.archive.finish_turn(turn.id, Answer("Да.", TurnState(state)), 3.0)
        found = await self.archive.turn(turn.id)
        assert found is not None
        return found


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Give a conversation without a turn."""
    database = await Database.open(tmp_path / "archive.sqlite3")
    yield Talk(database)
    await database.close()


@pytest.mark.parametrize("newest", ["complete", "stopped", "cut", "pending"])
async def test_an_older_question_leaves_later_ones_behind(talk: Talk, newest: str) -> None:
    """Whatever later prompts would hold, and the answer that grows now, is lost to them by a Retry above."""
    first = await talk.asks(10)
    await talk.asks(20, ends=newest)
    assert await talk.retry(first) is BranchChange.NEWER_LEFT


async def test_the_last_question_leaves_nothing_behind(talk: Talk) -> None:
    """Versions of the newest question take nothing from the conversation but one another."""
    await talk.asks(10)
    last = await talk.asks(20)
    again = await talk.has_retried(last)
    assert await talk.show(last) is BranchChange.FROM_HERE
    assert await talk.retry(again) is BranchChange.FROM_HERE


async def test_what_nobody_remembered_is_not_missed(talk: Talk) -> None:
    """A failed question below counted for nothing before, and what a fresh start left counts no more."""
    first = await talk.asks(10)
    await talk.asks(20, ends="failed")
    assert await talk.show(first) is BranchChange.FROM_HERE
    await talk.asks(30)
    await talk.archive.start_afresh(KEY, 4.0)
    assert await talk.retry(first) is BranchChange.FROM_HERE


async def test_failures_below_hide_no_loss(talk: Talk) -> None:
    """The newest question that counts is looked for behind those that failed after it."""
    first = await talk.asks(10)
    await talk.asks(20)
    await talk.asks(30, ends="failed")
    assert await talk.retry(first) is BranchChange.NEWER_LEFT


async def test_the_way_back_down_is_no_loss(talk: Talk) -> None:
    """A version of an old question stands above later ones, however lately it was made."""
    first = await talk.asks(10)
    await talk.asks(20)
    last = await talk.asks(30)
    await talk.has_retried(first)
    assert await talk.retry(last) is BranchChange.FROM_HERE


async def test_a_late_continuation_stands_at_the_bottom(talk: Talk) -> None:
    """It is asked by an old message, the end of the cut answer, but it is the newest that is left behind."""
    cut = await talk.asks(10, ends="cut")
    second = await talk.asks(20)
    await talk.asks(11, after=cut)
    assert await talk.retry(second) is BranchChange.NEWER_LEFT


async def test_another_branch_below_is_left_behind_too(talk: Talk) -> None:
    """Questions that follow a new version are lost to what follows the old one."""
    first = await talk.asks(10)
    second = await talk.asks(20)
    again = await talk.has_retried(first)
    await talk.asks(30, after=again)
    assert await talk.retry(second) is BranchChange.NEWER_LEFT


async def test_a_conversation_goes_on_from_a_version_at_once(talk: Talk) -> None:
    """Whoever pages back is told once of what is left behind: what follows the page is at hand again."""
    first = await talk.asks(10)
    second = await talk.asks(20)
    again = await talk.has_retried(first)
    await talk.asks(30, after=again)
    assert await talk.show(first) is BranchChange.NEWER_LEFT
    assert await talk.retry(second) is BranchChange.FROM_HERE


async def test_a_second_press_leaves_nothing_more(talk: Talk) -> None:
    """While the new version grows, the button changes nothing and says nothing of a loss."""
    first = await talk.asks(10)
    await talk.asks(20)
    assert await talk.retry(first) is BranchChange.NEWER_LEFT
    assert await talk.retry(first) is BranchChange.AS_BEFORE
    assert len(await talk.archive.versions(first.id)) == 2
