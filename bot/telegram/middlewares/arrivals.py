"""Updates that arrive: counted, and traced from here on."""

import asyncio
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

from bot.core.trace import Trace, following, trace
from bot.telegram.middlewares import Handler


class UpdateMeter(Protocol):
    """Who counts what comes from Telegram."""

    def update(self, kind: str) -> None:
        """Count an update by its type; returns at once and raises nothing."""
        ...


class Arrivals(BaseMiddleware):
    """Counts updates, and gives each the trace of whatever is done for it, if it has none yet."""

    def __init__(self, meter: UpdateMeter) -> None:
        self._meter = meter

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler as part of the update's trace."""
        assert isinstance(event, Update)  # noqa: S101 - where it is registered nothing else comes
        kinds = (name for name in type(event).model_fields if name != "update_id" and getattr(event, name))
        self._meter.update(next(kinds, "unknown"))
        now = asyncio.get_running_loop().time()
        with following(trace() or Trace(f"u{event.update_id}", now)):
            return await handler(event, data)
