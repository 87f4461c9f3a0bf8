"""Leave to stream: GigaChat grants a key a few simultaneous streams, everybody else stands in line.

A conversation has one live run at most, so first come, first served over runs is fair over conversations.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto

from bot.core.errors import QueueFullError
from bot.core.estimate import RecentAnswers, expected_wait
from bot.core.fair_queue import FairQueue
from bot.core.stream_limit import StreamLimit

# Hears the place in line, 0 at the end, and in about how many seconds the turn comes: None if nobody knows.
OnPlace = Callable[[int, int | None], None]


class _Stage(Enum):
    OUTSIDE = auto()
    TURNED_AWAY = auto()
    IN_LINE = auto()
    HOLDING = auto()


@dataclass(eq=False, slots=True)
class Place:
    """Where one run stands between its coming and its going; only `Slots` reads more of it."""

    preferred: bool
    stage: _Stage = _Stage.OUTSIDE
    since: float = 0.0  # when it got its slot
    turn: asyncio.Future[None] | None = None
    hear: OnPlace | None = None
    heard: tuple[int, int | None] | None = None

    def tell(self, number: int, seconds: int | None) -> None:
        """Pass on what is new."""
        if self.hear and self.heard != (number, seconds):
            self.heard = (number, seconds)
            self.hear(number, seconds)


class Slots:
    """A line in front of `count` slots; of those without precedence at most `limit` wait, None: all."""

    def __init__(self, count: int, *, limit: int | None = None) -> None:
        self._limit = limit
        self._slow = StreamLimit(count)
        self._held = 0
        self._line: FairQueue[Place] = FairQueue()
        self._recent = RecentAnswers()
        self._growth: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @contextmanager
    def place(self, *, preferred: bool = False) -> Iterator[Place]:
        """Stand in line at once, before anything is awaited, until the block ends, and so does the slot."""
        place = Place(preferred)
        self._stand(place)
        try:
            yield place
        finally:
            self._leave(place)

    async def come(self, place: Place, on_place: OnPlace) -> None:
        """Return once the place has become a slot; `on_place` hears each change until then.

        Raises `QueueFullError` if there was no room to stand.
        """
        if place.stage is _Stage.TURNED_AWAY:
            half = max(1, len(self._line) // 2)  # by then there is room, even if others come meanwhile
            raise QueueFullError("the line is full", wait=self._wait(half))
        place.hear, place.heard = on_place, None
        place.turn = asyncio.get_running_loop().create_future()
        if place.stage is _Stage.HOLDING:
            place.tell(0, None)
        else:
            self._tell_places()
            await place.turn

    def again(self, place: Place) -> None:
        """Give the slot back and stand at the end of the line."""
        place.hear = None
        self._leave(place)
        self._stand(place)

    def refused(self) -> None:
        """Note that GigaChat refused a stream: for a while fewer slots are given away."""
        self._slow.refused(_now())
        self._move()

    def _stand(self, place: Place) -> None:
        self._move()
        full = self._limit is not None and self._line.ordinary >= self._limit
        if full and not place.preferred:
            place.stage = _Stage.TURNED_AWAY
            return
        place.stage = _Stage.IN_LINE
        self._line.join(place, preferred=place.preferred)
        self._move()

    def _leave(self, place: Place) -> None:
        stage, place.stage = place.stage, _Stage.OUTSIDE
        if stage is _Stage.IN_LINE:
            self._line.leave(place)
        elif stage is _Stage.HOLDING:
            self._held -= 1
            self._recent.note(_now() - place.since)
        self._move()

    def _move(self) -> None:
        """Give away what is free, then tell everybody where they stand."""
        now = _now()
        while len(self._line) and self._held < self._slow.limit(now):
            self._held += 1
            place = self._line.call()
            place.stage, place.since = _Stage.HOLDING, now
            place.tell(0, None)
            if place.turn and not place.turn.done():  # who was cancelled in this very moment leaves by itself
                place.turn.set_result(None)
        self._await_growth(now)
        self._tell_places()

    def _await_growth(self, now: float) -> None:
        if self._growth:
            self._growth.cancel()
        at = self._slow.grows_at(now)
        loop = asyncio.get_running_loop()
        self._growth = loop.call_at(at, self._move) if len(self._line) and at is not None else None

    def _tell_places(self) -> None:
        for number, place in enumerate(self._line, start=1):
            place.tell(number, self._wait(number))

    def _wait(self, number: int) -> int | None:
        return expected_wait(self._recent.average(), self._slow.limit(_now()), number)


def _now() -> float:
    return asyncio.get_running_loop().time()
