"""Opens a live answer in Telegram for each run of the dialog."""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from aiogram.types import InlineKeyboardMarkup

from bot.core.conversation import (
    ConversationKey,
    ConversationSettings,
    Showing,
    Turn,
    TurnState,
)
from bot.core.ending import Ending
from bot.core.errors import StorageError
from bot.core.versions import versions_of
from bot.dialog.outwaiting import outwaited
from bot.dialog.ports import AlreadyShown, Ask
from bot.locales import Words, words_in
from bot.telegram.answers.answer_messages import AnswerMessages, MessageLog
from bot.telegram.answers.answer_sender import AnswerCallbacks, AnswerSender
from bot.telegram.answers.answer_text import AnswerText
from bot.telegram.answers.draft_previews import DraftPreviews
from bot.telegram.answers.edit_previews import EditPreviews
from bot.telegram.answers.ending_note import may_continue, may_retry
from bot.telegram.answers.live import LiveAnswer
from bot.telegram.answers.previews import NoPreviews, Previews
from bot.telegram.answers.screen import Screen, Target
from bot.telegram.keyboards import answer_keyboard, leave_keyboard, stop_keyboard
from bot.telegram.outgoing.courier import Courier

log = logging.getLogger(__name__)

# So long (s) a final text waits for the buttons below it, should the storage refuse.
PATIENCE = 3.0


class AnswerLog(MessageLog, Protocol):
    """Where the display reads what belongs under an answer. Calls raise `StorageError`."""

    async def settings(self, key: ConversationKey) -> ConversationSettings:
        """Return what the conversation changed."""
        ...

    async def versions(self, turn_id: int) -> Sequence[Turn]:
        """Return the turns that answer the same question message, oldest first."""
        ...

    async def continuation(self, turn_id: int) -> Turn | None:
        """Return the turn that goes on with the answer of this one."""
        ...


class TelegramDisplay:
    """Shows answers in the chat of their question."""

    def __init__(self, courier: Courier, answers: AnswerLog) -> None:
        self._courier = courier
        self._answers = answers

    async def open(
        self,
        turn_id: int,
        ask: Ask,
        *,
        queued: bool,
        already_shown: AlreadyShown,
        unread: Callable[[], object],
    ) -> LiveAnswer:
        """Start to show the answer to `ask`; `unread` is called once nobody can read it any more."""
        words = words_in(ask.language)
        messages = AnswerMessages(self._courier, self._answers, turn_id, ask.key.chat_id)
        known = messages.reachable(already_shown.messages)
        settings = await self._settings(ask.key)
        screen = Screen(
            target_of(ask, queued=queued), known, await messages.candidates(already_shown.sending_after)
        )

        async def keyboard(ending: Ending) -> InlineKeyboardMarkup | None:
            return await self.keyboard(turn_id, ending, words)

        callbacks = AnswerCallbacks(
            messages.sends, messages.lost, messages.missed, messages.stands, unread, keyboard
        )
        sender = AnswerSender(self._courier, screen, callbacks)
        answer_text = AnswerText(words, already_shown.length if screen.may_show else 0)
        previews = self._previews(settings.showing, sender, answer_text, turn_id, words)
        return LiveAnswer(answer_text, sender, previews, rich=settings.rich)

    def _previews(
        self, showing: Showing, sender: AnswerSender, answer_text: AnswerText, turn_id: int, words: Words
    ) -> Previews:
        def edits() -> Previews:
            keyboards = leave_keyboard(words, turn_id), stop_keyboard(words, turn_id)
            return EditPreviews(self._courier, sender, answer_text, keyboards)

        if showing is Showing.WHOLE:
            return NoPreviews(sender)
        # Drafts are for private chats, and what stands already grows where it stands.
        if showing is Showing.DRAFTS and sender.screen.target.chat_id > 0 and sender.screen.is_empty:
            return DraftPreviews(self._courier, sender, answer_text, turn_id, edits)
        return edits()

    async def keyboard(self, turn_id: int, ending: Ending, words: Words) -> InlineKeyboardMarkup | None:
        """Return the buttons that belong under an answer that ended so."""
        if ending.state is TurnState.PENDING:
            return None
        siblings: Sequence[Turn] = ()
        goes_on = False
        try:
            siblings = await outwaited(lambda: self._answers.versions(turn_id), PATIENCE)
            if may_continue(ending):
                goes_on = await outwaited(lambda: self._answers.continuation(turn_id), PATIENCE) is None
        except StorageError as error:
            log.warning("the versions of turn %s are not known: %s", turn_id, error)
        versions = versions_of(siblings, turn_id)
        return answer_keyboard(words, versions, may_retry=may_retry(ending), may_continue=goes_on)

    async def _settings(self, key: ConversationKey) -> ConversationSettings:
        try:
            return await self._answers.settings(key)
        except StorageError as error:
            log.warning("the settings of %s are not known: %s", key, error)
            return ConversationSettings("")


def target_of(ask: Ask, *, queued: bool) -> Target:
    """Return where the answer appears; it points at its question where that may not be right above it.

    In a chat that moved since, the number of the question's message means another message or none.
    """
    moved = ask.message.chat_id != ask.key.chat_id
    apart = queued or ask.in_place or ask.question.continues
    points_back = (ask.key.chat_id < 0 or apart) and not moved
    return Target(
        chat_id=ask.key.chat_id,
        thread_id=ask.key.thread_id or None,
        reply_to=ask.message.message_id if points_back else None,
    )
