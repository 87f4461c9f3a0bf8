"""Turns what happens on both far sides into numbered events for the browser."""

from bot.sandbox.gigachat import Exchange
from bot.sandbox.gigachat.record import EventKind
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.views import chat_view, message_view, user_view
from bot.sandbox.page.wirelog import WireLog
from bot.sandbox.telegram import Event, TelegramDouble
from bot.sandbox.telegram.store.world import Chat
from bot.sandbox.telegram.wire import Json, Observer


class Watch:
    """An observer of Telegram and GigaChat that publishes to a feed."""

    def __init__(self, telegram: TelegramDouble, feed: Feed, log: WireLog) -> None:
        self._telegram = telegram
        self._feed = feed
        self._log = log
        self._known: set[int] = set()
        self._kinds: dict[str, Observer] = {
            "call": self._call,
            "answer": self._call,
            "message": self._message,
            "edited": self._message,
            "deleted": lambda event: self._pass("deleted", event),
            "draft": lambda event: self._pass("draft", event),
            "draft_gone": lambda event: self._pass("draft_gone", event),
            "chat_action": lambda event: self._pass("action", event),
            "callback_answer": lambda event: self._pass("toast", event),
            "member": self._member,
            "commands": lambda _: self._feed.publish("commands"),
        }

    def telegram(self, event: Event) -> None:
        """Publish what Telegram's onlookers see."""
        act = self._kinds.get(event.kind)
        if act:
            act(event)

    def gigachat(self, kind: EventKind, exchange: Exchange) -> None:
        """Publish the beginning and the end of a request; what flows between is among the gauges."""
        if kind != "piece":
            self._feed.publish("wire", line=self._log.exchange(exchange))

    def chat_changed(self, chat: Chat) -> None:
        """Publish a chat that is new or has changed, with the people in it."""
        self._known.add(chat.id)
        users = [member.user for member in chat.members.values()] + ([chat.partner] if chat.partner else [])
        view = chat_view(chat, self._telegram.bot)
        self._feed.publish("chat", chat=view, people=[user_view(user) for user in users])

    def _pass(self, kind: str, event: Event) -> None:
        self._feed.publish(kind, chat=event.chat_id, **_unnamed(event.body))

    def _call(self, event: Event) -> None:
        call = self._telegram.calls[event.body["number"] - 1]
        self._feed.publish("wire", line=self._log.call(call))

    def _message(self, event: Event) -> None:
        chat = self._chat(event)
        message = self._telegram.archive.find(chat, event.body["message_id"]) if chat else None
        if chat is None or message is None:
            return
        if chat.id not in self._known or message.service or (chat.is_private and event.kind == "message"):
            self.chat_changed(chat)
        self._feed.publish("message", message=message_view(message))

    def _member(self, event: Event) -> None:
        chat = self._chat(event)
        if chat is not None:
            self.chat_changed(chat)

    def _chat(self, event: Event) -> Chat | None:
        return self._telegram.world.chats.get(event.chat_id) if event.chat_id is not None else None


def _unnamed(body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in {"kind", "seq", "chat"}}
