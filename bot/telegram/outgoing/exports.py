"""Exports: what was said in a chat, packed and sent as files."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile

from bot.accounts.takeout import Takeout
from bot.core.conversation import ConversationKey
from bot.core.privacy import KeptConversation
from bot.locales import Words
from bot.telegram.outgoing.file_sender import FileSender
from bot.telegram.outgoing.messages import message_to

Read = Callable[[int], AsyncIterator[KeptConversation]]
HasWords = Callable[[int], Awaitable[bool]]


class Exports:
    """Sends exports; `read` yields all conversations of a person (id > 0) or a group, or StorageError.

    `has_words` tells whether there are any with something in them.
    """

    def __init__(self, read: Read, has_words: HasWords, file_sender: FileSender, zone: ZoneInfo) -> None:
        self._read = read
        self._has_words = has_words
        self._file_sender = file_sender
        self._zone = zone

    async def possible(self, chat_id: int) -> bool:
        """Tell whether files of a chat would hold anything. Raises StorageError."""
        return await self._has_words(chat_id)

    def begin(self, key: ConversationKey, person_id: int, words: Words) -> bool:
        """Send what was said in a chat to a person in private; False if that is under way already."""

        async def pack() -> Sequence[SendDocument]:
            takeout = Takeout(words, self._zone)
            async for kept in self._read(key.chat_id):
                takeout.add(kept)
            return [
                SendDocument(chat_id=person_id, document=BufferedInputFile(content, name))
                for name, content in takeout.files()
            ]

        failed = words("export-failed", where="private" if key.chat_id > 0 else "group")
        return self._file_sender.send(("export", key.chat_id), pack, [message_to(key, failed)])
