"""Questions over a limit: refused in one sentence."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject

from bot.core.quota import OverQuotaError
from bot.telegram.access.limit_words import LimitWords
from bot.telegram.middlewares import Handler


class OverQuota(BaseMiddleware):
    """Says why a question is refused, below it or over the button that asked it."""

    def __init__(self, limit_words: LimitWords) -> None:
        self._limit_words = limit_words

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler; a question over a limit ends with one sentence."""
        try:
            return await handler(event, data)
        except OverQuotaError as error:
            key, variables = self._limit_words.refusal(error, data["words"])
            if isinstance(event, CallbackQuery):
                await data["say"].toast(event, key, alert=True, **variables)
            else:
                data["say"](key, **variables)
