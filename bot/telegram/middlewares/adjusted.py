"""Settings that admins change while the bot runs."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from bot.accounts.adjustments import Adjustments
from bot.telegram.middlewares import Handler


class Adjusted(BaseMiddleware):
    """Lets each update find the settings as admins have changed them, in another process too."""

    def __init__(self, adjustments: Adjustments) -> None:
        self._adjustments = adjustments

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler after a look at what changed."""
        await self._adjustments.look_again()
        return await handler(event, data)
