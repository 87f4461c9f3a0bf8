"""The kill test itself: a bot that dies and is started again while people talk to it, and then is judged."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from bot.sandbox.gigachat import Exchange
from tests.chaos.archive_file import left_in, letters_in, tips_in, turns_in
from tests.chaos.deaths import Death, Trap, drawn
from tests.chaos.diary import Diary, Entry, Lived
from tests.chaos.evidence import Evidence, Place, Seen
from tests.chaos.lives import Life, Zygote
from tests.chaos.load import Load
from tests.chaos.oracle import Objection, judge
from tests.chaos.town import STREAMS, Town
from tests.chaos.weather import Weather

# More than so many answers, updates and letters under way are not asked for: a bot that dies every second
# works off a few in each of its lives, and groups have their 20 calls a minute.
MOST_LEFT = 30
# Seconds that an end may take.
CLEAN_END = 30.0
GRACE = "1"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: everything else is drawn from the seed. Times in seconds, `kills` are kills -9."""

    seed: str
    kills: int
    longest_life: float = 3.0
    most_time: float = float("inf")
    # For all that waits, once the sky is clear: a group has 20 calls a minute for some 30 letters, and before
    # them for lost sends, each of which is looked for by up to 24 edits.
    until_quiet: float = 600.0
    webhook_port: int | None = None


@dataclass
class Trial:
    """One run of the test in a folder of its own."""

    plan: Plan
    folder: Path
    evidence: Evidence = field(default_factory=Evidence)
    diary: Diary = field(default_factory=Diary)
    objections: list[Objection] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build the town and whoever lives in it."""
        self.town = Town(self.plan.seed, time.time)
        self._path = self.folder / "bot.sqlite3"
        self._stack = AsyncExitStack()

    async def run(self) -> list[Objection]:
        """Live, kill, let it come to rest, and judge."""
        async with AsyncExitStack() as stack:
            await self.town.open()
            stack.push_async_callback(self.town.close)
            zygote = await Zygote.open()
            stack.push_async_callback(zygote.close)
            await self._settle_in(zygote)
            await self._die_often(zygote)
            await self._come_to_rest(zygote)
            self._gather()
        self.objections += judge(self.evidence)
        return self.objections

    @property
    def killed(self) -> int:
        """How many lives ended by kill -9."""
        return sum(life.status == -signal.SIGKILL for life in self.diary.lives)

    async def _settle_in(self, zygote: Zygote) -> None:
        """Let two people choose other ways to see answers, before anything dies."""
        life = await self._start(zygote)
        begun = asyncio.get_running_loop().time()
        for spot, label in zip(self.town.spots, ("черновик", "целиком"), strict=False):
            (person,) = spot.people
            await person.sends("/settings")
            page = await person.sees("Настройки")
            await person.presses("Показ", on=page)
            await person.sees(lambda message, wanted=label: any(wanted in each for each in message.labels))  # type: ignore[misc]
            await person.presses(label, on=page)
        life.signal(signal.SIGTERM)
        await self._ended(life, begun, Death(0.0, kindly=True))

    async def _die_often(self, zygote: Zygote) -> None:
        loop = asyncio.get_running_loop()
        load = Load(self.town, self.evidence, self.plan.seed, time.time, self._note, self._is_busy)
        weather = Weather(self.town, self.plan.seed)
        over = loop.time() + self.plan.most_time
        at_work = [asyncio.create_task(load.run()), asyncio.create_task(weather.run())]
        for number in count():
            if self.killed >= self.plan.kills or loop.time() > over:
                break
            await self._live(
                zygote, drawn(Random(f"{self.plan.seed}/death/{number}"), self.plan.longest_life)
            )
            if failed := [task for task in at_work if task.done()]:
                failed[0].result()
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        weather.clear()

    async def _live(self, zygote: Zygote, death: Death) -> None:
        life = await self._start(zygote)
        begun = asyncio.get_running_loop().time()

        def spring() -> None:
            if life.signal(signal.SIGTERM if death.kindly else signal.SIGKILL):
                self.evidence.kills.append(time.time())

        trap = Trap(self.town, death, spring)
        trap.set()
        await self._ended(life, begun, death)
        trap.remove()

    async def _come_to_rest(self, zygote: Zygote) -> None:
        life = await self._start(zygote)
        begun = asyncio.get_running_loop().time()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.plan.until_quiet):
                while not life.ended.done() and not self._is_quiet():  # noqa: ASYNC110 - a file signals nobody
                    await asyncio.sleep(0.2)
        life.signal(signal.SIGTERM)
        await self._ended(life, begun, Death(0.0, kindly=True))

    def _is_busy(self) -> bool:
        return sum(left_in(self._path).values()) > MOST_LEFT

    def _is_quiet(self) -> bool:
        at_work = (
            self.town.telegram.updates.waiting(self.town.telegram.now()) or self.town.gigachat.slots.busy
        )
        return not at_work and not any(left_in(self._path).values())

    async def _start(self, zygote: Zygote) -> Life:
        return await zygote.start(self._environment(), self.folder, self.folder / "bot.log")

    async def _ended(self, life: Life, begun: float, death: Death) -> None:
        """Wait for the end of a life; object to one that did not end as it should."""
        try:
            status = await asyncio.wait_for(asyncio.shield(life.ended), CLEAN_END)
        except TimeoutError:
            self._object(f"the bot did not end within {CLEAN_END:g} s of SIGTERM")
            life.signal(signal.SIGKILL)
            status = await life.ended
        if status not in {0 if death.kindly else -signal.SIGKILL, -signal.SIGTERM if death.kindly else 0}:
            self._object(f"the bot ended with status {status}, not by {death}")
        now = asyncio.get_running_loop().time()
        self.diary.lives.append(Lived(begun, now, str(death), status))
        self._keep_exchanges()

    def _object(self, text: str) -> None:
        self.objections.append(Objection(None, text))

    def _note(self, number: int | None, text: str) -> None:
        self.diary.entries.append(Entry(asyncio.get_running_loop().time(), number, text))

    def _keep_exchanges(self) -> None:
        """Keep what the double's record would forget: it holds the newest 2,000."""
        newest = self.exchanges[-1].number if self.exchanges else 0
        self.exchanges += [each for each in self.town.gigachat.requests if each.number > newest]

    def _gather(self) -> None:
        evidence, telegram = self.evidence, self.town.telegram
        evidence.told, evidence.paid = self.town.told, self.town.paid
        evidence.turns, evidence.tips = turns_in(self._path), tips_in(self._path)
        evidence.letters, evidence.left = set(letters_in(self._path)), left_in(self._path)
        for chat in self.town.chats:
            for message in telegram.chat_history(chat):
                if message.sender is telegram.bot:
                    place = Place(chat.id, message.message_id)
                    evidence.seen.append(Seen(place, message.text, tuple(message.labels)))
        self.objections += [
            Objection(None, f"unknown to the Bot API: {each}") for each in telegram.violations
        ]

    def _environment(self) -> dict[str, str]:
        telegram, gigachat = self.town.telegram, self.town.gigachat
        webhook = {
            "WEBHOOK_URL": f"http://127.0.0.1:{self.plan.webhook_port}/telegram",
            "WEBHOOK_PORT": str(self.plan.webhook_port),
        }
        return {
            "BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "GIGACHAT_CREDENTIALS": gigachat.credentials,
            "GIGACHAT_BASE_URL": gigachat.base_url,
            "GIGACHAT_AUTH_URL": gigachat.auth_url,
            "GIGACHAT_STREAMS": str(STREAMS),
            "DATABASE_PATH": str(self._path),
            "SHUTDOWN_GRACE": GRACE,
        } | (webhook if self.plan.webhook_port else {})
