"""What people read of limits: a refusal, when it opens again, and a warning before."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.accounts.quotas import Crossing
from bot.core.quota import OverQuotaError, Refusal
from bot.dialog.ports import Ask
from bot.locales import Words, words_in
from bot.telegram.outgoing.letters import Post
from bot.telegram.outgoing.messages import message_to
from bot.telegram.times import spelled_moment, spelled_wait


class LimitWords:
    """Words why a question is refused and that a limit comes near; `now` is in unix seconds."""

    def __init__(self, post: Post, zone: ZoneInfo, now: Callable[[], float]) -> None:
        self._post = post
        self._zone = zone
        self._now = now

    async def warn(self, ask: Ask, crossing: Crossing) -> None:
        """Tell where it was asked how much of a limit is used up. Raises `StorageError`."""
        text = self._warning(crossing, words_in(ask.language))
        reply_to = ask.message.message_id if ask.key.chat_id == ask.message.chat_id < 0 else None
        await self._post([message_to(ask.key, text, reply_to=reply_to)])

    def _warning(self, crossing: Crossing, words: Words) -> str:
        now = self._now()
        return words(
            "limit-warning" if crossing.used < crossing.allowed else "limit-used-up",
            whose="group" if crossing.of_group else "person",
            what=crossing.limit.value,
            used=crossing.used,
            allowed=crossing.allowed,
            share=100 * crossing.used // crossing.allowed,
            wait=spelled_wait(crossing.opens_at - now, words),
            at=spelled_moment(crossing.opens_at, now, self._zone),
        )

    def refusal(self, error: OverQuotaError, words: Words) -> tuple[str, dict[str, str | int]]:
        """Return the key of the sentence that tells why a question is refused, and its variables."""
        return _key_of(error.refusal), self._variables(error, words)

    def _variables(self, error: OverQuotaError, words: Words) -> dict[str, str | int]:
        opens_at, now = error.refusal.opens_at, self._now()
        never = "never" if error.fits_afresh else "never-afresh"
        known: dict[str, str | int] = {
            "whose": "group" if error.of_group else "person",
            "what": error.refusal.what.value if opens_at is not None else never,
            "left": error.refusal.left or 0,
            "estimate": error.refusal.estimate,
        }
        if opens_at is None:
            return known | {"wait": "", "at": ""}
        return known | {
            "wait": spelled_wait(opens_at - now, words),
            "at": spelled_moment(opens_at, now, self._zone),
        }


def _key_of(refusal: Refusal) -> str:
    if refusal.left is None or refusal.opens_at is None:
        return "limit-refused"
    return "limit-under-way" if refusal.under_way else "limit-tight"
