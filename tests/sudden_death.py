"""A bot that runs beside the test in one loop, and can be killed there as `kill -9` kills a process.

Everything that the bot starts belongs to its `Life`: tasks, connections, servers, SQLite's threads. When the
life is over, not one line of the bot runs any more (no `finally` either), and the kernel's part is done for
it: sockets are closed, an open transaction is lost, locks are free. The loop tells a life by its context.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, ContextVar, copy_context
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import aiosqlite

T = TypeVar("T")

_LIFE: ContextVar["Life | None"] = ContextVar("life", default=None)
# A coroutine that cleans up awaits again and again; none of ours awaits so often while it is closed.
_MOST_AWAITS = 100


class Life:
    """What one bot holds, from its start to its end."""

    def __init__(self) -> None:
        self.is_over = False
        self.transports: set[asyncio.BaseTransport] = set()
        self.servers: list[asyncio.AbstractServer] = []
        self.databases: set[aiosqlite.Connection] = set()
        self.at_end: set[Callable[[], object]] = set()  # what the loop wants to be told at the end
        self._tasks: dict[asyncio.Task[Any], _Mortal] = {}
        self._context = copy_context()
        self._context.run(_LIFE.set, self)

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start the first task of this life."""
        return asyncio.get_running_loop().create_task(work, context=self._context)

    def task(self, loop: asyncio.AbstractEventLoop, work: Any, context: Context | None) -> asyncio.Task[Any]:
        """Make a task that ends with this life."""
        mortal = _Mortal(self, work)
        made: asyncio.Task[Any] = asyncio.Task(mortal, loop=loop, context=context)
        self._tasks[made] = mortal
        made.add_done_callback(lambda task: self._tasks.pop(task, None) if not self.is_over else None)
        if self.is_over:
            made.cancel()
        return made

    def end(self) -> None:
        """End it at once: nothing of the bot runs from here on, and the far side sees its sockets closed."""
        self.is_over = True
        for told in self.at_end:
            told()
        for server in self.servers:
            server.close()
        for transport in list(self.transports):
            transport.abort()  # type: ignore[attr-defined]  # sockets' transports all have it
        for task in list(self._tasks):
            task.cancel()

    async def bury(self) -> None:
        """Let go of what the kernel would free: threads, file handles, locks."""
        if tasks := [task for task in self._tasks if not task.done()]:
            await asyncio.wait(tasks)
        for database in self.databases:
            if (stopped := database.stop()) is not None:
                await stopped
        # Unwound with every await of their clean-up cut off: what is left are the ends of `with`.
        while self._tasks:  # unwinding may begin more of them
            _, mortal = self._tasks.popitem()
            self._context.run(mortal.unwind)
        await asyncio.sleep(0)


class _Death(BaseException):
    """Cuts off an await. GeneratorExit would not do: it leaves an inner coroutine behind half closed."""


class _Mortal(Coroutine[Any, Any, Any]):
    """A coroutine that is never resumed once its life is over."""

    def __init__(self, life: Life, work: Coroutine[Any, Any, Any]) -> None:
        self._life = life
        self._work = work

    def send(self, value: Any) -> Any:
        if self._life.is_over:
            raise asyncio.CancelledError
        return self._work.send(value)

    def throw(self, *error: Any) -> Any:
        if self._life.is_over:
            raise asyncio.CancelledError
        return self._work.throw(*error)

    def close(self) -> None:
        if not self._life.is_over:
            self._work.close()

    def unwind(self) -> None:
        """Run what stands between the awaits of the clean-up: each of them is cut off."""
        for _ in range(_MOST_AWAITS):
            try:
                self._work.throw(_Death())
            except BaseException:  # noqa: BLE001 - whatever a dead bot's clean-up ends with is nobody's news
                return self._work.close()
        raise AssertionError(f"{self._work!r} can't be unwound")

    def __await__(self) -> Generator[Any, None, Any]:
        return self._work.__await__()

    def __repr__(self) -> str:
        return repr(self._work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)  # the frame and its like, for whoever prints a stack


def life() -> Life | None:
    """Return the life to which the running code belongs, None for the test and the far side."""
    return _LIFE.get()


def make_task(
    loop: asyncio.AbstractEventLoop, work: Any, *, context: Context | None = None
) -> asyncio.Task[Any]:
    """Make a task for a loop, mortal if a bot makes it."""
    owner = _LIFE.get() if context is None else context.get(_LIFE)
    if owner is not None:
        return owner.task(loop, work, context)
    return asyncio.Task(work, loop=loop, context=context)
