"""What people see, in the words of a test."""

from collections.abc import Callable
from typing import TypeAlias

from bot.sandbox.bell import Found
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.drafts import Draft
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import Chat, User

Wanted: TypeAlias = str | Callable[[Message], bool]
ACTION_SHOWN_FOR = 5.0  # seconds; schema of sendChatAction


class NotSeenError(AssertionError):
    """What a person waited for did not come; the message shows what the chat has instead."""


class Viewer:
    """Somebody who waits for what the bot shows; without `in_` in their own chat with it.

    `timeout` is loop time in seconds everywhere. A text to look for is a substring; a function decides alone.
    """

    def __init__(self, state: TelegramState, user: User) -> None:
        self._state = state
        self.user = user

    @property
    def id(self) -> int:
        """Return the user's id."""
        return self.user.id

    @property
    def chat(self) -> Chat:
        """Return the chat with the bot."""
        return self._state.world.private(self.user)

    async def sees(
        self,
        wanted: Wanted,
        *,
        in_: Chat | None = None,
        topic: str | int | None = None,
        after: Message | None = None,
        timeout: float = 30.0,  # noqa: ASYNC109 - part of the sentence that a test says
    ) -> Message:
        """Wait for a message of the bot (new, or grown by an edit) and return it; NotSeenError if none comes.

        With `after`, only messages that came later than that one count.
        """
        chat = in_ or self.chat
        thread_id = chat.topic(topic).thread_id if topic is not None else None
        matches = wanted if callable(wanted) else lambda message: wanted in message.text

        def look() -> Message | None:
            shown = self._state.archive.history(chat, thread_id)
            own = (message for message in shown if message.sender is self._state.bot)
            late = (message for message in own if after is None or message.message_id > after.message_id)
            return next((message for message in late if matches(message)), None)

        return await self._waited(look, timeout, chat)

    async def sees_gone(self, message: Message, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - as above
        """Wait until a message is deleted."""
        await self._waited(lambda: True if message.deleted else None, timeout, message.chat)

    async def sees_action(self, action: str, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - as above
        """Wait until their chat shows that the bot is doing this: for 5 s, or until a message comes."""
        chat = self.chat

        def look() -> bool | None:
            recent = [
                e for e in self._state.events if e.chat_id == chat.id and e.kind in {"chat_action", "message"}
            ]
            last = recent[-1] if recent else None
            fresh = last is not None and self._state.now() - last.at <= ACTION_SHOWN_FOR
            return True if fresh and last is not None and last.body.get("action") == action else None

        await self._waited(look, timeout, chat)

    async def sees_draft(self, text: str = "", timeout: float = 30.0) -> Draft:  # noqa: ASYNC109 - as above
        """Wait for a draft that holds this text and return it."""

        def look() -> Draft | None:
            shown = self._state.draft_book.shown(self.chat)
            return next((draft for draft in shown if text in draft.text), None)

        return await self._waited(look, timeout, self.chat)

    async def _waited(self, look: Callable[[], Found | None], timeout: float, chat: Chat) -> Found:  # noqa: ASYNC109 - as above
        try:
            return await self._state.bell.until(look, timeout)
        except TimeoutError:
            shown = "\n".join(map(self._line, self._state.archive.history(chat)[-10:])) or "  nothing"
            raise NotSeenError(f"not seen within {timeout:g} s; the chat shows:\n{shown}") from None

    def _line(self, message: Message) -> str:
        author = "the bot" if message.sender is self._state.bot else "people"
        return f"  {message.message_id}, {author}: {message.text!r} {message.labels or ''}"
