"""When something that needs the owner is told: once, again after it was over or after a day. Pure."""

from dataclasses import dataclass, field

# What lasts is told again after so long (s).
AGAIN_AFTER = 86_400.0


@dataclass(slots=True)
class AlertHistory:
    """Knows which causes last, and when each was told; times are seconds of one clock."""

    told_at: dict[str, float] = field(default_factory=dict)

    def begins(self, cause: str, now: float) -> bool:
        """Note that a cause shows itself; True if it is to be told."""
        told_at = self.told_at.get(cause)
        if told_at is not None and now - told_at < AGAIN_AFTER:
            return False
        self.told_at[cause] = now
        return True

    def ends(self, cause: str) -> bool:
        """Note that a cause is over; True if that is to be told."""
        return self.told_at.pop(cause, None) is not None

    def lasts(self, cause: str) -> bool:
        """Tell whether a cause was told and is not over."""
        return cause in self.told_at


@dataclass(slots=True)
class BalanceThreshold:
    """The tokens left of each model, against a `warning` (0: none)."""

    warning: int
    known: dict[str, int] = field(default_factory=dict)

    def falls(self, model: str, tokens: int) -> bool:
        """Note what is left; True where it fell under the warning, or was under it when first seen."""
        before = self.known.get(model)
        self.known[model] = tokens
        return tokens < self.warning and (before is None or before >= self.warning)

    def rises(self, model: str, tokens: int) -> bool:
        """Tell whether this is more than was left before; call it before `falls`."""
        return tokens > self.known.get(model, tokens)
