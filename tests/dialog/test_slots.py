"""The line in front of GigaChat's few streams: fair, honest about places, and no slot is ever lost."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import QueueFullError
from bot.core.fair_queue import PREFERRED_IN_A_ROW
from bot.core.stream_limit import EASING, ONE_BLOW
from bot.dialog.slots import Slots
from tests.virtual_time import VirtualLoop


@dataclass(eq=False)
class Guest:
    """Somebody who waits for a slot, holds it until told to go, and writes down what they hear."""

    slots: Slots
    preferred: bool = False
    places: list[int] = field(default_factory=list)
    waits: list[int | None] = field(default_factory=list)
    served: list["Guest"] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    holds: bool = False
    full: bool = False
    task: asyncio.Task[None] | None = None

    def begin(self) -> "Guest":
        """Come."""
        self.task = asyncio.create_task(self.visit())
        return self

    async def visit(self) -> None:
        """Come, wait, hold, leave."""
        with self.slots.place(preferred=self.preferred) as place:
            try:
                await self.slots.come(place, self.hear)
            except QueueFullError:
                self.full = True
                return
            self.served.append(self)
            self.holds = True
            try:
                await self.done.wait()
            finally:
                self.holds = False

    def hear(self, place: int, seconds: int | None) -> None:
        """Write down where one stands."""
        self.places.append(place)
        self.waits.append(seconds)

    @property
    def gone(self) -> bool:
        """Whether the visit is over."""
        return self.task is not None and self.task.done()


async def settle() -> None:
    """Let everybody who can go on go on."""
    for _ in range(5):
        await asyncio.sleep(0)


steps = st.lists(
    st.tuples(
        st.sampled_from(["come", "come first", "finish", "cancel", "turn", "pause", "refuse", "wait"]),
        st.integers(0, 30),
    ),
    max_size=60,
)


@given(st.integers(1, 3), st.none() | st.integers(1, 4), steps)
@settings(max_examples=300)
def test_no_slot_is_lost_under_any_cancellation(
    count: int, limit: int | None, plan: list[tuple[str, int]]
) -> None:
    """Whoever leaves when, with precedence, a full line and refusals: in the end all slots are free again."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(_play(count, limit, plan))


async def _play(count: int, limit: int | None, plan: list[tuple[str, int]]) -> None:
    slots = Slots(count, limit=limit)
    served: list[Guest] = []
    guests: list[Guest] = []
    for step, number in plan:
        if step.startswith("come"):
            guests.append(Guest(slots, step == "come first", served=served).begin())
        elif step == "pause":
            await settle()
        elif step == "turn":
            await asyncio.sleep(0)  # one turn of the loop: a slot may be on its way to the next in line
        elif step == "refuse":
            slots.refused()
        elif step == "wait":
            await asyncio.sleep(number * EASING / 10)
        elif guests:
            guest = guests[number % len(guests)]
            assert guest.task is not None
            guest.done.set() if step == "finish" else guest.task.cancel()
        assert sum(guest.holds for guest in guests) <= count
    await settle()
    _judge(slots, limit, guests, served)
    await asyncio.sleep(count * EASING + 1)  # whatever was refused, by then all slots are given away again
    holding = sum(guest.holds for guest in guests)
    assert holding == count or slots.waiting == 0, "a slot stands empty"
    await _all_are_free(slots, count, guests)


def _judge(slots: Slots, limit: int | None, guests: list[Guest], served: list[Guest]) -> None:
    waiting = [guest for guest in guests if not guest.gone and not guest.holds]
    assert slots.waiting == len(waiting)
    assert not waiting or any(guest.holds for guest in guests), "nobody is served"
    assert sorted(guest.places[-1] for guest in waiting) == list(range(1, len(waiting) + 1))
    assert limit is None or sum(not guest.preferred for guest in waiting) <= limit
    assert not any(guest.full and (guest.preferred or limit is None) for guest in guests)
    for preferred in (True, False):
        order = [guests.index(guest) for guest in served if guest.preferred is preferred]
        assert order == sorted(order), "first come, first served"


async def _all_are_free(slots: Slots, count: int, guests: list[Guest]) -> None:
    for guest in guests:
        guest.done.set()
    await asyncio.gather(*(guest.task for guest in guests if guest.task), return_exceptions=True)
    assert slots.waiting == 0
    holders = [Guest(slots).begin() for _ in range(count)]
    await settle()
    assert all(holder.holds for holder in holders)
    for holder in holders:
        holder.done.set()
    await settle()
    assert all(holder.gone for holder in holders)


async def test_everybody_hears_their_place_as_the_line_moves() -> None:
    """The places count down as those before leave or are served; 0 says that the model is being asked."""
    slots = Slots(1)
    guests = [Guest(slots).begin() for _ in range(4)]
    await settle()
    assert [guest.places for guest in guests] == [[0], [1], [2], [3]]
    _cancel(guests[1])
    await settle()
    assert [guest.places for guest in guests[2:]] == [[2, 1], [3, 2]]
    guests[0].done.set()
    await settle()
    assert [guest.places for guest in guests[2:]] == [[2, 1, 0], [3, 2, 1]]
    await _end(guests)


async def test_everybody_hears_how_long_it_takes_by_the_answers_before() -> None:
    """Nothing is claimed before the first answer; then each place is told its time, anew when it changes."""
    slots = Slots(1)
    guests = [Guest(slots).begin() for _ in range(4)]
    await asyncio.sleep(25)
    assert [guest.waits for guest in guests[1:]] == [[None]] * 3
    guests[0].done.set()
    await settle()
    assert [guest.waits[-1] for guest in guests[2:]] == [30, 50]
    await asyncio.sleep(5)
    guests[1].done.set()
    await settle()
    assert guests[3].waits[-1] == 20  # answers of 25 and 5 s
    await _end(guests)


async def test_a_slot_on_its_way_to_somebody_who_leaves_goes_to_the_next() -> None:
    """Leaving in the very moment of the handover passes the slot on instead of losing it."""
    slots = Slots(1)
    guests = [Guest(slots).begin() for _ in range(3)]
    await settle()
    guests[0].done.set()
    await asyncio.sleep(0)  # the holder leaves and hands over; the next has not woken yet
    assert not guests[0].holds
    assert not guests[1].holds
    _cancel(guests[1])
    await settle()
    assert guests[2].holds
    await _end(guests)


async def test_an_error_inside_gives_the_slot_back() -> None:
    """A run that fails does not take its slot with it, nor does one that fails before it was asked for."""
    slots = Slots(1)
    for _ in range(2):
        with pytest.raises(LookupError), slots.place():
            raise LookupError
    guest = Guest(slots).begin()
    await settle()
    assert guest.places == [0]
    await _end([guest])


async def test_a_place_is_taken_before_anything_is_awaited() -> None:
    """Who comes first stands first, however long they take until they listen."""
    slots = Slots(1)
    with slots.place() as first:
        later = Guest(slots).begin()
        await settle()
        assert later.places == [1]
        heard: list[int] = []
        await slots.come(first, lambda place, _: heard.append(place))
        assert heard == [0]
    await _end([later])


async def test_who_begins_again_stands_at_the_end() -> None:
    """A question that is edited on and on lets the others through."""
    slots = Slots(1)
    with slots.place() as place:
        await slots.come(place, lambda *_: None)
        other = Guest(slots).begin()
        await settle()
        slots.again(place)
        await settle()
        assert other.holds
        heard: list[int] = []
        coming = asyncio.create_task(slots.come(place, lambda place, _: heard.append(place)))
        await settle()
        other.done.set()
        await coming
        assert heard == [1, 0]


async def test_precedence_goes_first_but_starves_nobody() -> None:
    """Those with precedence overtake, and after three of them another one is served."""
    slots = Slots(1)
    served: list[Guest] = []
    holder = Guest(slots).begin()
    await settle()
    ordinary = [Guest(slots, served=served).begin() for _ in range(2)]
    await settle()
    preferred = [Guest(slots, preferred=True, served=served).begin() for _ in range(2 * PREFERRED_IN_A_ROW)]
    await settle()
    assert [guest.places[-1] for guest in preferred + ordinary] == [1, 2, 3, 5, 6, 7, 4, 8]
    for guest in [holder, *preferred, *ordinary]:
        guest.done.set()
    await _end([holder, *preferred, *ordinary])
    expected = [*preferred[:3], ordinary[0], *preferred[3:], ordinary[1]]
    assert [guest.places[0] for guest in served] == [guest.places[0] for guest in expected]
    assert served == expected


async def test_a_full_line_says_when_there_will_be_room() -> None:
    """Beyond the limit nobody waits, but they hear when to come again; precedence finds room."""
    slots = Slots(1, limit=2)
    first = Guest(slots).begin()
    await asyncio.sleep(40)
    first.done.set()
    guests = [Guest(slots).begin() for _ in range(3)]
    await settle()
    with slots.place() as place, pytest.raises(QueueFullError) as refusal:
        await slots.come(place, lambda *_: None)
    assert refusal.value.wait == 40
    admin = Guest(slots, preferred=True).begin()
    await settle()
    assert (admin.full, slots.waiting) == (False, 3)
    await _end([first, *guests, admin])


async def test_refusals_shrink_what_is_given_away_and_calm_brings_it_back() -> None:
    """Of four slots two are used after a 429, one after the next, and one more each minute from then on."""
    slots = Slots(4)
    first = [Guest(slots).begin() for _ in range(4)]
    await settle()
    slots.refused()
    await asyncio.sleep(ONE_BLOW)
    slots.refused()
    line = [Guest(slots).begin() for _ in range(4)]
    for guest in first:
        guest.done.set()
    await settle()
    held = [sum(guest.holds for guest in line)]
    for _ in range(3):
        await asyncio.sleep(EASING + 0.001)
        held.append(sum(guest.holds for guest in line))
    assert held == [1, 2, 3, 4]
    await _end([*first, *line])


def _cancel(guest: Guest) -> None:
    assert guest.task is not None
    guest.task.cancel()


async def _end(guests: list[Guest]) -> None:
    for guest in guests:
        guest.done.set()
    await asyncio.gather(*(guest.task for guest in guests if guest.task), return_exceptions=True)
