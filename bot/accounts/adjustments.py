"""What admins change while the bot runs: default model and system prompt, and exceptions from limits."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from bot.accounts.ports import ActsTable, LimitsTable, OverridesTable
from bot.core.budget import longest_system_prompt
from bot.core.errors import StorageError
from bot.core.prompt import DASHES
from bot.core.quota import Limits
from bot.dialog.run_context import Defaults

log = logging.getLogger(__name__)

# For how long (s) a change that another process made may go unnoticed.
FRESH_FOR = 5.0
MODEL, SYSTEM_PROMPT = "model", "system_prompt"
# Of a system prompt, the log of acts shows so many letters.
SHOWN = 100


class Adjustments:
    """Changes settings and notes who did so; `now` is in unix seconds. Admin 0 is the command line.

    `defaults` are as the settings of the start have them, and follow what is stored.
    """

    def __init__(
        self,
        defaults: Defaults,
        overrides: OverridesTable,
        limits: LimitsTable,
        acts: ActsTable,
        now: Callable[[], float],
    ) -> None:
        self.defaults = defaults
        self.started_with = replace(defaults)
        self._overrides = overrides
        self._limits = limits
        self._acts = acts
        self._now = now
        self._read_at = float("-inf")

    async def refresh(self) -> None:
        """Let the defaults be as they are stored now. Raises `StorageError`."""
        changed = await self._overrides.all()
        self._read_at = asyncio.get_running_loop().time()
        self.defaults.model = changed.get(MODEL, self.started_with.model)
        prompt = changed.get(SYSTEM_PROMPT, self.started_with.system_prompt)
        self.defaults.system_prompt = prompt or None

    async def look_again(self) -> None:
        """Refresh what was read a while ago; a storage that refuses leaves it as it was."""
        if asyncio.get_running_loop().time() - self._read_at < FRESH_FOR:
            return
        try:
            await self.refresh()
        except StorageError as error:
            log.warning("what admins changed is not known: %s", error)

    async def set_model(self, name: str | None, by: int) -> None:
        """Let this model answer whoever chose none; None: the setting's. Raises `StorageError`."""
        await self._override(MODEL, name)
        await self._acts.add(by, "model", self._now(), details=name)

    async def set_system_prompt(self, text: str | None, by: int) -> None:
        """Let this be the prompt of whoever has no own one; "": none, None: the setting's.

        Raises `StorageError`.
        """
        await self._override(SYSTEM_PROMPT, text)
        await self._acts.add(by, "system", self._now(), details=None if text is None else text[:SHOWN])

    @property
    def longest_prompt(self) -> int:
        """The longest system prompt that leaves room for a question (characters)."""
        return longest_system_prompt(self.defaults.budget)

    async def write_system_prompt(self, text: str, by: int) -> bool:
        """Let what an admin wrote be the prompt, a dash: none; False, and nothing changes, if it is too long.

        Raises `StorageError`.
        """
        if len(text) > self.longest_prompt:
            return False
        await self.set_system_prompt("" if text in DASHES else text, by)
        return True

    async def limits(self, each: int) -> Limits:
        """Return the exceptions of a person (id > 0) or a group. Raises `StorageError`."""
        return await self._limits.limits(each)

    async def set_limits(self, each: int, limits: Limits, by: int) -> None:
        """Make exceptions for a person or a group. Raises `StorageError`."""
        await self._limits.set_limits(each, limits)
        told = [limits.per_minute, limits.tokens_day, limits.tokens_month]
        details = " / ".join("–" if value is None else str(value) for value in told)
        await self._acts.add(by, "limits", self._now(), subject=each, details=details)

    async def _override(self, name: str, value: str | None) -> None:
        if value is None:
            await self._overrides.clear(name)
        else:
            await self._overrides.set(name, value)
        await self.refresh()
