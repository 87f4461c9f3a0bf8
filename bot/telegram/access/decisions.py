"""What admins decide of people and groups: noted with who did so, and in force at once."""

from collections.abc import Callable
from typing import Protocol

from bot.core.access import Decision, Standing
from bot.dialog.runs import Runs

# The names under which decisions stand in the log of acts.
ACTS = {
    Standing.ALLOWED: "allow",
    Standing.REFUSED: "refuse",
    Standing.BANNED: "ban",
    Standing.UNKNOWN: "unban",
    Standing.ASKED: "ask",
}
# What an admin decided; everything else may still be.
DECIDED = frozenset({Standing.ALLOWED, Standing.REFUSED, Standing.BANNED})
# Nobody who is this now shall read on.
_SHUT_OUT = frozenset({Standing.REFUSED, Standing.BANNED})


class AccessTable(Protocol):
    """Where standings are kept. Calls raise `StorageError`; times are unix seconds."""

    async def standings(self, one: int, other: int) -> tuple[Standing, Standing]:
        """Return both standings."""
        ...

    async def decision(self, each: int) -> Decision:
        """Return a standing, and whose decision it is."""
        ...

    async def decide(self, each: int, decision: Decision, act: str, now: float) -> Decision:
        """Let an admin decide and note the act; return whose decision holds."""
        ...

    async def asked_once(self, each: int, now: float, update_id: int | None = None) -> bool:
        """Note that somebody unknown would like to talk; True for the first update that says so."""
        ...

    async def invite(self, by: int, now: float, expires_at: float | None = None) -> str:
        """Make an invitation and return its code."""
        ...

    async def redeem(self, code: str, person_id: int, now: float) -> bool:
        """Allow a person who brings a valid code, and use it up."""
        ...


class ActLog(Protocol):
    """Where it is noted what admins do. Calls raise `StorageError`."""

    async def add(
        self, admin_id: int, act: str, now: float, *, subject: int | None = None, details: str | None = None
    ) -> None:
        """Note what an admin changed, and about whom."""
        ...


class Names(Protocol):
    """Where people's names stand. Calls raise `StorageError`."""

    async def name(self, user_id: int) -> str | None:
        """Return what a person is called, None if they were never met."""
        ...


class Decisions:
    """Decides of people (id > 0) and groups (id < 0); `now` is in unix seconds."""

    def __init__(self, access: AccessTable, runs: Runs, now: Callable[[], float]) -> None:
        self._access = access
        self._runs = runs
        self._now = now

    async def answer(self, each: int, standing: Standing, by: int, update_id: int) -> Decision:
        """Answer somebody's request and return what holds: an earlier answer of another update stays.

        An invitation is no admin's answer, so whoever came in by one can still be refused. An update that is
        worked off again after a crash finds its own answer. Raises `StorageError`.
        """
        present = await self._access.decision(each)
        decided = present.standing in DECIDED and not present.invited
        if decided and present.update_id != update_id:
            return present
        return await self.decide(each, standing, by, update_id)

    async def decide(self, each: int, standing: Standing, by: int, update_id: int | None = None) -> Decision:
        """Let this hold from now on, also for what grows or waits, and return whose decision it is.

        Raises `StorageError`.
        """
        wanted = Decision(standing, by, update_id)
        holds = await self._access.decide(each, wanted, ACTS[standing], self._now())
        if standing in _SHUT_OUT:
            await self._runs.stop_of(each)
        return holds
