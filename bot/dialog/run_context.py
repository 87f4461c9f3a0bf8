"""What every answer is made with."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.dialog.ports import AnswerDisplay, AnswerMeter, Archive
from bot.dialog.quotas import Quotas
from bot.dialog.retrying_model import RetryingModel
from bot.dialog.slots import Slots


@dataclass(slots=True)
class Defaults:
    """What a conversation starts with: the model, a system prompt, and the tokens that a prompt may take.

    Admins may change model and system prompt while the bot runs, so both are read when they are needed.
    """

    model: str
    system_prompt: str | None
    budget: int


@dataclass(frozen=True, slots=True)
class RunContext:
    """What every run works with; `now` is the wall clock in unix seconds.

    `outbox_age`: how long (s) a text is kept for a chat that it can't be delivered to. `first`: whose
    questions go before others. `zone`: where the days begin for which costs are counted.
    """

    model: RetryingModel
    archive: Archive
    display: AnswerDisplay
    slots: Slots
    defaults: Defaults
    now: Callable[[], float]
    outbox_age: float
    meter: AnswerMeter
    first: frozenset[int]
    quotas: Quotas
    zone: ZoneInfo
