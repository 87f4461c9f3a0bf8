"""What is said to whoever an admin has let in."""

from aiogram.methods import SendMessage
from aiogram.types import User

from bot.accounts.ports import Languages
from bot.locales import language_of, words_in


async def welcome(each: int, language: str, languages: Languages, me: User) -> SendMessage:
    """Return the word for a person (id > 0) or a group; `language` is used where theirs is not known.

    Raises `StorageError`.
    """
    code = await languages.language_code(each) if each > 0 else None
    words = words_in(language if code is None else language_of(code))
    text = words("access-granted") if each > 0 else words("start-group", username=me.username or "")
    return SendMessage(chat_id=each, text=text)
