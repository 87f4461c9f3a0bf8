"""Messages as Telegram keeps them, with every state that they have had."""

from dataclasses import dataclass, field
from typing import NamedTuple

from bot.sandbox.telegram.store.world import Chat, User
from bot.sandbox.telegram.text.rich import Rich
from bot.sandbox.telegram.wire import Json


class Revision(NamedTuple):
    """What a message said from `at` (loop time, seconds) on."""

    at: float
    text: str
    entities: list[Json]
    keyboard: Json | None
    rich: Rich | None = None


@dataclass(eq=False, slots=True)
class Message:
    """One message; it changes as it is edited, and `history` keeps what it was (the first entry: as sent).

    `date` and `edit_date` are Unix seconds, `at` and `deleted_at` loop time. `text` is a caption where there
    is `media` (its Bot API fields), and what people read where it is `rich`. `reply_markup` is
    what was asked for, `keyboard` the inline one alone.
    """

    chat: Chat
    message_id: int
    at: float
    date: int
    sender: User | None
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    keyboard: Json | None = None
    other_markup: Json | None = None
    sender_chat: Chat | None = None
    thread_id: int | None = None
    is_topic: bool = False
    reply_to: "Message | None" = None
    quote: Json | None = None
    media: Json | None = None
    rich: Rich | None = None
    service: Json | None = None
    extra: Json = field(default_factory=dict)
    edit_date: int | None = None
    deleted_at: float | None = None
    history: list[Revision] = field(default_factory=list)

    @property
    def deleted(self) -> bool:
        """Whether nobody sees the message any more."""
        return self.deleted_at is not None

    @property
    def buttons(self) -> list[Json]:
        """Return the inline buttons, row after row."""
        rows = self.keyboard["inline_keyboard"] if self.keyboard else []
        return [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        """Return the words on the inline buttons."""
        return [str(button["text"]) for button in self.buttons]

    def record(self, at: float) -> None:
        """Add the present state to the history."""
        self.history.append(Revision(at, self.text, self.entities, self.keyboard, self.rich))

    def wire(self, *, nested: bool = False) -> Json:
        """Return the Bot API's Message; a nested one never holds a further `reply_to_message`."""
        made: Json = {"message_id": self.message_id, "date": self.date, "chat": self.chat.wire()}
        if self.sender:
            made["from"] = self.sender.wire()
        if self.sender_chat:
            made["sender_chat"] = self.sender_chat.wire()
        if self.thread_id is not None:
            made["message_thread_id"] = self.thread_id
        if self.is_topic:
            made["is_topic_message"] = True
        if self.reply_to and not nested:
            made["reply_to_message"] = self.reply_to.wire(nested=True)
            made |= {"quote": self.quote} if self.quote else {}
        if self.edit_date:
            made["edit_date"] = self.edit_date
        return made | self._content() | self.extra

    def _content(self) -> Json:
        words = ("caption", "caption_entities") if self.media else ("text", "entities")
        made: Json = dict(self.media or {}) | dict(self.service or {})
        if self.rich is not None:
            made["rich_message"] = {"blocks": self.rich.blocks}
        elif self.text:
            made[words[0]] = self.text
        if self.entities:
            made[words[1]] = self.entities
        if self.keyboard:
            made["reply_markup"] = self.keyboard
        return made


class Archive:
    """All messages of all chats, deleted ones too."""

    def __init__(self) -> None:
        self._chats: dict[int, dict[int, Message]] = {}

    def add(self, message: Message) -> None:
        """Keep a new message and its first state."""
        message.record(message.at)
        self._chats.setdefault(message.chat.id, {})[message.message_id] = message

    def find(self, chat: Chat, message_id: int) -> Message | None:
        """Return the message unless it is unknown or deleted."""
        message = self._chats.get(chat.id, {}).get(message_id)
        return None if message is None or message.deleted else message

    def all_of(self, chat: Chat) -> list[Message]:
        """Return every message of a chat in order, deleted ones too."""
        return list(self._chats.get(chat.id, {}).values())

    def history(self, chat: Chat, thread_id: int | None = None) -> list[Message]:
        """Return what the chat shows, in order; with a thread id, what that topic shows."""
        shown = [message for message in self.all_of(chat) if not message.deleted]
        return shown if thread_id is None else [m for m in shown if m.thread_id == thread_id]
