"""Which question the present work is for: its id stands in every line of the log that belongs to it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Trace:
    """One question's way; `name` is "u" and the id of the update that asked.

    `began` is the loop's time at which Telegram handed the update over, None where an earlier process had it.
    """

    name: str
    began: float | None = None


_present: ContextVar[Trace | None] = ContextVar("trace", default=None)


def trace() -> Trace | None:
    """Return what the present task works for, None where it is no question's."""
    return _present.get()


@contextmanager
def traced(name: str, began: float | None = None) -> Iterator[Trace]:
    """Let what the block does, and the tasks that it starts, work for a new trace."""
    with following(Trace(name, began)) as made:
        yield made


@contextmanager
def following(trace: Trace) -> Iterator[Trace]:
    """Let what the block does work for a trace that began elsewhere: a worker serves many questions."""
    token = _present.set(trace)
    try:
        yield trace
    finally:
        # A coroutine that is closed before its end is closed from elsewhere, where nothing was set.
        with suppress(ValueError):
            _present.reset(token)
