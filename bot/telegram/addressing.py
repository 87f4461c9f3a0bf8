"""Is this message meant for the bot, and what does it ask? Pure, over Telegram's message."""

from dataclasses import dataclass

from aiogram.types import Message, MessageEntity, User

from bot.core.conversation import ConversationKey, MessageRef, Question, Quote

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


def asked_text(message: Message, me: User) -> str | None:
    """Return what is asked of the bot, its mention cut out; None if the message is not meant for it."""
    text = message.text or message.caption or ""
    mention = _mention_of(message, me)
    if mention is not None:
        return _without(text, mention) or _replied_text(message)
    if message.chat.type == _PRIVATE or is_reply_to(message, me):
        return text or None
    return None


def question_of(message: Message, actor: Actor, text: str) -> Question:
    """Return the question as the dialog knows it; in groups it carries the speaker's name."""
    speaker = None if message.chat.type == _PRIVATE else actor.name
    quote = _quote_of(message)
    if quote is not None and quote.text == text:
        quote = None  # a bare mention under a message asks about that message
    return Question(text=text, asker_id=actor.id, speaker=speaker, quote=quote)


def replied_message(message: Message) -> MessageRef | None:
    """Return the whole message replied to; None where a part of it was quoted by hand."""
    replied = _replied(message)
    if replied is None or message.quote is not None:
        return None
    return MessageRef(message.chat.id, replied.message_id)


def is_reply_to(message: Message, me: User) -> bool:
    """Tell whether a person replied to a message of the bot."""
    replied = _replied(message)
    return replied is not None and replied.from_user is not None and replied.from_user.id == me.id


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


def _quote_of(message: Message) -> Quote | None:
    replied = _replied(message)
    text = message.quote.text if message.quote else _replied_text(message)
    if not text:
        return None
    author = actor_of(replied) if replied else None
    bot = replied.from_user.full_name if replied and replied.from_user else ""
    return Quote(author=author.name if author else bot, text=text)


def _mention_of(message: Message, me: User) -> MessageEntity | None:
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
