"""Who and what exists: users, chats, topics, members."""

from dataclasses import dataclass, field
from itertools import count
from typing import Final

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.wire import Json

# Telegram's own accounts (python-telegram-bot constants; schema of the Bot API).
ANONYMOUS_ADMIN_ID: Final = 1087968824
CHANNEL_AUTHOR_ID: Final = 136817688
FORWARDER_ID: Final = 777000
GENERAL_TOPIC_ID: Final = 1
PRESENT: Final = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass(eq=False, slots=True)
class User:
    """A person or a bot; `language` is an IETF tag or None where the client tells none."""

    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    last_name: str | None = None
    language: str | None = None
    blocked: bool = False
    deactivated: bool = False

    def wire(self) -> Json:
        """Return the Bot API's User."""
        made: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language}
        return made | {name: value for name, value in optional.items() if value is not None}


@dataclass(slots=True)
class Topic:
    """A topic of a forum, known by the id of the message that created it."""

    thread_id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Member:
    """A user's place in a chat."""

    user: User
    status: str = "member"
    anonymous: bool = False


@dataclass(eq=False, slots=True)
class Chat:
    """A private chat, group, supergroup or channel with all that Telegram knows of it."""

    id: int
    type: str
    message_ids: "count[int]"
    title: str = ""
    username: str | None = None
    partner: User | None = None
    started: bool = False
    is_forum: bool = False
    deleted: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: "Chat | None" = None
    linked_group: "Chat | None" = None
    last_bot: User | None = None

    @property
    def is_private(self) -> bool:
        """Whether the chat is one person's with the bot."""
        return self.type == "private"

    def wire(self) -> Json:
        """Return the Bot API's Chat."""
        made: Json = {"id": self.id, "type": self.type}
        if self.partner:
            made["first_name"] = self.partner.first_name
            made |= {} if self.partner.username is None else {"username": self.partner.username}
            return made
        made["title"] = self.title
        made |= {} if self.username is None else {"username": self.username}
        return made | ({"is_forum": True} if self.is_forum else {})

    def status_of(self, user: User) -> str:
        """Return the user's status here; who never was here has left."""
        member = self.members.get(user.id)
        return member.status if member else "left"

    def administers(self, user: User) -> bool:
        """Whether the user may do what admins may."""
        return self.status_of(user) in {"creator", "administrator"}

    def topic(self, name: str | int) -> Topic:
        """Return the topic with this name or thread id; KeyError where there is none."""
        for topic in self.topics.values():
            if name in {topic.name, topic.thread_id}:
                return topic
        raise KeyError(name)


class World:
    """All users and chats, and the ids that the next ones get."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        # Beyond 32 bits, as today's real ids are: who stores them in an int32 shall notice.
        self._user_ids = count(5_000_000_001)
        self._group_ids = count(400_000_001)
        self._channel_ids = count(1_000_002_000_000_001)
        # One count of messages for all private chats and basic groups, one for each supergroup and channel:
        # messages.deleteMessages names no chat, channels.deleteMessages does (Telegram's schema).
        self._mailbox = count(1)
        self.anonymous = User(ANONYMOUS_ADMIN_ID, "Group", is_bot=True, username="GroupAnonymousBot")
        self.channel_author = User(CHANNEL_AUTHOR_ID, "Channel", is_bot=True, username="Channel_Bot")
        self.forwarder = User(FORWARDER_ID, "Telegram")

    def add_user(
        self, name: str, *, is_bot: bool = False, username: str | None = None, language: str | None = None
    ) -> User:
        """Return a new user."""
        user = User(next(self._user_ids), name, is_bot, username, language=language)
        self.users[user.id] = user
        return user

    def private(self, user: User) -> Chat:
        """Return the user's chat with the bot, made but not started where it was missing."""
        if user.id not in self.chats:
            self.chats[user.id] = Chat(user.id, "private", self._mailbox, partner=user)
        return self.chats[user.id]

    def add_group(self, title: str, kind: str) -> Chat:
        """Return a new group, supergroup or channel with an id of its kind."""
        ids, message_ids = (
            (self._group_ids, self._mailbox) if kind == "group" else (self._channel_ids, count(1))
        )
        chat = Chat(-next(ids), kind, message_ids, title)
        self.chats[chat.id] = chat
        return chat

    def resolve(self, reference: int | str) -> Chat:
        """Return the chat behind a `chat_id` (a number or @username), or raise the 400 `chat not found`."""
        if isinstance(reference, str) and reference.startswith("@"):
            names = {chat.username.lower(): chat for chat in self.chats.values() if chat.username}
            found = names.get(reference[1:].lower())
        else:
            found = self._by_number(reference)
        if found is None:
            raise bad_request("chat not found")
        return found

    def _by_number(self, reference: int | str) -> Chat | None:
        try:
            number = int(reference)
        except ValueError:
            return None
        user = self.users.get(number)
        if number not in self.chats and user is not None and self._met(user):
            return self.private(user)
        return self.chats.get(number)

    def _met(self, user: User) -> bool:
        # A bot knows a user whom it shares a group with, though it may not write first.
        return any(user.id in chat.members for chat in self.chats.values())
