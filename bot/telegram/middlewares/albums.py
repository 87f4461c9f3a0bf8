"""Albums: several messages that were one to whoever sent them."""

from collections import deque
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

from bot.telegram.middlewares import Handler

# Albums arrive within a second or so; only the latest matter.
KEPT_ALBUMS = 1000


class Albums(BaseMiddleware):
    """Adds `goes_on` to a message: whether it continues an album, which comes picture by picture."""

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=KEPT_ALBUMS)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler with this knowledge."""
        album = event.media_group_id if isinstance(event, Message) else None
        data["goes_on"] = album in self._seen
        if album is not None and not data["goes_on"]:
            self._seen.append(album)
        return await handler(event, data)
