"""Invitations: each is a code that lets one person in."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.accounts.ports import AccessTable, ActsTable

# An invitation that nobody took is worth nothing after so many days.
VALID_DAYS = 7
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Invitations:
    """Makes invitations; `now` is in unix seconds. Calls raise `StorageError`."""

    access: AccessTable
    acts: ActsTable
    now: Callable[[], float]

    async def make(self, by: int) -> str:
        """Make an invitation, note which admin did so, and return its code."""
        code = await self.access.invite(by, self.now(), self.now() + VALID_DAYS * _DAY)
        await self.acts.add(by, "invite", self.now())
        return code


def invitation_link(username: str, code: str) -> str:
    """Return the link that opens the bot of this name and hands it the code."""
    return f"https://t.me/{username}?start={code}"
