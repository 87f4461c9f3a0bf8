"""Which messages show one answer, written down so that a crash forgets none of them."""

import logging
from collections.abc import Sequence
from typing import Protocol

from bot.core.conversation import MessageRef
from bot.core.errors import StorageError
from bot.dialog.outwaiting import outwaited
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.seen_messages import Candidates

log = logging.getLogger(__name__)

# So long (s) a storage that refuses is asked again what is known, before a lost message is not looked for.
PATIENCE = 60.0


class MessageLog(Protocol):
    """Where it is stored which messages show a turn. Calls raise `StorageError`."""

    async def set_answer_messages(self, turn_id: int, messages: list[MessageRef]) -> None:
        """Store that these messages show the turn's answer, first part first."""
        ...

    async def begin_sending(self, turn_id: int, mark: int) -> None:
        """Store that a message of the answer is being sent: it will stand above the message `mark`."""
        ...

    async def known_messages(self, chat_id: int, after: int) -> set[int]:
        """Return the ids above `after` that belong to known messages."""
        ...


class AnswerMessages:
    """The messages of one answer in the chat of its question, wherever that moves."""

    def __init__(self, courier: Courier, messages: MessageLog, turn_id: int, chat_id: int) -> None:
        self._courier = courier
        self._log = messages
        self._turn_id = turn_id
        self._chat_id = chat_id
        self._chats: dict[int, int] = {}
        self._mark = 0

    def reachable(self, messages: Sequence[MessageRef]) -> list[int]:
        """Return which messages can still be edited: those of a group that became a supergroup can't."""
        ids = [message.message_id for message in messages if message.chat_id == self._chat_id]
        self._chats = dict.fromkeys(ids, self._chat_id)
        return ids

    async def sends(self) -> None:
        """Store after which message the next one will stand, right before it is sent."""
        home = self._courier.home_of(self._chat_id)
        self._mark = self._courier.seen_messages.newest(home)
        await self._note(self._mark)

    async def missed(self, candidate: int) -> None:
        """Store that the message sent last is not this one: the search of a next start goes on behind it.

        Else a process that dies again and again would search for ever, and spend the chat's calls on it.
        """
        await self._note(candidate)

    def lost(self) -> Candidates:
        """Return where the message sent last may stand, if nobody knows whether it arrived."""
        # All that came since its mark was seen by this process.
        home = self._courier.home_of(self._chat_id)
        return self._courier.seen_messages.candidates(home, self._mark, ())

    async def candidates(self, mark: int | None) -> Candidates:
        """Return where a message may stand that an earlier process sent; None: it sent none."""
        if mark is None:
            return Candidates()
        home = self._courier.home_of(self._chat_id)
        try:
            known = await outwaited(lambda: self._log.known_messages(home, mark), PATIENCE)
        except StorageError as error:
            log.warning("what turn %s sent last can't be looked for: %s", self._turn_id, error)
            return Candidates()
        return self._courier.seen_messages.candidates(home, mark, known)

    async def stands(self, message_ids: list[int]) -> bool:
        """Store which messages show the answer now, first part first; False if the storage refuses."""
        home = self._courier.home_of(self._chat_id)
        messages = [MessageRef(self._chats.setdefault(each, home), each) for each in message_ids]
        try:
            await self._log.set_answer_messages(self._turn_id, messages)
        except StorageError as error:
            log.warning("the messages of turn %s are not noted: %s", self._turn_id, error)
            return False
        return True

    async def _note(self, mark: int) -> None:
        try:
            await self._log.begin_sending(self._turn_id, mark)
        except StorageError as error:
            log.warning("a crash would forget what turn %s sends now: %s", self._turn_id, error)
