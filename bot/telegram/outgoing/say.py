"""The bot's own words in one conversation."""

from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, EditMessageText
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.core.conversation import ConversationKey
from bot.core.entities import RichText
from bot.core.splitting import split
from bot.locales import Words
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.failures import Failure, failure_of
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.messages import NO_PREVIEW, Keyboard, message_to

# Bot API: the text of a callback's answer.
TOAST_LIMIT = 200


class Say:
    """Says words where an update came from; `reply_to` is the message to answer in groups.

    Its messages are letters of the update: they are stored when its handler has ended, and go out then.
    """

    def __init__(
        self,
        courier: Courier,
        letters: Letters,
        words: Words,
        key: ConversationKey,
        reply_to: int | None = None,
    ) -> None:
        self._courier = courier
        self._letters = letters
        self._words = words
        self._key = key
        self._reply_to = reply_to

    def in_language(self, words: Words) -> "Say":
        """Return the same with other words."""
        return Say(self._courier, self._letters, words, self._key, self._reply_to)

    def __call__(self, key: str, keyboard: Keyboard | None = None, **variables: str | int) -> None:
        """Write the text of `key`; a long one goes on in a next message, the keyboard under the last."""
        pages = split(RichText(self._words(key, **variables)))
        self._letters.write(
            [
                message_to(self._key, page.text, keyboard if page is pages[-1] else None, self._reply_to)
                for page in pages
            ]
        )

    async def toast(
        self, query: CallbackQuery, key: str | None = None, *, alert: bool = False, **variables: str | int
    ) -> None:
        """Answer a pressed button: at once, for a clock turns on it until then."""
        text = self._words(key, **variables)[:TOAST_LIMIT] if key else None
        answer = AnswerCallbackQuery(callback_query_id=query.id, text=text, show_alert=alert or None)
        self._courier.asides.begin(self._courier.at_once(answer))

    async def instead(
        self, query: CallbackQuery, key: str, keyboard: InlineKeyboardMarkup | None, **variables: str | int
    ) -> None:
        """Replace the text and keyboard of the message whose button was pressed."""
        if query.message is None:
            return
        page = split(RichText(self._words(key, **variables)))[0]
        method = EditMessageText(
            chat_id=query.message.chat.id,
            message_id=query.message.message_id,
            text=page.text,
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
        try:
            # However long Telegram takes: what was pressed for is done.
            self._letters.hand_on()
            async with self._courier.page_turn(query.message.chat.id):
                await self._courier.deliver(method)
        except TelegramAPIError as error:
            if failure_of(error) in {Failure.MESSAGE_GONE, Failure.MOVED}:
                self(key, keyboard, **variables)
            elif failure_of(error) is not Failure.UNCHANGED:
                raise
