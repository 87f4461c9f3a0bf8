"""The outbox: letters go out, each chat's in their order, once each, for as long as it takes."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import SendMessage

from bot.core.errors import StorageError
from bot.core.letters import Letter, LetterDraft
from bot.telegram.outgoing.courier import LONGEST_PAUSE, Courier, pause_after
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of
from bot.telegram.outgoing.letters import drafts_of, edit_of, message_of
from bot.telegram.outgoing.lost_sends import fits

log = logging.getLogger(__name__)

# What the edit of a message fails with that is not the lost one.
_ELSEWHERE = frozenset({Failure.MESSAGE_GONE, Failure.REFUSED, Failure.MARKUP_REFUSED})
# Telegram knows no such bot: nothing is wrong with the letter, and a mended token delivers it.
_NO_BOT = (TelegramUnauthorizedError, TelegramNotFound)

Ended = Callable[[Exception | None], object]


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


class UpdateTable(Protocol):
    """Where updates end, with the letters that they brought. Calls raise `StorageError`."""

    async def done(self, update_id: int | None, letters: Sequence[LetterDraft], now: float) -> list[int]:
        """Store letters, and that an update is done if one brought them; return the letters' ids."""
        ...


class MessageTable(Protocol):
    """What is known of messages. Calls raise `StorageError`."""

    async def known_messages(self, chat_id: int, after: int) -> set[int]:
        """Return the ids above `after` that belong to known messages."""
        ...


class Outbox:
    """Delivers stored letters; `age` says for how long (s) a letter is tried, `now` is in unix seconds."""

    def __init__(
        self,
        courier: Courier,
        updates: UpdateTable,
        letters: LetterTable,
        messages: MessageTable,
        *,
        age: float,
        now: Callable[[], float],
    ) -> None:
        self._courier = courier
        self._updates = updates
        self._letters = letters
        self._messages = messages
        self._age = age
        self._now = now
        self._heard: dict[int, Ended] = {}
        self._lines: dict[int, deque[Letter]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}

    @property
    def waiting(self) -> int:
        """How many letters have not arrived yet."""
        return sum(map(len, self._lines.values()))

    async def recover(self) -> None:
        """Let the letters go that an earlier process left. Raises `StorageError`."""
        for letter in await self._letters.waiting():
            self._line_up(letter)

    async def store(self, update_id: int | None, drafts: Sequence[LetterDraft]) -> None:
        """Store letters together with the mark that their update is done, then let them go.

        Raises `StorageError`; then nothing is stored and nothing goes.
        """
        now = self._now()
        ids = await self._updates.done(update_id, drafts, now)
        for letter_id, draft in zip(ids, drafts, strict=True):
            self._line_up(Letter(letter_id, draft.chat_id, draft.body, now))

    async def post(self, messages: Sequence[SendMessage]) -> None:
        """Store and let go what no update asked for. Raises `StorageError`."""
        await self.store(None, drafts_of(messages))

    def take(self, letter: Letter, ended: Ended) -> None:
        """Let a letter go that somebody else has stored; `ended` is told None, or why it was given up."""
        self._heard[letter.id] = ended
        self._line_up(letter)

    async def close(self, seconds: float) -> None:
        """Give letters `seconds` to be delivered; the rest waits for the next start."""
        workers = list(self._workers.values())
        if not workers:
            return
        _, late = await asyncio.wait(workers, timeout=seconds)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _line_up(self, letter: Letter) -> None:
        line = self._lines.setdefault(letter.chat_id, deque())
        line.append(letter)
        if letter.chat_id not in self._workers:
            self._workers[letter.chat_id] = asyncio.create_task(self._work(letter.chat_id, line))

    async def _work(self, chat_id: int, line: deque[Letter]) -> None:
        try:
            while line:
                await self._end(line[0])
                line.popleft()
        finally:
            del self._lines[chat_id], self._workers[chat_id]

    async def _end(self, letter: Letter) -> None:
        message_id: int | None = None
        failure: Exception | None = None
        try:
            async with asyncio.timeout(max(0.0, self._age - (self._now() - letter.written_at))):
                message_id = await self._deliver(letter)
        except TimeoutError as error:
            failure = error
            log.error("a letter to chat %s could not be delivered for too long, given up", letter.chat_id)  # noqa: TRY400 - the word is enough
        except CALL_ERRORS as error:
            failure = error
            log.info("a letter to chat %s is given up: %s", letter.chat_id, error)
        except Exception as error:  # a defect in one letter must not hold up those behind it
            failure = error
            log.exception("a letter to chat %s could not be sent", letter.chat_id)
        try:
            await self._letters.ended(letter.id, message_id, self._now())
        except StorageError as error:
            # The next start looks for it behind its mark and finds that it stands.
            log.warning("nobody will know that letter %s has ended: %s", letter.id, error)
        if letter.id in self._heard:
            self._heard.pop(letter.id)(failure)

    async def _deliver(self, letter: Letter) -> int:
        delivery = _LetterDelivery(self._courier, self._letters, letter)
        if letter.sending_after is not None:
            home = self._courier.home_of(letter.chat_id)
            known = await self._known(home, letter.sending_after)
            delivery.seek(self._courier.seen_messages.candidates(home, letter.sending_after, known))
        while (message_id := await delivery.attempt()) is None:
            pass
        return message_id

    async def _known(self, chat_id: int, after: int) -> set[int]:
        while True:
            try:
                return await self._messages.known_messages(chat_id, after)
            except StorageError as error:
                # To search without this would write over messages of answers.
                log.warning("what was sent to chat %s can't be looked for: %s", chat_id, error)
                await asyncio.sleep(LONGEST_PAUSE)


class _LetterDelivery:
    """One letter on its way: sent, or found where a lost send had left it."""

    def __init__(self, courier: Courier, letters: LetterTable, letter: Letter) -> None:
        self._courier = courier
        self._letters = letters
        self._letter = letter
        self._message = message_of(letter)
        self._candidates: list[int] = []
        self._mark = 0
        self._failed = 0

    def seek(self, candidates: Sequence[int]) -> None:
        """Look for the letter in these messages before it is sent again."""
        self._candidates = list(candidates)

    async def attempt(self) -> int | None:
        """Make the next call; return the message in which the letter stands, None: one more call is needed.

        Raises what aiogram raises where the letter can't be delivered at all.
        """
        try:
            return await (self._edit() if self._candidates else self._send())
        except CALL_ERRORS as error:
            self._failed += 1
            if isinstance(error, _NO_BOT):
                await asyncio.sleep(LONGEST_PAUSE)
            elif self._candidates and failure_of(error) is Failure.UNCHANGED:
                return self._found()
            elif self._candidates and failure_of(error) in _ELSEWHERE:
                await self._note_mark(self._candidates.pop(0))  # the next start looks behind it
            elif self._candidates and failure_of(error) is Failure.MOVED:
                self._candidates.clear()
            elif failure_of(error) is Failure.UNKNOWN_FATE:
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
        edit = edit_of(self._message, self._home, self._candidates[0])
        answered = self._message.reply_parameters.message_id if self._message.reply_parameters else None
        judge = fits(self._message.message_thread_id, answered)
        await self._courier.deliver(edit, attempts=None, fits=judge)
        return self._found()

    def _found(self) -> int:
        # Nobody else who looks for a lost message shall take it for his.
        self._courier.seen_messages.saw(self._home, self._candidates[0])
        return self._candidates[0]

    async def _note(self) -> None:
        self._mark = self._courier.seen_messages.newest(self._home)
        await self._note_mark(self._mark)

    async def _note_mark(self, mark: int) -> None:
        try:
            await self._letters.begin_sending(self._letter.id, mark)
        except StorageError as error:
            log.warning("a crash would forget that letter %s is being sent: %s", self._letter.id, error)
