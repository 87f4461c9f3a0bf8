"""Who writes where, is it meant for the bot, and what does it ask? Pure, over Telegram's message."""

from dataclasses import dataclass

from aiogram.types import Chat as TelegramChat
from aiogram.types import (
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUnion,
    MessageOriginUser,
)
from aiogram.types import User as TelegramUser

from bot.core.conversation import Chat, ConversationKey, MessageRef, Question, Quote, User

# Telegram's placeholders in `from` for an anonymous admin and for a person who writes as a channel.
_PLACEHOLDERS = frozenset({1087968824, 136817688})
_PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, or the chat in whose name they act (an anonymous admin, a channel)."""

    id: int
    name: str
    is_anonymous_admin: bool = False


def key_of(message: Message) -> ConversationKey:
    """Return the conversation of a message; a reply thread outside a forum is not a topic."""
    thread_id = message.message_thread_id if message.is_topic_message else None
    return ConversationKey(message.chat.id, thread_id or 0)


def actor_of(message: Message) -> Actor | None:
    """Return who wrote; None for other bots, automatic forwards and service senders."""
    if message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        chat = message.sender_chat
        return Actor(chat.id, chat.title or chat.username or "", chat.id == message.chat.id)
    person = message.from_user
    if person is None or (person.is_bot and person.id not in _PLACEHOLDERS):
        return None
    return Actor(person.id, person.full_name)


def chat_of(chat: TelegramChat) -> Chat:
    """Return a chat as it is noted."""
    return Chat(chat.id, chat.type, chat.title, chat.username)


def user_of(user: TelegramUser | None) -> User | None:
    """Return a person as they are noted, None for a bot and for nobody."""
    if user is None or user.is_bot:
        return None
    return User(user.id, user.first_name, user.last_name, user.username, user.language_code)


def asked_text(message: Message, me: TelegramUser) -> str | None:
    """Return what is asked of the bot, its mention cut out; None if the message is not meant for it.

    A bare mention under a message asks about that message; a mention with nothing to read gives "".
    """
    text = message.text or message.caption or ""
    mention = mention_of(message, me)
    if mention is not None:
        return _without(text, mention) or _quoted_text(message) or ""
    if command_name(message).partition("@")[2] not in {"", (me.username or "").casefold()}:
        return None
    if message.chat.type == _PRIVATE or is_reply_to(message, me):
        return text or None
    return None


def attachment_of(message: Message) -> str:
    """Return what a caption stands under: "picture", "video", "sound", or else "file"."""
    if message.photo:
        return "picture"
    if message.video or message.animation:
        return "video"
    return "sound" if message.voice or message.audio else "file"


def question_of(message: Message, actor: Actor, text: str) -> Question:
    """Return the question as the dialog knows it; in groups it carries the speaker's name."""
    speaker = None if message.chat.type == _PRIVATE else actor.name
    quote = _quote_of(message)
    if quote is not None and quote.text == text:
        quote = None  # a bare mention under a message asks about that message
    return Question(text=text, asker_id=actor.id, speaker=speaker, quote=quote)


def replied_message(message: Message) -> MessageRef | None:
    """Return the message that a person replied to, in whole or to a part quoted by hand."""
    replied = _replied(message)
    if replied is None:
        return None
    return MessageRef(message.chat.id, replied.message_id)


def command_name(message: Message) -> str:
    """Return the command with which a text begins, such as "new" or "new@some_bot", in lower case; or ""."""
    first = next(iter(message.entities or ()), None)
    if first is None or first.type != "bot_command" or first.offset or message.text is None:
        return ""
    return first.extract_from(message.text).removeprefix("/").casefold()


def is_reply_to(message: Message, me: TelegramUser) -> bool:
    """Tell whether a person replied to a message of the bot."""
    replied = _replied(message)
    return replied is not None and replied.from_user is not None and replied.from_user.id == me.id


def is_addressed(message: Message, me: TelegramUser) -> bool:
    """Tell whether a person surely speaks to the bot: in private, by its name, or by a reply to it."""
    if actor_of(message) is None:
        return False
    named = command_name(message).endswith(f"@{me.username}".casefold())
    return message.chat.type == _PRIVATE or named or is_reply_to(message, me) or bool(mention_of(message, me))


def _replied(message: Message) -> Message | None:
    """Return the message replied to by a person.

    In a topic every plain message carries an implicit reply to the topic's root (telegram-bot-api,
    `get_implicit_reply_to_message_id`); that is nobody's reply.
    """
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    if message.is_topic_message and replied.message_id == message.message_thread_id:
        return None
    return replied


def _replied_text(message: Message) -> str | None:
    replied = _replied(message)
    return (replied.text or replied.caption) if replied else None


def _quoted_text(message: Message) -> str | None:
    return message.quote.text if message.quote else _replied_text(message)


def _quote_of(message: Message) -> Quote | None:
    text = _quoted_text(message)
    return Quote(author=_quoted_author(message), text=text) if text else None


def _quoted_author(message: Message) -> str:
    replied = _replied(message)
    if replied is None:
        return _origin_name(message.external_reply.origin) if message.external_reply else ""
    author = actor_of(replied)
    if author is not None:
        return author.name
    return replied.from_user.full_name if replied.from_user else ""


def _origin_name(origin: MessageOriginUnion) -> str:
    """Return whose message was replied to across chats."""
    match origin:
        case MessageOriginUser():
            return origin.sender_user.full_name
        case MessageOriginHiddenUser():
            return origin.sender_user_name
        case MessageOriginChat():
            return origin.sender_chat.title or ""
        case MessageOriginChannel():
            return origin.chat.title or ""


def mention_of(message: Message, me: TelegramUser) -> MessageEntity | None:
    """Return the entity that names the bot, in the text or the caption."""
    text = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities or ():
        if entity.type == "text_mention" and entity.user and entity.user.id == me.id:
            return entity
        if entity.type == "mention" and entity.extract_from(text).casefold() == f"@{me.username}".casefold():
            return entity
    return None


def _without(text: str, entity: MessageEntity) -> str:
    """Cut an entity out; offsets count UTF-16 units."""
    units = text.encode("utf-16-le")
    before, after = units[: entity.offset * 2], units[(entity.offset + entity.length) * 2 :]
    parts = (before.decode("utf-16-le").rstrip(), after.decode("utf-16-le").lstrip(" ,:\n\t"))
    return " ".join(filter(None, parts)).strip()
