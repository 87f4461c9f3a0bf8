"""Buttons that act on a stored turn: which turn, and whether this person may."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import TelegramObject

from bot.telegram.memory import Memory
from bot.telegram.middlewares import Handler
from bot.telegram.rights import Rights


class TurnButtons(BaseMiddleware):
    """Adds `turn` to a pressed button flagged `turn`; says kindly why where the press is refused.

    A turn of another chat is as good as none: its number was guessed.
    """

    def __init__(self, memory: Memory, rights: Rights) -> None:
        self._memory = memory
        self._rights = rights

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run the handler, or say why not."""
        if not get_flag(data, "turn"):
            return await handler(event, data)
        turn = await self._memory.turn(data["callback_data"].turn_id)
        home = await self._memory.key_of_turn(data["callback_data"].turn_id)
        chat_id, say = data["key"].chat_id, data["say"]
        if turn is None or home is None or home.chat_id != chat_id:
            return await say.toast(event, "toast-gone", alert=True)
        if not await self._rights.may_act_on(chat_id, data["actor"], turn.question.asker_id):
            return await say.toast(event, "toast-not-yours", alert=True)
        data["turn"] = turn
        return await handler(event, data)
