"""How often a bot may call for one chat: pure, with the time as an argument.

Numbers: Telegram's FAQ for bots (one message a second in a chat with short bursts, 20 a minute in a group);
edits share the budget (TDLib's author, tdlib/td issue 2592); drafts and chat actions have their own windows
(core.telegram.org/api/bots/ai: 20 calls in 5 s and 40 in 30 s for one peer). The length of a block is what
bots report: tens of seconds, longer for whoever keeps calling.
"""

from collections import deque
from dataclasses import dataclass, field
from math import ceil
from typing import Final

WINDOWS: Final = ((20, 5.0), (40, 30.0))  # of drafts and chat actions: calls, seconds


@dataclass(slots=True)
class _Budget:
    tokens: float
    refilled_at: float
    calls: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0
    penalty: float = 0.0


@dataclass(eq=False, slots=True)
class ChatLimiter:
    """A token bucket for each chat, a rolling window besides for groups, and a block for the overdrawn.

    `rate` is in calls a second, `burst` in calls, `group_calls` in calls in any `group_window` seconds. An
    overdraft blocks the chat for `penalty` seconds; each call during the block doubles it, up to `longest`.
    """

    rate: float = 1.0
    burst: int = 3
    group_calls: int = 20
    group_window: float = 60.0
    penalty: float = 10.0
    longest: float = 3600.0
    _budgets: dict[int | str, _Budget] = field(default_factory=dict, init=False)

    def admit(self, chat_id: int | str, now: float) -> int:
        """Count one call at `now` (seconds) and return 0, or the whole seconds to stay away."""
        budget = self._budgets.setdefault(chat_id, _Budget(float(self.burst), now))
        self._refill(budget, now)
        if now < budget.blocked_until:
            return self._block(budget, now, min(budget.penalty * 2, self.longest))
        if budget.tokens < 1 or self._crowded(chat_id, budget):
            return self._block(budget, now, self.penalty)
        budget.tokens -= 1
        budget.calls.append(now)
        return 0

    def gauge(self, chat_id: int | str, now: float) -> tuple[float, int, float]:
        """Return what is left at `now`: tokens, calls in the window, seconds of a block (for a page)."""
        budget = self._budgets.setdefault(chat_id, _Budget(float(self.burst), now))
        self._refill(budget, now)
        return budget.tokens, len(budget.calls), max(0.0, budget.blocked_until - now)

    def _refill(self, budget: _Budget, now: float) -> None:
        budget.tokens = min(float(self.burst), budget.tokens + (now - budget.refilled_at) * self.rate)
        budget.refilled_at = now
        while budget.calls and budget.calls[0] <= now - self.group_window:
            budget.calls.popleft()

    def _crowded(self, chat_id: int | str, budget: _Budget) -> bool:
        in_group = isinstance(chat_id, str) or chat_id < 0
        return in_group and len(budget.calls) >= self.group_calls

    def _block(self, budget: _Budget, now: float, seconds: float) -> int:
        budget.penalty = seconds
        budget.blocked_until = now + seconds
        return ceil(seconds)


class TypingLimiter:
    """Rolling windows for drafts and chat actions together, for each peer."""

    def __init__(self) -> None:
        self._calls: dict[int | str, deque[float]] = {}

    def admit(self, chat_id: int | str, now: float) -> int:
        """Count one call at `now` (seconds) and return 0, or the whole seconds to stay away."""
        calls = self._calls.setdefault(chat_id, deque())
        longest = max(seconds for _, seconds in WINDOWS)
        while calls and calls[0] <= now - longest:
            calls.popleft()
        waits = [self._wait(calls, now, limit, seconds) for limit, seconds in WINDOWS]
        if any(wait > 0 for wait in waits):
            return ceil(max(waits))
        calls.append(now)
        return 0

    @staticmethod
    def _wait(calls: deque[float], now: float, limit: int, seconds: float) -> float:
        # The call that must leave the window first is the limit-th from the end.
        if len(calls) < limit:
            return 0.0
        return max(0.0, calls[-limit] + seconds - now)
