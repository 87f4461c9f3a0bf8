"""Opens a live answer for each run: the dialog's stage in Telegram."""

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
from bot.dialog.ports import Ask, Standing
from bot.locales import Words, words_in
from bot.telegram.answers.answer_messages import AnswerMessages, MessageLog
from bot.telegram.answers.closing import may_continue, may_retry
from bot.telegram.answers.draft_previews import DraftPreviews
from bot.telegram.answers.edit_previews import EditPreviews
from bot.telegram.answers.live import LiveAnswer
from bot.telegram.answers.manuscript import Manuscript
from bot.telegram.answers.poster import Poster, Watchers
from bot.telegram.answers.previews import NoPreviews, Previews
from bot.telegram.answers.screen import Place, Screen
from bot.telegram.keyboards import answer_keyboard, leave_keyboard, stop_keyboard
from bot.telegram.outgoing.courier import Courier

log = logging.getLogger(__name__)


class AnswerLog(MessageLog, Protocol):
    """Where the stage reads what belongs under an answer. Calls raise `StorageError`."""

    async def settings(self, key: ConversationKey) -> ConversationSettings:
        """Return what the conversation changed."""
        ...

    async def versions(self, turn_id: int) -> Sequence[Turn]:
        """Return the turns that answer the same question message, oldest first."""
        ...

    async def continuation(self, turn_id: int) -> Turn | None:
        """Return the turn that goes on with the answer of this one."""
        ...


class TelegramStage:
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
        standing: Standing,
        unread: Callable[[], object],
    ) -> LiveAnswer:
        """Start to show the answer to `ask`; `unread` is called once nobody can read it any more."""
        words = words_in(ask.language)
        messages = AnswerMessages(self._courier, self._answers, turn_id, ask.key.chat_id)
        known = messages.reachable(standing.messages)
        settings = await self._settings(ask.key)
        screen = Screen(
            place_of(ask, queued=queued), known, await messages.candidates(standing.sending_after)
        )

        async def keyboard(ending: Ending) -> InlineKeyboardMarkup | None:
            return await self.keyboard(turn_id, ending, words)

        watchers = Watchers(messages.sends, messages.lost, messages.missed, messages.stands, unread, keyboard)
        poster = Poster(self._courier, screen, watchers)
        manuscript = Manuscript(words, standing.length if screen.may_show else 0)
        previews = self._previews(settings.showing, poster, manuscript, turn_id, words)
        return LiveAnswer(manuscript, poster, previews, rich=settings.rich)

    def _previews(
        self, showing: Showing, poster: Poster, manuscript: Manuscript, turn_id: int, words: Words
    ) -> Previews:
        def edits() -> Previews:
            keyboards = leave_keyboard(words, turn_id), stop_keyboard(words, turn_id)
            return EditPreviews(self._courier, poster, manuscript, keyboards)

        if showing is Showing.WHOLE:
            return NoPreviews(poster)
        # Drafts are for private chats, and what stands already grows where it stands.
        if showing is Showing.DRAFTS and poster.screen.place.chat_id > 0 and poster.screen.is_empty:
            return DraftPreviews(self._courier, poster, manuscript, turn_id, edits)
        return edits()

    async def keyboard(self, turn_id: int, ending: Ending, words: Words) -> InlineKeyboardMarkup | None:
        """Return the buttons that belong under an answer that ended so."""
        if ending.state is TurnState.PENDING:
            return None
        siblings: Sequence[Turn] = ()
        goes_on = False
        try:
            siblings = await self._answers.versions(turn_id)
            goes_on = may_continue(ending) and await self._answers.continuation(turn_id) is None
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


def place_of(ask: Ask, *, queued: bool) -> Place:
    """Return where the answer appears; it points at its question where that may not be right above it.

    In a chat that moved since, the number of the question's message means another message or none.
    """
    moved = ask.message.chat_id != ask.key.chat_id
    apart = queued or ask.in_place or ask.question.continues
    points_back = (ask.key.chat_id < 0 or apart) and not moved
    return Place(
        chat_id=ask.key.chat_id,
        thread_id=ask.key.thread_id or None,
        reply_to=ask.message.message_id if points_back else None,
    )
