"""Who may still ask: a port, and its simplest form."""

from typing import Protocol

from bot.core.figures import Answered, Totals
from bot.dialog.ports import Ask


class Purse(Protocol):
    """Who may still ask, and what was paid."""

    async def admit(self, ask: Ask) -> None:
        """Count a question before anything of it is stored; an update worked off again counts once.

        Raises `OverQuotaError` to refuse it, and `StorageError`.
        """
        ...

    def settle(self, ask: Ask) -> None:
        """Note that nothing more is to be paid for an answer; raises nothing, and a repeat is no harm."""
        ...

    async def paid(self, ask: Ask, answered: Answered, totals: Totals) -> None:
        """Hear what an answer cost, and what its asker and group have spent with it; raises nothing."""
        ...


class NoLimits:
    """A purse for whoever may ask without end."""

    async def admit(self, ask: Ask) -> None:
        """Let every question through."""

    def settle(self, ask: Ask) -> None:
        """Keep nothing."""

    async def paid(self, ask: Ask, answered: Answered, totals: Totals) -> None:
        """Warn nobody."""
