"""Letters: what one update makes the bot say, until it is stored together with the mark that it is done."""

import json
from collections.abc import Awaitable, Callable, Sequence

from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import InlineKeyboardMarkup

from bot.core.letters import Letter, LetterDraft

# Stores messages as letters and lets them go; raises `StorageError`.
Post = Callable[[Sequence[SendMessage]], Awaitable[object]]


class Letters:
    """Collects the messages that the handlers of one update write, in their order.

    `hand_on` lets the chat's next update begin, for what is left to do changes nothing for it.
    `are_an_apology`: they tell that the storage refused, which may be untrue by the time they are stored.
    """

    def __init__(self, hand_on: Callable[[], object] = lambda: None) -> None:
        self.hand_on = hand_on
        self.are_an_apology = False
        self._written: list[SendMessage] = []

    def write(self, messages: Sequence[SendMessage]) -> None:
        """Add messages; nothing is sent before they are stored."""
        self._written += messages

    def drafts(self) -> list[LetterDraft]:
        """Return them as they are stored."""
        return drafts_of(self._written)


def drafts_of(messages: Sequence[SendMessage]) -> list[LetterDraft]:
    """Return messages as they are stored: the call's own fields as JSON."""
    return [LetterDraft(int(message.chat_id), json.dumps(_fields(message))) for message in messages]


def _fields(message: SendMessage) -> dict[str, object]:
    fields = message.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    if message.reply_markup is not None:
        # What makes a markup a forced reply is a field that nobody sets by hand.
        fields["reply_markup"] = message.reply_markup.model_dump(mode="json", exclude_none=True)
    return fields


def message_of(letter: Letter) -> SendMessage:
    """Return the call of a stored letter, to the chat to which it belongs now."""
    message = SendMessage.model_validate_json(letter.body)
    if message.chat_id == letter.chat_id:
        return message
    # A group became a supergroup, where the number replied to is another message's.
    return message.model_copy(update={"chat_id": letter.chat_id, "reply_parameters": None})


def edit_of(message: SendMessage, chat_id: int, message_id: int) -> EditMessageText:
    """Return the edit after which this message shows what `message` says; a copy of it stays as it is."""
    keyboard = message.reply_markup if isinstance(message.reply_markup, InlineKeyboardMarkup) else None
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=message.text,
        entities=message.entities,
        reply_markup=keyboard,
        link_preview_options=message.link_preview_options,
    )
