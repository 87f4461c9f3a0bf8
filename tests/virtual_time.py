"""An event loop whose clock jumps to the next timer whenever nobody has anything to say.

Sockets are real and so are the threads of SQLite and executors: while any of them works, time stands still.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar, TypeVarTuple

import aiosqlite

from tests.sudden_death import life, make_task

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# How long (real seconds) all sockets stay silent before the loop believes that nothing is under way: the
# kernel hands loopback traffic over at once, but a loaded machine may do so a moment later.
GRACE = 0.0005
# A thread's result wakes the loop by itself; this only bounds one look at it (real seconds).
PATIENCE = 1.0


class _Selector(selectors.DefaultSelector):
    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.loop.in_threads:
            return super().select(PATIENCE if timeout is None or timeout > 0 else 0)
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(0) or super().select(self.loop.grace)
        if not ready:
            self.loop.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Real sockets, virtual seconds: an hour of waiting takes no time, each sleep ends exactly on time.

    Where nobody has a socket there is no `grace` to be given to any (real seconds).
    """

    def __init__(self, grace: float = GRACE) -> None:
        selector: Any = _Selector()
        selector.loop = self
        self.now = 0.0
        self.grace = grace
        self.in_threads = 0
        super().__init__(selector)
        self.set_task_factory(make_task)

    def time(self) -> float:
        """Return the virtual seconds."""
        return self.now

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Let time stand still while a thread works."""
        future = super().run_in_executor(executor, func, *args)
        self.in_threads += 1
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, _: object) -> None:
        self.in_threads -= 1

    async def create_server(self, *args: Any, **kwargs: Any) -> asyncio.Server:
        """Listen; what a bot opens is closed when it dies."""
        server = await super().create_server(*args, **kwargs)
        if (owner := life()) is not None:
            owner.servers.append(server)
        return server

    def _make_socket_transport(self, *args: Any, **kwargs: Any) -> asyncio.Transport:
        return _owned(super()._make_socket_transport(*args, **kwargs))  # type: ignore[misc]

    def _make_ssl_transport(self, *args: Any, **kwargs: Any) -> asyncio.Transport:
        return _owned(super()._make_ssl_transport(*args, **kwargs))  # type: ignore[misc]


def _owned(transport: asyncio.Transport) -> asyncio.Transport:
    if (owner := life()) is not None:
        owner.transports.add(transport)
    return transport


def _standing_still(execute: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def counted(self: aiosqlite.Connection, *args: Any, **kwargs: Any) -> Any:
        loop = asyncio.get_running_loop()
        if not isinstance(loop, VirtualLoop):
            return await execute(self, *args, **kwargs)
        loop.in_threads += 1
        ended = partial(_ended_once, loop, [True])
        if (owner := life()) is not None:
            owner.at_end.add(ended)  # nobody resumes what stands here then
        try:
            return await execute(self, *args, **kwargs)
        finally:
            ended()
            if owner is not None:
                owner.at_end.discard(ended)

    return counted


def _ended_once(loop: VirtualLoop, first: list[bool]) -> None:
    if first:
        loop.in_threads -= first.pop()


def _owned_by_life(connect: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def noted(self: aiosqlite.Connection) -> Any:
        if (owner := life()) is not None:
            owner.databases.add(self)
        return await connect(self)

    return noted


def _standing_still_to_the_end(
    stop: Callable[[aiosqlite.Connection], asyncio.Future[Any] | None],
) -> Callable[[aiosqlite.Connection], asyncio.Future[Any] | None]:
    def counted(self: aiosqlite.Connection) -> asyncio.Future[Any] | None:
        stopped = stop(self)
        if stopped is not None and isinstance(loop := stopped.get_loop(), VirtualLoop):
            loop.in_threads += 1
            stopped.add_done_callback(loop._thread_done)
        return stopped

    return counted


# aiosqlite's thread is its own; its entrances are where it can be seen at work.
_connect: Any = _standing_still(_owned_by_life(aiosqlite.Connection._connect))
aiosqlite.Connection._connect = _connect  # type: ignore[method-assign]
aiosqlite.Connection._execute = _standing_still(aiosqlite.Connection._execute)  # type: ignore[method-assign]
# The last to close a file writes all of its log into it, which a loaded disk makes long.
_stop: Any = _standing_still_to_the_end(aiosqlite.Connection.stop)
aiosqlite.Connection.stop = _stop  # type: ignore[method-assign]
