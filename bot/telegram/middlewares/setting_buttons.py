"""Buttons that change the settings of a conversation: whether this person may."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import TelegramObject

from bot.telegram.middlewares import Handler
from bot.telegram.rights import Rights


class SettingButtons(BaseMiddleware):
    """Refuses a pressed button flagged `changes` to those who may not change this chat's settings."""

    def __init__(self, rights: Rights) -> None:
        self._rights = rights

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler, or say who may."""
        allowed = not get_flag(data, "changes") or await self._rights.may_change(
            data["key"].chat_id, data["actor"]
        )
        if allowed:
            return await handler(event, data)
        return await data["say"].toast(event, "toast-admins-only", alert=True)
