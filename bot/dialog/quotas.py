"""Who may still ask: a port."""

from typing import Protocol

from bot.core.figures import Answered, Totals
from bot.dialog.ports import Ask


class Quotas(Protocol):
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
