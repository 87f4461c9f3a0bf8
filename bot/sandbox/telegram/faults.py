"""Calls that fail on purpose, at a chosen point."""

from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.telegram.errors import ApiError, too_many_requests
from bot.sandbox.telegram.wire import words

KINDS: Final = words("429 429_bare 403 400 401 500 502_json 502_bare 502_html hang reset lost slow")

_REFUSALS: Final = {
    "429_bare": ApiError(429, "Too Many Requests"),
    "403": ApiError(403, "Forbidden: bot was blocked by the user"),
    "401": ApiError(401, "Unauthorized"),
    "500": ApiError(500, "Internal Server Error: restart"),
    "502_json": ApiError(502, "Bad Gateway"),
}


@dataclass(slots=True)
class Fault:
    """What goes wrong, with which call, how often.

    `kind`: "429" (with `retry_after` seconds), "429_bare" (no parameters), "403", "400:the text", "401",
    "500", "502_json", "502_bare" (JSON without a description), "502_html", "hang" (no answer until the caller
    leaves), "reset" (the connection breaks before the call is read), "lost" (done, but the answer is lost),
    "slow" (done at once, answered `seconds` later). The fault begins with the `nth` call of `method`
    ("*": any) to `chat_id` (None: any), and hits `times` calls (None: all that follow).
    """

    method: str
    kind: str
    nth: int = 1
    chat_id: int | None = None
    times: int | None = 1
    retry_after: int = 5
    seconds: float = 1.0
    seen: int = field(default=0, init=False)
    hits: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.kind.partition(":")[0] not in KINDS:
            raise ValueError(f"no such fault: {self.kind}")

    def strikes(self, method: str, chat_id: int | str | None) -> bool:
        """Count a call that matches, and say whether it is hit."""
        if self.method not in {"*", method} or self.chat_id not in {None, chat_id}:
            return False
        self.seen += 1
        if self.seen < self.nth or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True

    def refusal(self) -> ApiError | None:
        """Return the answer of a fault that is an error in JSON with a description, else None."""
        name, _, text = self.kind.partition(":")
        if name == "429":
            return too_many_requests(self.retry_after)
        if name == "400":
            return ApiError(400, f"Bad Request: {text}")
        return _REFUSALS.get(name)


class Faults:
    """The faults that are set; getUpdates is hit by its own name only, never by "*"."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Set a fault and return it."""
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Take back this very fault, wherever it still stands."""
        self._faults = [known for known in self._faults if known is not fault]

    def clear(self) -> None:
        """Take back all."""
        self._faults.clear()

    def of(self, method: str, chat_id: int | str | None) -> Fault | None:
        """Return the first fault that hits this call; later ones do not count it then."""
        known = [f for f in self._faults if not (f.method == "*" and method == "getUpdates")]
        return next((fault for fault in known if fault.strikes(method, chat_id)), None)
