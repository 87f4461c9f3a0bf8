"""Presses of inline buttons, and the bot's answers to them."""

import asyncio
from dataclasses import dataclass
from itertools import count

from bot.sandbox.telegram.errors import QUERY_TOO_OLD, bad_request
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.updates import QUERY_LIFETIME
from bot.sandbox.telegram.store.world import User
from bot.sandbox.telegram.wire import Json


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the presser sees: a toast or an alert, or nothing but a spinner that ends."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(eq=False, slots=True)
class Press:
    """One press of a button at a loop time; `answer` is set once the bot has answered."""

    id: str
    user: User
    message: Message
    data: str
    at: float
    answer: CallbackAnswer | None = None

    def wire(self) -> Json:
        """Return the Bot API's CallbackQuery."""
        return {
            "id": self.id,
            "from": self.user.wire(),
            "message": self.message.wire(),
            "chat_instance": str(abs(self.message.chat.id) * 7_919),
            "data": self.data,
        }


class Presses:
    """All presses by their query ids."""

    def __init__(self) -> None:
        self._ids = count(8_000_000_000_000_001)
        self._presses: dict[str, Press] = {}

    def add(self, user: User, message: Message, data: str) -> Press:
        """Return a new press, made now."""
        press = Press(str(next(self._ids)), user, message, data, asyncio.get_running_loop().time())
        self._presses[press.id] = press
        return press

    def answer(self, query_id: str, answer: CallbackAnswer) -> Press:
        """Store the answer and return its press, or raise the 400 for a query unknown or over 150 s old."""
        press = self._presses.get(query_id)
        if press is None or asyncio.get_running_loop().time() - press.at > QUERY_LIFETIME:
            raise bad_request(QUERY_TOO_OLD)
        press.answer = answer
        return press
