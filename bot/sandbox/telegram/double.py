"""The sandbox's Telegram: a Bot API on loopback, and the people and chats behind it."""

import asyncio
from collections.abc import Iterable

from aiohttp import web

from bot.sandbox.telegram.api.server import LARGEST_UPLOAD, BotApi
from bot.sandbox.telegram.control import add_control
from bot.sandbox.telegram.membership import migrate
from bot.sandbox.telegram.people import Person
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.drafts import Draft
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import Chat, Member, Topic, User
from bot.sandbox.telegram.text.detection import found_entities
from bot.sandbox.telegram.wire import Call, Json

_TOPIC_COLOR = 7322096


class TelegramDouble(TelegramState):
    """A second opinion on the Bot API's wire format that a whole bot can be run against.

    `limits=False` switches both limiters off; over `largest_upload` bytes an upload is refused. `calls`,
    `floods`, `violations` and `events` say afterwards what happened; `observe` tells it live. What exists
    before the bot comes (people, groups, topics) is made without telling the bot.
    """

    def __init__(
        self,
        *,
        privacy: bool = True,
        limits: bool = True,
        largest_upload: int = LARGEST_UPLOAD,
    ) -> None:
        super().__init__(privacy=privacy, limits=limits)
        self.url = ""
        self._largest_upload = largest_upload
        self._people: dict[int, Person] = {}
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; `url` is the base for a client's `{url}/bot{token}/{method}` from then on."""
        self.loop = asyncio.get_running_loop()
        application = BotApi(self, self._largest_upload).application()
        add_control(application, self, lambda: self.people)
        self._runner = web.AppRunner(
            application, handler_cancellation=True, access_log=None, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close all connections, deliveries and timers; the record stays readable."""
        await self.webhook.close()
        self.draft_book.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def floods(self) -> list[Call]:
        """Return every call that was answered 429."""
        return [call for call in self.calls if call.status == 429]

    @property
    def people(self) -> list[Person]:
        """Return everyone who was made by `person`."""
        return list(self._people.values())

    def calls_of(self, method: str, chat: Chat | None = None) -> list[Call]:
        """Return the calls of one method, in one chat if it is given."""
        return [c for c in self.calls if c.method == method and (chat is None or c.chat_id == chat.id)]

    def person(self, name: str, *, language: str | None = "ru", username: str | None = None) -> Person:
        """Return a new person, who has not yet written to the bot."""
        user = self.world.add_user(name, username=username, language=language)
        self._people[user.id] = Person(self, user)
        return self._people[user.id]

    def other_bot(self, name: str, username: str) -> Person:
        """Return another bot, which can be a member of groups and write there."""
        return Person(self, self.world.add_user(name, is_bot=True, username=username))

    def private(self, person: Person) -> Chat:
        """Return a person's chat with the bot, as if they had started it some time ago."""
        person.chat.started = True
        return person.chat

    def group(
        self,
        title: str,
        *,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        owner: Person | None = None,
        kind: str = "group",
        bot: str = "member",
        username: str | None = None,
    ) -> Chat:
        """Return a group that the bot belongs to with the status `bot`.

        `kind` is group, supergroup or channel; `bot="left"` leaves it outside.
        """
        chat = self.world.add_group(title, kind)
        chat.username = username
        roles = [(owner, "creator")] if owner else []
        roles += [(person, "administrator") for person in admins] + [(person, "member") for person in members]
        for person, status in roles:
            chat.members.setdefault(person.id, Member(person.user, status))
        if bot != "left":
            chat.members[self.bot.id] = Member(self.bot, bot)
        return chat

    def supergroup(
        self,
        title: str,
        *,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        owner: Person | None = None,
        bot: str = "member",
    ) -> Chat:
        """Return a supergroup; the arguments are those of `group`."""
        return self.group(title, members=members, admins=admins, owner=owner, kind="supergroup", bot=bot)

    def forum(
        self,
        title: str,
        *,
        topics: Iterable[str] = (),
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        owner: Person | None = None,
        bot: str = "member",
    ) -> Chat:
        """Return a supergroup with topics besides General."""
        chat = self.supergroup(title, members=members, admins=admins, owner=owner, bot=bot)
        chat.is_forum = True
        # Message 1 and topic 1 are General's.
        next(chat.message_ids)
        for name in topics:
            self.topic(chat, name, by=next(iter(chat.members.values())).user)
        return chat

    def topic(self, chat: Chat, name: str, *, by: User) -> Topic:
        """Open a topic whose root message is `by`'s."""
        number = next(chat.message_ids)
        created = {"name": name, "icon_color": _TOPIC_COLOR}
        root = Message(chat, number, self.now(), self.wall(), by, thread_id=number, is_topic=True)
        root.service = {"forum_topic_created": created}
        self.archive.add(root)
        chat.topics[number] = Topic(number, name)
        self.emit("message", chat.id, root.wire())
        return chat.topics[number]

    def post_in_channel(self, channel: Chat, text: str) -> Message:
        """Post in a channel; in its linked group the post appears as an automatic forward."""
        entities = found_entities(text)
        post = self.post(channel, None, sender_chat=channel, text=text, entities=entities)
        if channel.linked_group:
            origin = {
                "type": "channel",
                "chat": channel.wire(),
                "message_id": post.message_id,
                "date": post.date,
            }
            extra: Json = {"is_automatic_forward": True, "forward_origin": origin}
            said: Json = {"sender_chat": channel, "text": text, "entities": entities, "extra": extra}
            self.post(channel.linked_group, self.world.forwarder, **said)
        return post

    def migrates(self, group: Chat) -> Chat:
        """Turn a basic group into a supergroup and return that."""
        return migrate(self, group)

    def chat_history(self, chat: Chat, topic: str | int | None = None) -> list[Message]:
        """Return the messages that a chat, or one topic of it, shows now."""
        return self.archive.history(chat, chat.topic(topic).thread_id if topic is not None else None)

    def drafts(self, chat: Chat) -> list[Draft]:
        """Return the drafts that a chat shows now."""
        return self.draft_book.shown(chat)
