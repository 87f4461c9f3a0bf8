"""Faults that are waiting for their moment."""

from dataclasses import dataclass
from typing import Literal, get_args

Endpoint = Literal["oauth", "models", "model", "tokens", "balance", "chat"]
FaultKind = Literal["status", "html", "hang", "reset", "drop", "cut", "bad_json", "json_200"]
Moment = int | Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail, where, when and how often (`times` None: until cleared).

    `at` is "start" (before any byte of the reply), a number (after that many pieces; 0 is after the headers)
    or "end" (after all text, before the finish). Only chat knows more than "start".

    status: JSON error with `status`, `message`, `retry_after`; inside a stream an error object, then its end.
    html: a gateway's page with `status` (502). hang: silence for `seconds`, for ever by default.
    reset: the connection is reset. drop: it is closed in the middle of the reply. cut: the body ends in good
    order, but before its finish. bad_json: broken JSON with 200. json_200: the error of `status` with 200.
    """

    kind: FaultKind
    endpoint: Endpoint = "chat"
    at: Moment = "start"
    times: int | None = 1
    status: int | None = None
    message: str | None = None
    retry_after: str | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse with ValueError a fault that could never strike."""
        if self.kind not in get_args(FaultKind) or self.endpoint not in get_args(Endpoint):
            raise ValueError(f"no such fault: {self.kind} at {self.endpoint}")
        if not (self.at in ("start", "end") or (type(self.at) is int and self.at >= 0)):
            raise ValueError(f"no such moment: {self.at}")
        if self.endpoint != "chat" and self.at != "start":
            raise ValueError(f"{self.endpoint} has no pieces, its faults strike at the start")


class Faults:
    """The faults in the order in which they were added; the first that fits strikes."""

    def __init__(self) -> None:
        self._armed: list[tuple[Fault, int | None]] = []

    @property
    def armed(self) -> tuple[Fault, ...]:
        """The faults that may still strike."""
        return tuple(fault for fault, _ in self._armed)

    def add(self, fault: Fault) -> Fault:
        """Arm a fault; returns it, so that it can be removed."""
        self._armed.append((fault, fault.times))
        return fault

    def remove(self, fault: Fault) -> None:
        """Disarm a fault, wherever it still stands."""
        self._armed = [entry for entry in self._armed if entry[0] != fault]

    def clear(self) -> None:
        """Disarm all."""
        self._armed.clear()

    def take(self, endpoint: str, at: Moment) -> Fault | None:
        """Return the fault that strikes here and now, and count it."""
        for index, (fault, left) in enumerate(self._armed):
            if fault.endpoint == endpoint and fault.at == at:
                if left == 1:
                    del self._armed[index]
                elif left is not None:
                    self._armed[index] = (fault, left - 1)
                return fault
        return None
