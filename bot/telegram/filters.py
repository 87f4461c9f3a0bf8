"""Which messages are meant for the bot. Async classes: aiogram sends magic filters through a thread."""

import re
from typing import Any

from aiogram import Bot
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message, User

from bot.locales import LANGUAGES, words_in
from bot.telegram.addressing import asked_text, command_name, is_reply_to, mention_of
from bot.telegram.rights import Rights

# Telegram tells of these in private chats by itself; nobody expects an answer.
_SERVICE = frozenset({"pinned_message", "message_auto_delete_timer_changed", "unknown"})
# Stands for what differs in a prompt while it is compared.
_GAP = "\0"


class OurCommand(Filter):
    """A command for this bot; passes it on as `command`.

    In groups a bare command is ours only under a message of ours or if Telegram chose us for it: a bot that
    reads everything must be named (`/new@bot`), or it would answer the commands of other bots.
    """

    def __init__(self, name: str) -> None:
        self._command = Command(name, ignore_case=True)

    async def __call__(self, message: Message, bot: Bot, me: User, rights: Rights) -> bool | dict[str, Any]:
        """Return the parsed command, or False."""
        found = await self._command(message, bot)
        if not isinstance(found, dict) or message.chat.type == "private" or is_reply_to(message, me):
            return found
        if found["command"].mention or not await rights.bot_reads_everything(message.chat.id, me):
            return found
        return False


class InPrivate(Filter):
    """What happens in a private chat with the bot."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        """Tell whether it does."""
        message = event.message if isinstance(event, CallbackQuery) else event
        return message is not None and message.chat.type == "private"


class FromAdmin(Filter):
    """What one of the bot's own admins writes or presses."""

    async def __call__(self, event: Message | CallbackQuery, admins: frozenset[int]) -> bool:
        """Tell whether it is an admin's; nobody else learns that there is something to be had."""
        sender = event.sender_chat if isinstance(event, Message) else None
        return sender is None and event.from_user is not None and event.from_user.id in admins


class UnknownCommand(Filter):
    """A command that no handler took: any in private, those with the bot's name in groups."""

    async def __call__(self, message: Message, me: User) -> bool:
        """Tell whether the message is one."""
        name = command_name(message)
        return bool(name) and (message.chat.type == "private" or name.endswith(f"@{me.username}".casefold()))


class Asked(Filter):
    """A question for the bot; passes its text on as `text`."""

    async def __call__(self, message: Message, me: User) -> bool | dict[str, Any]:
        """Return the text that is asked, or False."""
        text = asked_text(message, me)
        return {"text": text} if text and text.strip() else False


class EditedQuestion(Asked):
    """A question whose text was changed; an edited command is a command no more, and asks nothing."""

    async def __call__(self, message: Message, me: User) -> bool | dict[str, Any]:
        """Return the text that is asked now, or False."""
        return False if command_name(message) else await super().__call__(message, me)


class Called(Filter):
    """The bot's name alone, or with what can't be read; passes on as `wordless` whether there is such."""

    async def __call__(self, message: Message, me: User) -> bool | dict[str, Any]:
        """Return what was found, or False."""
        if mention_of(message, me) is None:
            return False
        return {"wordless": message.text is None or message.reply_to_message is not None}


class Wordless(Filter):
    """A private message without any text: a picture, a voice, a sticker; of an album the first alone."""

    async def __call__(self, message: Message, goes_on: bool) -> bool:
        """Tell whether the message is one."""
        service = message.content_type in _SERVICE
        wordless = not (message.text or message.caption)
        return message.chat.type == "private" and wordless and not (goes_on or service)


class ReplyToPrompt(Filter):
    """A reply to a prompt of the bot's, known by its words in any language, after a restart too.

    Passes on as `about` what differs in the prompt, if its sentence has such a variable.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    async def __call__(self, message: Message, me: User) -> bool | dict[str, Any]:
        """Return what the prompt was about, or whether the message is such a reply at all."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or replied.from_user.id != me.id or not message.text:
            return False
        for language in LANGUAGES:
            prompt = re.escape(words_in(language)(self._key, about=_GAP).strip())
            found = re.fullmatch(prompt.replace(_GAP, "(?P<about>.*)"), replied.text or "", re.DOTALL)
            if found:
                return found.groupdict() or True
        return False


class Pressed(Filter):
    """A button that carries exactly this."""

    def __init__(self, pressed: CallbackData) -> None:
        self._packed = pressed.pack()

    async def __call__(self, query: CallbackQuery) -> bool:
        """Tell whether it is this button."""
        return query.data == self._packed


class Upgraded(Filter):
    """The service messages of a group that became a supergroup, one in each; passes on both ids."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return the ids of the old and the new chat, or False."""
        if message.migrate_to_chat_id is not None:
            return {"old_chat_id": message.chat.id, "new_chat_id": message.migrate_to_chat_id}
        if message.migrate_from_chat_id is not None:
            return {"old_chat_id": message.migrate_from_chat_id, "new_chat_id": message.chat.id}
        return False
