"""What an admin is asked to write, and how the reply is known; after a restart too."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, ForceReply, Message, User

from bot.locales import LANGUAGES, Words, words_in

# Stands for what differs in an invitation while it is compared.
_GAP = "\0"
# Bot API: the placeholder of a forced reply.
PLACEHOLDER_LIMIT = 64


class InPrivate(Filter):
    """What happens in a private chat with the bot."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        """Tell whether it does."""
        message = event.message if isinstance(event, CallbackQuery) else event
        return message is not None and message.chat.type == "private"


class Asked(Filter):
    """A reply to an invitation of the bot's, known by its words; passes on `about`, which differs in it."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def __call__(self, message: Message, me: User) -> bool | dict[str, Any]:
        """Return what the invitation was about, or False."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or replied.from_user.id != me.id or not message.text:
            return False
        for language in LANGUAGES:
            before, _, after = words_in(language)(self._key, about=_GAP).strip().partition(_GAP)
            text = replied.text or ""
            if text.startswith(before) and text.endswith(after) and len(text) >= len(before) + len(after):
                return {"about": text[len(before) : len(text) - len(after)]}
        return False


def forced_reply(words: Words, key: str) -> ForceReply:
    """Return what opens the reply to an invitation at once."""
    return ForceReply(input_field_placeholder=words(key)[:PLACEHOLDER_LIMIT])
