"""Every call to Telegram passes here: counted, and told to whoever wants to know whether Telegram answers."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Protocol

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.methods import (
    EditMessageText,
    Response,
    SendMessage,
    SendMessageDraft,
    SendRichMessage,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of

log = logging.getLogger(__name__)

_OUTCOMES = {
    Failure.UNCHANGED: "ok",
    Failure.FLOOD: "flood",
    Failure.PASSING: "passing",
    Failure.UNKNOWN_FATE: "unknown",
}


class CallMeter(Protocol):
    """Who counts what goes to Telegram; a call returns at once and raises nothing."""

    def called(self, method: str, outcome: str, *, began: float, shows_text: bool) -> None:
        """Count a call that `began` at this time of the loop.

        `outcome`: ok, flood, refused, passing (it did not arrive) or unknown (its answer was lost).
        """
        ...


class Metering(BaseRequestMiddleware):
    """A request middleware of aiogram's session; `heard` is told None for an answer, else what failed."""

    def __init__(self, meter: CallMeter, heard: Callable[[str | None], object]) -> None:
        self._meter = meter
        self._heard = heard

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the call; raises what it raises."""
        began = asyncio.get_running_loop().time()
        try:
            response = await make_request(bot, method)
        except CALL_ERRORS as error:
            self._note(method, began, error)
            raise
        self._note(method, began, None)
        return response

    def _note(self, method: TelegramMethod[Any], began: float, error: Exception | None) -> None:
        outcome = "ok" if error is None else _OUTCOMES.get(failure_of(error), "refused")
        name = method.__api_method__
        log.debug("%s after %.3f s: %s", name, asyncio.get_running_loop().time() - began, outcome)
        self._meter.called(name, outcome, began=began, shows_text=_shows_text(method))
        # A revoked token is refused, and yet nobody is served.
        away = outcome in {"passing", "unknown"} or isinstance(error, TelegramUnauthorizedError)
        self._heard(_reason(error) if away else None)


def _shows_text(method: TelegramMethod[Any]) -> bool:
    if isinstance(method, SendRichMessage):
        return True
    if isinstance(method, EditMessageText):
        return bool(method.text or method.rich_message)
    return isinstance(method, SendMessage | SendMessageDraft) and bool(method.text)


def _reason(error: Exception | None) -> str:
    """Return the class alone: aiohttp's words hold whole addresses, and with them the token."""
    return type(error).__name__
