"""A virtual day of many people and one bot: `python -m tests.dialog.day` plays a long one and prints it.

They ask when they like, most of them at noon and in the evening, change their minds, are banned; the bot is
killed again and again. Its line, its runs and its file are real, GigaChat and Telegram are played.
"""

import asyncio
import logging
import tempfile
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from math import ceil
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.core.conversation import ConversationKey, MessageRef, Question, TurnState
from bot.core.ending import Ending
from bot.core.errors import QueueFullError, TooManyRequestsError
from bot.core.events import Finish, FinishReason, StreamEvent, TextDelta, Usage
from bot.core.figures import Answered, Totals
from bot.core.models import ModelInfo
from bot.core.prompt import Prompt
from bot.core.trace import Trace
from bot.dialog.ports import Ask
from bot.dialog.resumption import Resumption
from bot.dialog.retrying_model import RetryingModel
from bot.dialog.run_context import Defaults, RunContext
from bot.dialog.runs import Runs
from bot.dialog.slots import Slots
from bot.dialog.stale_questions import StaleQuestions
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from tests.sudden_death import Life
from tests.virtual_time import VirtualLoop

HOUR = 3600.0
# The wall clock at the beginning, and how long an answer takes: about, and at the most (s).
MIDNIGHT = 1_800_000_000.0
ANSWER, LONGEST_ANSWER = 8.0, 60.0
# How many of all questions are stopped, and of all people banned.
STOPPED, BANNED = 0.1, 0.02
NO_EVENT = float("inf")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many ask, how often each (about), for how long (s), with how many streams and deaths of the bot."""

    people: int = 1000
    questions: float = 2.0
    seconds: float = 24 * HOUR
    streams: int = 1
    limit: int = 100
    deaths: int = 12
    seed: int = 20


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait in line: the place at its beginning, what was told of it, and how long it was (s)."""

    place: int
    told: int | None
    seconds: float


@dataclass(slots=True)
class Report:
    """What came of a day; `holds` are the seconds for which slots were held."""

    asked: int = 0
    states: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    holds: list[float] = field(default_factory=list)
    deaths: int = 0
    most_waiting: int = 0
    most_streams: int = 0
    refused: int = 0
    free_at_end: int = 0

    def bound(self, wait: Wait, streams: int) -> float:
        """Return how long a place can take: each slot is given on within the longest hold of the day."""
        return ceil(wait.place / streams) * max(self.holds)


def answer_to(question: str) -> str:
    """Return the exact text that GigaChat gives."""
    return f"На «{question}» отвечаю: да. Или нет."


class NoLimits:
    """Quotas that let everybody ask without end."""

    async def admit(self, ask: Ask) -> None:
        """Let every question through."""

    def settle(self, ask: Ask) -> None:
        """Keep nothing."""

    async def paid(self, ask: Ask, answered: Answered, totals: Totals) -> None:
        """Warn nobody."""


class FewStreams:
    """GigaChat as it is played here: so many streams at once, and 429 beyond."""

    def __init__(self, streams: int, report: Report) -> None:
        self._streams = streams
        self._report = report
        self._open = 0

    async def stream(self, prompt: Prompt) -> AsyncGenerator[StreamEvent, None]:
        """Answer in pieces, for as long as the question's own random number says."""
        if self._open >= self._streams:
            self._report.refused += 1
            raise TooManyRequestsError("busy")
        question = prompt.messages[-1].content
        seconds = min(LONGEST_ANSWER, Random(question).expovariate(1 / ANSWER))
        self._open += 1
        self._report.most_streams = max(self._report.most_streams, self._open)
        try:
            for piece in answer_to(question).partition(": "):
                await asyncio.sleep(seconds / 3)
                yield TextDelta(piece)
            yield Finish(FinishReason.STOP, Usage(1, 1, 2), "GigaChat-2")
        finally:
            self._open -= 1

    async def models(self) -> list[ModelInfo]:
        """List nothing: nobody asks."""
        return []


class Onlooker:
    """A live answer that nobody sees but the report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._first: tuple[float, int, int | None] | None = None
        self._granted: float | None = None

    def wait(self, place: int, seconds: int | None) -> None:
        """Note the first place, and the wait once it is over."""
        now = asyncio.get_running_loop().time()
        self._first = self._first or (now, place, seconds)
        self._report.most_waiting = max(self._report.most_waiting, place)
        if place == 0:
            began, at_first, told = self._first
            self._report.waits.append(Wait(at_first, told, now - began))
            self._granted = now

    def busy(self) -> None:
        """Show nothing."""

    def grow(self, text: str) -> None:
        """Show nothing."""

    def restart(self) -> None:
        """Show nothing."""

    async def finish(self, ending: Ending, patience: float) -> None:  # noqa: ARG002 - a LiveAnswer's shape
        """Note for how long the slot was held."""
        if self._granted is not None:
            self._report.holds.append(asyncio.get_running_loop().time() - self._granted)


class Hall:
    """The display, the notices and the meter in one: nobody watches."""

    def __init__(self, report: Report) -> None:
        self._report = report

    async def open(self, *_: object, **__: object) -> Onlooker:
        """Show an answer to nobody."""
        return Onlooker(self._report)

    async def passed_over(self, *_: object) -> None:
        """Say nothing; nothing is ever so old here."""
        raise AssertionError("a question was passed over")

    def hearing(self, _: Trace) -> Callable[[], None]:
        """Count nothing."""
        return lambda: None

    def ended(self, ending: Ending) -> None:
        """Count nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happens at a moment of the day (s): "ask", "stop", "ban" or "death"; `who` is a person."""

    at: float
    kind: str
    who: int = 0
    number: int = 0


def events_of(plan: Plan) -> list[Event]:
    """Draw a day."""
    random = Random(plan.seed)
    numbers = count(1)
    events = [Event(random.uniform(0, plan.seconds), "death") for _ in range(plan.deaths)]
    for who in range(1, plan.people + 1):
        banned_at = random.uniform(0, plan.seconds) if random.random() < BANNED else NO_EVENT
        if banned_at < NO_EVENT:
            events.append(Event(banned_at, "ban", who))
        for at in _moments(random, plan):
            if at < banned_at:
                events.append(Event(at, "ask", who, next(numbers)))
                if random.random() < STOPPED:
                    events.append(Event(at + random.expovariate(1 / 20), "stop", who))
    return sorted(events, key=lambda event: event.at)


def _moments(random: Random, plan: Plan) -> Iterator[float]:
    for _ in range(min(20, int(random.expovariate(1 / plan.questions)) + 1)):
        peak = random.choice([None, None, (13 / 24, 1 / 72), (20 / 24, 1 / 48)])
        at = random.random() if peak is None else random.gauss(*peak)
        yield min(max(at, 0.0), 1.0) * plan.seconds


class Day:
    """Plays a plan with the file in a folder."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._path = folder / "day.sqlite3"
        self._random = Random(plan.seed + 1)
        self.report = Report()
        self._gigachat = FewStreams(plan.streams, self.report)
        self._arrived: deque[Event] = deque()
        self._bell = asyncio.Event()
        self._calm: asyncio.Future[None] | None = None
        self._asked: list[Event] = []

    async def play(self) -> Report:
        """Live through the day; return what came of it."""
        life = self._start()
        for event in events_of(self._plan):
            await asyncio.sleep(event.at - asyncio.get_running_loop().time())
            if event.kind == "death":
                life.end()
                await life.bury()
                self.report.deaths += 1
                await asyncio.sleep(self._random.uniform(1, 60))
                life = self._start()
            else:
                self._arrived.append(event)
                self._asked += [event] if event.kind == "ask" else []
                self._bell.set()
        self._calm = asyncio.get_running_loop().create_future()
        self._bell.set()
        await self._calm
        self.report.asked = len(self._asked)
        return self.report

    def _start(self) -> Life:
        life = Life()
        self._bot = life.begin(self._live())
        return life

    async def _live(self) -> None:
        database = await Database.open(self._path)
        await database.rows("PRAGMA synchronous = OFF")  # only the bot dies here, never the machine
        archive, hall = Conversations(database), Hall(self.report)
        slots = Slots(self._plan.streams, limit=self._plan.limit)
        context = RunContext(
            model=RetryingModel(self._gigachat, slots, self._random.random), archive=archive, display=hall,
            slots=slots, defaults=Defaults("GigaChat-2", None, 8000), now=_wall_clock, outbox_age=60.0,
            meter=hall, first=frozenset(), quotas=NoLimits(), zone=ZoneInfo("UTC"),
        )  # fmt: skip
        stale_questions = StaleQuestions(context, hall, HOUR)
        runs = Runs(context, stale_questions)
        await Resumption(context, runs, stale_questions, _russian).line_up()
        await runs.begin()
        while not (self._calm and not self._arrived and not runs.unfinished):
            while self._arrived:
                await self._work_off(self._arrived[0], runs, archive)
                self._arrived.popleft()
            if self._calm:
                await asyncio.sleep(10)
            else:
                self._bell.clear()
                await self._bell.wait()
        await self._judge(archive, slots)
        await runs.close(0)
        await database.close()
        self._calm.set_result(None)

    async def _work_off(self, event: Event, runs: Runs, archive: Conversations) -> None:
        """Do what a message asks for; one that was stored before the bot died is not asked again."""
        key, message = ConversationKey(event.who), MessageRef(event.who, event.number)
        if event.kind == "ban":
            await runs.stop_of(event.who)
        elif event.kind == "stop":
            await runs.stop(key)
        elif await archive.turn_of_message(message, "question") is None:
            question = Question(f"вопрос {event.number}", event.who)
            await runs.ask(Ask(key, question, message, "ru", _wall_clock()))

    async def _judge(self, archive: Conversations, slots: Slots) -> None:
        stoppable = {event.who for event in events_of(self._plan) if event.kind in {"stop", "ban"}}
        for event in self._asked:
            turn = await archive.turn_of_message(MessageRef(event.who, event.number), "question")
            state = turn.answer.state if turn else TurnState.PENDING
            text = turn.answer.text if turn else ""
            full = turn is not None and turn.answer.error == QueueFullError.__name__
            self.report.states["no room" if full else state] += 1
            exact = state is TurnState.COMPLETE and text == answer_to(f"вопрос {event.number}")
            stopped = state is TurnState.STOPPED and event.who in stoppable
            if not (exact or stopped or full):
                self.report.wrong.append(f"question {event.number}: {state}, {text!r}")
        places = [slots.place() for _ in range(self._plan.streams)]
        for each in places:
            place = each.__enter__()
            async with asyncio.timeout(1):
                await slots.come(place, lambda *_: None)
            self.report.free_at_end += 1
        for each in places:
            each.__exit__(None, None, None)


def _wall_clock() -> float:
    return MIDNIGHT + asyncio.get_running_loop().time()


async def _russian(key: ConversationKey, asker_id: int) -> str:
    return "ru"


def play(plan: Plan) -> Report:
    """Live through a day in virtual time."""

    async def day() -> Report:
        return await Day(plan, Path(folder)).play()

    loop = partial(VirtualLoop, grace=0)
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(day())


def describe(plan: Plan, report: Report) -> str:
    """Say in a few lines what came of a day."""
    longest = max(report.waits, key=lambda wait: wait.seconds)
    told = [wait for wait in report.waits if wait.place and wait.told]
    off = sum(abs(wait.seconds - (wait.told or 0)) for wait in told) / max(1, len(told))
    ends = ", ".join(f"{number} {state}" for state, number in sorted(report.states.items()))
    bound, hold = report.bound(longest, plan.streams), max(report.holds)
    return f"""\
{plan.people} people, {plan.seconds / HOUR:g} h, streams: {plan.streams}, deaths of the bot: {report.deaths}
  {report.asked} questions: {ends}; wrong or lost: {len(report.wrong)}
  slots lost: {plan.streams - report.free_at_end}; 429s: {report.refused}; \
most streams at once: {report.most_streams}; longest line: {report.most_waiting}
  longest wait {longest.seconds:.0f} s, at place {longest.place}; \
its bound {bound:.0f} s (place / streams, times the longest hold of {hold:.0f} s)
  told waits were off by {off:.0f} s on average, of {_mean(told):.0f} s"""


def _mean(waits: list[Wait]) -> float:
    return sum(wait.seconds for wait in waits) / max(1, len(waits))


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    PLAN = Plan()
    print(describe(PLAN, play(PLAN)))  # noqa: T201 - what it is for
