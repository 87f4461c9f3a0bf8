"""What a person in the browser does to the world: new people, new chats, who belongs where."""

from typing import Any

from bot.sandbox.page.orders import Order, Orders
from bot.sandbox.page.views import user_view
from bot.sandbox.page.watch import Watch
from bot.sandbox.telegram import Chat, TelegramDouble
from bot.sandbox.telegram.wire import Json

_ROLES = frozenset({"member", "administrator", "restricted", "left", "kicked"})


class ChatOrders:
    """Orders that make and change chats; each is told to the browser by the watch."""

    def __init__(self, telegram: TelegramDouble, orders: Orders, watch: Watch) -> None:
        self._telegram = telegram
        self._orders = orders
        self._watch = watch
        self.named: dict[str, Order] = {
            "person": self._person,
            "group": self._group,
            "topic": self._topic,
            "block": self._block,
            "bot_status": self._bot_status,
            "member_status": self._member_status,
        }

    async def _person(self, order: Json) -> Json:
        name = _named(order["name"])
        language = str(order.get("language") or "ru")
        person = self._telegram.person(name, language=language)
        person.user.username = f"user_{person.id % 10_000}"
        self._watch.chat_changed(person.chat)
        return user_view(person.user) | {"chat": person.chat.id}

    async def _group(self, order: Json) -> Json:
        owner = self._orders.person(order)
        members = [self._orders.known(user_id) for user_id in order["members"] if user_id != owner.id]
        topics = [_named(name) for name in order.get("topics") or []]
        title, bot = _named(order["title"]), "administrator" if order.get("bot_admin") else "member"
        if topics:
            chat = self._telegram.forum(title, topics=topics, members=members, owner=owner, bot="left")
        else:
            chat = self._telegram.supergroup(title, members=members, owner=owner, bot="left")
        self._watch.chat_changed(chat)
        await owner.adds_bot(chat, bot)
        return {"chat": chat.id}

    async def _topic(self, order: Json) -> Json:
        chat = self._orders.chat(order["chat"])
        topic = self._telegram.topic(chat, _named(order["name"]), by=self._orders.person(order).user)
        self._watch.chat_changed(chat)
        return {"thread": topic.thread_id}

    async def _block(self, order: Json) -> None:
        person = self._orders.person(order)
        await (person.blocks() if order["on"] else person.unblocks())

    async def _bot_status(self, order: Json) -> None:
        person, chat = self._orders.person(order), self._orders.chat(order["chat"])
        status = _role(order["status"])
        await (person.removes_bot(chat) if status == "kicked" else person.adds_bot(chat, status))

    async def _member_status(self, order: Json) -> Any:
        chat: Chat = self._orders.chat(order["chat"])
        await self._orders.known(order["member"]).joins(chat, _role(order["status"]))


def _named(value: object) -> str:
    name = " ".join(str(value).split())[:64]
    if not name:
        raise ValueError("a name has at least one letter")
    return name


def _role(value: object) -> str:
    if value not in _ROLES:
        raise ValueError(f"no such status: {value}")
    return str(value)
