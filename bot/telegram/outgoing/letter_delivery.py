"""One letter on its way: sent, or found where a lost send had left it."""

import asyncio
import logging
from typing import Protocol

from bot.core.errors import StorageError
from bot.core.letters import Letter
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of, is_nowhere, pause_after
from bot.telegram.outgoing.letters import edit_of, message_of
from bot.telegram.outgoing.lost_sends import fits
from bot.telegram.outgoing.seen_messages import Candidates

log = logging.getLogger(__name__)

# What the edit of a message fails with that is not the lost one.
_ELSEWHERE = frozenset({Failure.MESSAGE_GONE, Failure.REFUSED, Failure.MARKUP_REFUSED})


class LetterTable(Protocol):
    """Where letters lie. Calls raise `StorageError`; times are unix seconds."""

    async def waiting(self) -> list[Letter]:
        """Return the letters that have not ended, oldest first."""
        ...

    async def begin_sending(self, letter_id: int, mark: int) -> None:
        """Store that a letter is being sent: it will stand above the message `mark`."""
        ...

    async def ended(self, letter_id: int, message_id: int | None, now: float) -> None:
        """Store that a letter arrived as this message, or was given up (None)."""
        ...


class LetterDelivery:
    """One letter on its way: sent, or found where a lost send had left it."""

    def __init__(self, courier: Courier, letters: LetterTable, letter: Letter) -> None:
        self._courier = courier
        self._letters = letters
        self._letter = letter
        self._message = message_of(letter)
        self._candidates, self._sought_in = Candidates(), letter.chat_id
        self._mark = 0
        self._failed = 0

    def remember(self) -> None:
        """Note how far its chat's numbers had come, which a start does not know.

        If a mark went back, an older message could be taken for the lost one.
        """
        letter, answered = self._letter, self._message.reply_parameters
        if self._home != letter.chat_id:
            return
        if answered is not None and answered.message_id is not None:
            self._courier.seen_messages.saw(self._home, answered.message_id)
        # A search moves the mark on, beyond the chat's newest message too: it is told where nothing else is.
        if letter.sending_after is not None and not self._courier.seen_messages.newest(self._home):
            self._courier.seen_messages.reached(self._home, letter.sending_after)

    def seek(self, candidates: Candidates) -> None:
        """Look for the letter in these messages before it is sent again."""
        self._candidates, self._sought_in = candidates, self._home

    async def attempt(self) -> int | None:
        """Make the next call; return the message in which the letter stands, None: one more call is needed.

        Raises what aiogram raises where the letter can't be delivered at all.
        """
        if self._sought_in != self._home:
            self.seek(Candidates())  # its numbers are other messages' where the chat is now
        try:
            return await (self._edit() if self._candidates.numbers else self._send())
        except CALL_ERRORS as error:
            self._failed += 1
            failure, searching = failure_of(error), bool(self._candidates.numbers)
            if searching and failure is Failure.UNCHANGED:
                return self._found()
            if searching and failure in _ELSEWHERE:
                # The next start looks behind it.
                await self._note_mark(self._candidates.missed(is_empty=is_nowhere(error)))
            elif searching and failure is Failure.MOVED:
                self.seek(Candidates())
            elif failure is Failure.UNKNOWN_FATE:
                self.seek(self._courier.seen_messages.candidates(self._home, self._mark, ()))
                await asyncio.sleep(pause_after(self._failed))
            else:
                raise
            return None

    @property
    def _home(self) -> int:
        return self._courier.home_of(self._letter.chat_id)

    async def _send(self) -> int:
        sent = await self._courier.deliver(self._message, attempts=None, before=self._note)
        return sent.message_id

    async def _edit(self) -> int:
        edit = edit_of(self._message, self._home, self._candidates.numbers[0])
        answered = self._message.reply_parameters.message_id if self._message.reply_parameters else None
        judge = fits(self._message.message_thread_id, answered)
        await self._courier.deliver(edit, attempts=None, fits=judge)
        return self._found()

    def _found(self) -> int:
        # Nobody else who looks for a lost message shall take it for his.
        self._courier.seen_messages.saw(self._home, self._candidates.numbers[0])
        return self._candidates.numbers[0]

    async def _note(self) -> None:
        self._mark = self._courier.seen_messages.newest(self._home)
        await self._note_mark(self._mark)

    async def _note_mark(self, mark: int) -> None:
        try:
            await self._letters.begin_sending(self._letter.id, mark)
        except StorageError as error:
            log.warning("a crash would forget that letter %s is being sent: %s", self._letter.id, error)
