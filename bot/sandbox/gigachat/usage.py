"""Tokens: what a request costs, and what a key has left."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence

# A message as (role, content).
Line = tuple[str, str]

CHARACTERS_PER_TOKEN = 4
REMEMBERED_SESSIONS = 1000


def tokens_of(text: str) -> int:
    """Estimate the tokens of a text as a quarter of its characters, rounded up."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def usage_of(prompt: int, completion: int, precached: int) -> dict[str, int]:
    """Build the `usage` object; the total is prompt plus completion, as recordings show it."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "precached_prompt_tokens": precached,
    }


class Ledger:
    """The balance of each model in tokens; a model that is not named has no bottom."""

    def __init__(self, balances: Mapping[str, int]) -> None:
        self.balances = dict(balances)

    def exhausted(self, model: str) -> bool:
        """Tell whether the model's tokens are used up."""
        return self.balances.get(model, 1) <= 0

    def spend(self, model: str, usage: Mapping[str, int]) -> None:
        """Take from the balance what is billed: the total without the cached part of the prompt."""
        if model in self.balances:
            billed = usage["total_tokens"] - usage["precached_prompt_tokens"]
            self.balances[model] = max(0, self.balances[model] - billed)


class PrefixCache:
    """What each session sent and received last; the common beginning of the next prompt is cached."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, tuple[Line, ...]] = OrderedDict()

    def precached(self, session: str, prompt: Sequence[Line]) -> int:
        """Count the tokens of the prompt's messages that the session's last exchange began with."""
        count = 0
        for known, asked in zip(self._sessions.get(session, ()), prompt, strict=False):
            if known != asked:
                break
            count += tokens_of(asked[1])
        return count

    def remember(self, session: str, prompt: Sequence[Line], answer: str) -> None:
        """Keep the exchange; the oldest of more than a thousand sessions is forgotten."""
        self._sessions[session] = (*prompt, ("assistant", answer))
        self._sessions.move_to_end(session)
        while len(self._sessions) > REMEMBERED_SESSIONS:
            self._sessions.popitem(last=False)
