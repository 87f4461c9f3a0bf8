"""The message in which it can be read how far a broadcast came."""

from aiogram.methods import EditMessageText
from aiogram.types import MessageEntity

from bot.core.administration import Progress
from bot.core.entities import utf16_length
from bot.core.splitting import MESSAGE_UNITS, shortened
from bot.locales import words_in
from bot.telegram.admin.keyboards import halt_keyboard
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.messages import NO_PREVIEW


class ProgressMessage:
    """Shows a broadcast's progress in the place of its preview, above the `text` that is sent."""

    def __init__(self, courier: Courier, text: str, *, chat_id: int, message_id: int, language: str) -> None:
        self._courier = courier
        self._text = text
        self._chat_id = chat_id
        self._message_id = message_id
        self._words = words_in(language)

    async def show(self, key: str, arrived: Progress, left: int, stoppable: int | None) -> None:
        """Say by the sentence `key` what `arrived`; `stoppable` is the broadcast that a button stops."""
        counts = {"sent": arrived.sent, "failed": arrived.failed, "chats": arrived.chats}
        told = self._words(key, left=left, **counts)
        text = shortened(self._text, MESSAGE_UNITS - utf16_length(told) - len("\n\n"))
        # What is sent stays to be read below how far it came.
        quote = MessageEntity(type="blockquote", offset=utf16_length(told) + 2, length=utf16_length(text))
        await self._courier.deliver_or_log(
            EditMessageText(
                chat_id=self._chat_id,
                message_id=self._message_id,
                text=self._words("admin-broadcast-text", progress=told, text=text),
                entities=[quote],
                link_preview_options=NO_PREVIEW,
                reply_markup=None if stoppable is None else halt_keyboard(self._words, stoppable),
            )
        )
