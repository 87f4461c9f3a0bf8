"""The line in front of GigaChat's few streams: fair, honest about places, and no slot is ever lost."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog.slots import Slots


@dataclass(eq=False)
class Guest:
    """Somebody who waits for a slot, holds it until told to go, and writes down what they hear."""

    slots: Slots
    places: list[int] = field(default_factory=list)
    served: list["Guest"] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    holds: bool = False

    async def visit(self) -> None:
        """Come, wait, hold, leave."""
        async with self.slots.hold(self.places.append):
            self.served.append(self)
            self.holds = True
            try:
                await self.done.wait()
            finally:
                self.holds = False


async def settle() -> None:
    """Let everybody who can go on go on."""
    for _ in range(5):
        await asyncio.sleep(0)


steps = st.lists(
    st.tuples(st.sampled_from(["come", "finish", "cancel", "turn", "pause"]), st.integers(0, 30)),
    max_size=60,
)


@given(st.integers(1, 3), steps)
@settings(max_examples=300, deadline=None)
def test_no_slot_is_lost_under_any_cancellation(count: int, plan: list[tuple[str, int]]) -> None:
    """Whoever leaves when, never do more hold than there are slots, and in the end all are free again."""
    asyncio.run(_play(count, plan))


async def _play(count: int, plan: list[tuple[str, int]]) -> None:
    slots = Slots(count)
    served: list[Guest] = []
    guests: list[tuple[Guest, asyncio.Task[None]]] = []
    for step, number in plan:
        if step == "come":
            guest = Guest(slots, served=served)
            guests.append((guest, asyncio.create_task(guest.visit())))
        elif step == "pause":
            await settle()
        elif step == "turn":
            await asyncio.sleep(0)  # one turn of the loop: a slot may be on its way to the next in line
        elif guests:
            guest, task = guests[number % len(guests)]
            guest.done.set() if step == "finish" else task.cancel()
        assert sum(guest.holds for guest, _ in guests) <= count
    await settle()
    waiting = [guest for guest, task in guests if not task.done() and not guest.holds]
    assert slots.waiting == len(waiting)
    assert not waiting or sum(guest.holds for guest, _ in guests) == count, "a slot stands empty"
    assert [guest.places[-1] for guest in waiting] == list(range(1, len(waiting) + 1))
    order = [index for guest in served for index, (known, _) in enumerate(guests) if known is guest]
    assert order == sorted(order), "first come, first served"
    for guest, _ in guests:
        guest.done.set()
    await asyncio.gather(*(task for _, task in guests), return_exceptions=True)
    async with asyncio.timeout(1):
        holders = [Guest(slots) for _ in range(count)]
        tasks = [asyncio.create_task(holder.visit()) for holder in holders]
        await settle()
        assert all(holder.holds for holder in holders)
        for holder in holders:
            holder.done.set()
        await asyncio.gather(*tasks)


async def test_everybody_hears_their_place_as_the_line_moves() -> None:
    """The places count down as those before leave or are served; 0 says that the model is being asked."""
    slots = Slots(1)
    guests = [Guest(slots) for _ in range(4)]
    tasks = [asyncio.create_task(guest.visit()) for guest in guests]
    await settle()
    assert [guest.places for guest in guests] == [[0], [1], [2], [3]]
    tasks[1].cancel()
    await settle()
    assert [guest.places for guest in guests[2:]] == [[2, 1], [3, 2]]
    guests[0].done.set()
    await settle()
    assert [guest.places for guest in guests[2:]] == [[2, 1, 0], [3, 2, 1]]
    for guest in guests:
        guest.done.set()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_slot_on_its_way_to_somebody_who_leaves_goes_to_the_next() -> None:
    """Leaving in the very moment of the handover passes the slot on instead of losing it."""
    slots = Slots(1)
    guests = [Guest(slots) for _ in range(3)]
    tasks = [asyncio.create_task(guest.visit()) for guest in guests]
    await settle()
    guests[0].done.set()
    await asyncio.sleep(0)  # the holder leaves and hands over; the next has not woken yet
    assert not guests[0].holds
    assert not guests[1].holds
    tasks[1].cancel()
    await settle()
    assert guests[2].holds
    guests[2].done.set()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_an_error_inside_gives_the_slot_back() -> None:
    """A run that fails does not take its slot with it."""
    slots = Slots(1)
    with pytest.raises(LookupError):
        async with slots.hold(lambda _: None):
            raise LookupError
    places: list[int] = []
    async with slots.hold(places.append):
        assert places == [0]
