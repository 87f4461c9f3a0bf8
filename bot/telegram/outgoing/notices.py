"""Words of the bot that no update asked for."""

from bot.core.conversation import ConversationKey
from bot.core.entities import RichText
from bot.core.splitting import split
from bot.locales import words_in
from bot.telegram.outgoing.letters import Post
from bot.telegram.outgoing.messages import message_to


class Notices:
    """Writes them into their chats; `post` returns once they are stored, and raises `StorageError`."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def passed_over(self, key: ConversationKey, language: str, count: int) -> None:
        """Tell a conversation that so many of its questions are passed over. Raises `StorageError`."""
        pages = split(RichText(words_in(language)("passed-over", count=count)))
        await self._post([message_to(key, page.text) for page in pages])
