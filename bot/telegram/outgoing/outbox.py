"""The outbox: letters go out, each chat's in their order, once each, for as long as it takes."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from aiogram.methods import SendMessage

from bot.core.errors import StorageError
from bot.core.letters import LAST_ATTEMPT, Letter, LetterDraft
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import (
    CALL_ERRORS,
    LONGEST_PAUSE,
)
from bot.telegram.outgoing.letter_delivery import LetterDelivery, LetterTable
from bot.telegram.outgoing.letters import drafts_of

log = logging.getLogger(__name__)


Ended = Callable[[Exception | None], object]


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
            async with asyncio.timeout(max(LAST_ATTEMPT, self._age - (self._now() - letter.written_at))):
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
        delivery = LetterDelivery(self._courier, self._letters, letter)
        home = self._courier.home_of(letter.chat_id)
        delivery.remember()
        if letter.sending_after is not None:
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
