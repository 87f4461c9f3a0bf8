"""A long day in virtual time: mixed traffic, bad weather, restarts and kills, and what is left of it."""

import asyncio
import gc
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.sandbox.gigachat import Fault as ModelFault
from bot.sandbox.gigachat import Scenario
from bot.sandbox.telegram import Chat, NotSeenError, Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished

HOUR = 3600.0
# Nothing that a person began is under way any more after so long (virtual s).
QUIET = 600.0
PEOPLE = 10
WEATHER = ("429", "500", "502_html", "hang", "reset", "lost", "slow")
MODEL_WEATHER: tuple[Literal["reset", "hang", "cut", "drop"], ...] = ("reset", "hang", "cut", "drop")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one hour left: of the bot's own objects, tasks, descriptors and the file."""

    hour: int
    questions: int
    objects: int
    tasks: int
    files: int
    megabytes: float
    rows: int
    database: int

    def __str__(self) -> str:
        return (
            f"{self.hour:4} {self.questions:9} {self.objects:8} {self.tasks:6} {self.files:6} "
            f"{self.megabytes:8.0f} {self.rows:7} {self.database / 1024:9.0f}"
        )


HEADING = "hour questions  objects  tasks  files  RSS, MB    rows  file, KB"


class Day:
    """People who ask, stop, retry, edit and forget, hour after hour."""

    def __init__(self, world: World, seed: int, questions_an_hour: int) -> None:
        self._world = world
        self._random = random.Random(seed)
        self._questions = 0
        self._an_hour = questions_an_hour
        self._objects_before = _living_objects()
        people = [world.telegram.person(f"Человек {number}") for number in range(PEOPLE)]
        self._places: list[tuple[Person, Chat]] = [
            (person, world.telegram.private(person)) for person in people
        ]
        for chat in (
            world.telegram.group("Группа", members=people[:4]),
            world.telegram.supergroup("Большая группа", members=people[4:8]),
        ):
            self._places += [(member, chat) for member in people[:8] if member.id in chat.members]

    async def pass_(self, hours: int) -> list[Reading]:
        """Live so many hours; return what each left once all was quiet."""
        readings = []
        for hour in range(hours):
            await self._hour(hour)
            readings.append(await self._reading(hour + 1))
        return readings

    async def _hour(self, hour: int) -> None:
        ends = asyncio.get_running_loop().time() + HOUR - QUIET
        async with asyncio.TaskGroup() as group:
            for _ in range(self._an_hour):
                group.create_task(self._visit(self._random.uniform(0, HOUR - 2 * QUIET)))
            if hour % 3 == 1:
                group.create_task(self._restart(clean=hour % 2 == 0))
        self._world.telegram.faults.clear()
        self._world.gigachat.faults.clear()
        await asyncio.sleep(max(0.0, ends - asyncio.get_running_loop().time()) + QUIET)

    async def _restart(self, *, clean: bool) -> None:
        await asyncio.sleep(self._random.uniform(0, HOUR - 2 * QUIET))
        await (self._world.stop_bot() if clean else self._world.kill_bot())
        await asyncio.sleep(self._random.uniform(0, 120))
        await self._world.start_bot()

    async def _visit(self, after: float) -> None:
        await asyncio.sleep(after)
        person, chat = self._random.choice(self._places)
        if self._random.random() < 0.15:
            self._cloud_over()
        self._questions += 1
        name = f"вопрос {self._questions}."
        answer = Scenario.words(self._random.choice((5, 40, 300, 900)), self._random.uniform(1, 30))
        self._world.gigachat.script(answer, match=name)
        asked = await person.sends(f"@gigachat_bot {name}", in_=chat)
        await asyncio.sleep(self._random.uniform(0, 20))
        act = self._random.random()
        with suppress(NotSeenError):
            if act < 0.1:
                await person.sends("/stop@gigachat_bot", in_=chat)
            elif act < 0.2:
                await person.edits(asked, f"@gigachat_bot {name} Точнее!")
            elif act < 0.3:
                await person.sends("/new@gigachat_bot", in_=chat)
            elif act < 0.5:
                shown = await person.sees(finished(""), in_=chat, timeout=60)
                if any("Ещё раз" in label for label in shown.labels):
                    person.pushes("Ещё раз", on=shown)

    def _cloud_over(self) -> None:
        if self._random.random() < 0.7:
            kind = self._random.choice(WEATHER)
            method = self._random.choice(("sendMessage", "editMessageText", "getUpdates", "*"))
            self._world.telegram.faults.add(Fault(method, kind, nth=self._random.randint(1, 5)))
        else:
            broken = self._random.choice(MODEL_WEATHER)
            self._world.gigachat.faults.add(ModelFault(broken, at=self._random.choice(("start", 2, "end"))))

    async def _reading(self, hour: int) -> Reading:
        app = self._world.app
        assert app is not None
        database = app.archive._database
        left = await database.rows(
            "SELECT (SELECT count(*) FROM updates WHERE done_at IS NULL)"
            " + (SELECT count(*) FROM letters WHERE ended_at IS NULL)"
            " + (SELECT count(*) FROM turns WHERE state = 'pending' OR unshown)"
        )
        assert left[0][0] == 0, "something never came to its end"
        assert app.runs.waiting == 0
        (rows,) = await database.rows("SELECT (SELECT count(*) FROM turns) + (SELECT count(*) FROM updates)")
        (size,) = await database.rows(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        )
        return Reading(
            hour, self._questions, _living_objects() - self._objects_before,
            len(asyncio.all_tasks()), _open_files(), _resident_megabytes(), rows[0], size[0],
        )  # fmt: skip


def live(hours: int, seed: int, questions_an_hour: int = 24) -> Iterator[Reading]:
    """Live a day of so many hours in a fresh world and yield its readings."""
    from tests.virtual_time import VirtualLoop  # noqa: PLC0415 - patches SQLite's thread, for a virtual loop only

    async def day(folder: Path) -> list[Reading]:
        world = World(folder)
        await world.open()
        try:
            await world.start_bot(gigachat_streams=3, questions_per_minute=0)
            return await Day(world, seed, questions_an_hour).pass_(hours)
        finally:
            await world.close()

    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=VirtualLoop) as runner:
        yield from runner.run(day(Path(folder)))


def _living_objects() -> int:
    """Return how many objects of the bot's own classes live; the two servers remember everything."""
    gc.collect()
    names = (str(type(each).__module__) for each in gc.get_objects())
    return sum(name.startswith("bot.") and not name.startswith("bot.sandbox") for name in names)


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
