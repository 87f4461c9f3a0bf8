"""Everything that the far side knows, and what its callers and its people do alike."""

import asyncio
import time
from typing import Any, Final

from bot.sandbox.bell import Bell
from bot.sandbox.telegram.faults import Faults
from bot.sandbox.telegram.limiter import ChatLimiter, TypingLimiter
from bot.sandbox.telegram.store.callbacks import Presses
from bot.sandbox.telegram.store.drafts import Draft, Drafts
from bot.sandbox.telegram.store.files import Files
from bot.sandbox.telegram.store.messages import Archive, Message
from bot.sandbox.telegram.store.privacy import reaches_bot
from bot.sandbox.telegram.store.profile import Profile
from bot.sandbox.telegram.store.updates import UpdateQueue
from bot.sandbox.telegram.store.webhook import Webhook
from bot.sandbox.telegram.store.world import Chat, User, World
from bot.sandbox.telegram.text.rich import Rich
from bot.sandbox.telegram.wire import Call, Event, Json, Observer

TOKEN: Final = "7000000001:sandbox-token-sandbox-token-sandbox"  # noqa: S105 - opens nothing but the sandbox


class TelegramState:
    """The state of one Telegram with one bot in it.

    `privacy` is the bot's privacy mode; a limiter that is None limits nothing. Whatever a spectator could
    see is told to the observers. All times are the running loop's, in seconds.
    """

    def __init__(self, *, privacy: bool, limits: bool) -> None:
        self.token = TOKEN
        self.privacy = privacy
        self.bot = User(int(TOKEN.partition(":")[0]), "GigaChat", is_bot=True, username="gigachat_bot")
        self.world = World(self.bot)
        self.archive = Archive()
        self.updates = UpdateQueue()
        self.webhook = Webhook(self.updates, self.wall, lambda body: self.emit("webhook", None, body))
        self.draft_book = Drafts(self._draft_changed)
        self.presses = Presses()
        self.files = Files()
        self.profile = Profile()
        self.faults = Faults()
        self.chat_limiter = ChatLimiter() if limits else None
        self.typing_limiter = TypingLimiter() if limits else None
        self.calls: list[Call] = []
        self.events: list[Event] = []
        self.violations: list[str] = []
        self.bell = Bell()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._observers: list[Observer] = []

    def now(self) -> float:
        """Return the time in seconds of the loop that serves, or before that of the running one."""
        return (self.loop or asyncio.get_running_loop()).time()

    @staticmethod
    def wall() -> int:
        """Return Unix seconds, for the date fields alone."""
        return int(time.time())

    def observe(self, observer: Observer) -> None:
        """Call the observer at every event from now on."""
        self._observers.append(observer)

    def unobserve(self, observer: Observer) -> None:
        """Stop calling the observer."""
        self._observers.remove(observer)

    def emit(self, kind: str, chat_id: int | None, body: Json) -> None:
        """Tell the observers and whoever waits; calls are kept in `calls`, all else in `events`."""
        event = Event(self.now(), kind, chat_id, body)
        if kind not in {"call", "answer"}:
            self.events.append(event)
        for observer in list(self._observers):
            observer(event)
        self.bell.ring()

    def violate(self, text: str) -> None:
        """Record that the bot broke the wire format where Telegram itself would stay silent."""
        self.violations.append(text)
        self.emit("violation", None, {"text": text})

    def tell_bot(self, kind: str, body: Json, lane: int) -> None:
        """Queue an update for the bot, if it asked for this kind."""
        update = self.updates.push(kind, body, self.now(), lane)
        if update is not None:
            self.emit("update", lane, update.wire())

    def post(self, chat: Chat, sender: User | None, **fields: Any) -> Message:
        """Return a new message, kept, shown to everyone, and told to the bot where it may know.

        The fields are those of Message. In a topic a message without a reply replies to the topic's root.
        """
        message = Message(chat, next(chat.message_ids), self.now(), self.wall(), sender, **fields)
        if message.is_topic and message.reply_to is None and message.thread_id is not None:
            message.reply_to = self.archive.find(chat, message.thread_id)
        self.archive.add(message)
        if sender is not None and sender.is_bot and sender.id in self.world.users:
            chat.last_bot = sender
        if sender is self.bot:
            self.draft_book.give_way(chat, message.thread_id)
        self.emit("message", chat.id, message.wire())
        self.inform(message)
        return message

    def inform(self, message: Message, *, edited: bool = False) -> None:
        """Tell the bot of a message, new or edited, unless privacy mode hides it."""
        if reaches_bot(message, self.world, privacy=self.privacy):
            kind = "channel_post" if message.chat.type == "channel" else "message"
            self.tell_bot(f"edited_{kind}" if edited else kind, message.wire(), message.chat.id)

    def revise(
        self,
        message: Message,
        text: str,
        entities: list[Json],
        keyboard: Json | None,
        rich: Rich | None = None,
    ) -> None:
        """Change a message and keep what it was; with `rich` it is a rich one from then on."""
        message.text, message.entities, message.keyboard = text, entities, keyboard
        message.rich = rich
        message.edit_date = self.wall()
        message.record(self.now())
        self.emit("edited", message.chat.id, message.wire())

    def remove(self, message: Message) -> None:
        """Delete a message for everyone; its history stays readable for tests."""
        message.deleted_at = self.now()
        self.emit("deleted", message.chat.id, {"message_id": message.message_id})

    def _draft_changed(self, kind: str, draft: Draft) -> None:
        self.emit(kind, draft.chat.id, draft.as_json())
