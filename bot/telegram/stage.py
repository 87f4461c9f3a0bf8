"""Opens a live answer for each run: the dialog's stage in Telegram."""

import logging
from collections.abc import Callable
from typing import Protocol

from bot.core.conversation import MessageRef
from bot.core.errors import StorageError
from bot.dialog.ports import Ask
from bot.locales import words_in
from bot.telegram.courier import Courier
from bot.telegram.live import LiveAnswer, Watchers
from bot.telegram.screen import Place, Screen

log = logging.getLogger(__name__)


class AnswerLog(Protocol):
    """Where the stage notes which messages belong to a turn."""

    async def add_answer_message(self, turn_id: int, message: MessageRef, part: int) -> None:
        """Store that a message is part number `part` of the turn's answer. Raises `StorageError`."""
        ...


class TelegramStage:
    """Shows answers in the chat of their question."""

    def __init__(self, courier: Courier, answers: AnswerLog) -> None:
        self._courier = courier
        self._answers = answers

    def open(self, turn_id: int, ask: Ask, *, queued: bool, unread: Callable[[], object]) -> LiveAnswer:
        """Start to show the answer to `ask`; `unread` is called once nobody can read it any more."""
        screen = Screen(place_of(ask, queued=queued), ask.known_answers)

        async def sent(message_id: int, part: int) -> None:
            try:
                message = MessageRef(self._courier.home_of(ask.key.chat_id), message_id)
                await self._answers.add_answer_message(turn_id, message, part)
            except StorageError as error:
                log.warning("message %s of turn %s is not noted: %s", message_id, turn_id, error)

        return LiveAnswer(self._courier, screen, words_in(ask.language), turn_id, Watchers(sent, unread))


def place_of(ask: Ask, *, queued: bool) -> Place:
    """Return where the answer appears; it points at its question in groups, and where others came between.

    In a chat that moved since, the number of the question's message means another message or none.
    """
    moved = ask.message.chat_id != ask.key.chat_id
    points_back = (ask.key.chat_id < 0 or queued) and not moved
    return Place(
        chat_id=ask.key.chat_id,
        thread_id=ask.key.thread_id or None,
        reply_to=ask.message.message_id if points_back else None,
    )
