"""What admins decide of people and groups: noted with who did so, and in force at once."""

from collections.abc import Callable

from bot.accounts.ports import AccessTable
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
# What admins may decide of anybody at any time: the standing that an act leaves.
STANDING_AFTER = {ACTS[each]: each for each in (Standing.ALLOWED, Standing.BANNED, Standing.UNKNOWN)}
# What an admin decided; everything else may still be.
DECIDED = frozenset({Standing.ALLOWED, Standing.REFUSED, Standing.BANNED})
# Nobody who is this now shall read on.
_SHUT_OUT = frozenset({Standing.REFUSED, Standing.BANNED})


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
