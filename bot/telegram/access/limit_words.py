"""What people read of limits: a refusal, when it opens again, and a warning before."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import BaseMiddleware
from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import CallbackQuery, ReplyParameters, TelegramObject

from bot.accounts.quotas import Crossing
from bot.core.quota import MINUTE, OverQuotaError, Refusal, day_of
from bot.dialog.ports import Ask
from bot.locales import Words, words_in
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.say import TOAST_LIMIT

HOUR, DAY = 3600.0, 86_400.0

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
Post = Callable[[Sequence[SendMessage]], Awaitable[object]]


class LimitWords(BaseMiddleware):
    """Says why a question is refused, and tells of a limit that comes near."""

    def __init__(self, courier: Courier, post: Post, zone: ZoneInfo, now: Callable[[], float]) -> None:
        self._courier = courier
        self._post = post
        self._zone = zone
        self._now = now

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler; a question over a limit ends with one sentence."""
        try:
            return await handler(event, data)
        except OverQuotaError as error:
            key, variables = _key_of(error.refusal), self._refusal(error, data["words"])
            if isinstance(event, CallbackQuery):
                text = data["words"](key, **variables)[:TOAST_LIMIT]
                await self._courier.at_once(
                    AnswerCallbackQuery(callback_query_id=event.id, text=text, show_alert=True)
                )
            else:
                data["say"](key, **variables)

    async def warn(self, ask: Ask, crossing: Crossing) -> None:
        """Tell where it was asked how much of a limit is used up. Raises `StorageError`."""
        text = self._warning(crossing, words_in(ask.language))
        reply = ReplyParameters(message_id=ask.message.message_id, allow_sending_without_reply=True)
        await self._post(
            [
                SendMessage(
                    chat_id=ask.key.chat_id,
                    message_thread_id=ask.key.thread_id or None,
                    text=text,
                    reply_parameters=reply if ask.key.chat_id == ask.message.chat_id < 0 else None,
                )
            ]
        )

    def _warning(self, crossing: Crossing, words: Words) -> str:
        now = self._now()
        return words(
            "limit-warning" if crossing.used < crossing.allowed else "limit-used-up",
            whose="group" if crossing.of_group else "person",
            what=crossing.limit.value,
            used=crossing.used,
            allowed=crossing.allowed,
            share=100 * crossing.used // crossing.allowed,
            soon=spelled_wait(crossing.opens_at - now, words),
            at=spelled_moment(crossing.opens_at, now, self._zone),
        )

    def _refusal(self, error: OverQuotaError, words: Words) -> dict[str, str | int]:
        opens_at, now = error.refusal.opens_at, self._now()
        known: dict[str, str | int] = {
            "whose": "group" if error.of_group else "person",
            "what": error.refusal.what.value if opens_at is not None else "never",
            "left": error.refusal.left or 0,
            "estimate": error.refusal.estimate,
        }
        if opens_at is None:
            return known | {"soon": "", "at": ""}
        return known | {
            "soon": spelled_wait(opens_at - now, words),
            "at": spelled_moment(opens_at, now, self._zone),
        }


def _key_of(refusal: Refusal) -> str:
    if refusal.left is None or refusal.opens_at is None:
        return "limit-refused"
    return "limit-under-way" if refusal.under_way else "limit-tight"


def spelled_wait(seconds: float, words: Words) -> str:
    """Return a wait as people say it, rounded up: never is it open later than that."""
    for unit, size, least in (("days", DAY, 2 * DAY), ("hours", HOUR, 2 * HOUR), ("minutes", MINUTE, 100.0)):
        if seconds >= least:
            return words("wait", unit=unit, count=ceil(seconds / size))
    return words("wait", unit="seconds", count=max(1, ceil(seconds)))


def spelled_moment(at: float, now: float, zone: ZoneInfo) -> str:
    """Return the time of a moment, with its date where that is another day's, in the bot's time zone.

    Rounded up to whole minutes: never is it open later than that.
    """
    moment = ceil(at / MINUTE) * MINUTE
    local = datetime.fromtimestamp(moment, zone)
    time = f"{local:%H:%M}" if day_of(moment, zone) == day_of(now, zone) else f"{local:%d.%m %H:%M}"
    return f"{time} ({zone.key})"
