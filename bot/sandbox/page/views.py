"""What the browser is told of people, chats, messages and drafts."""

from bot.sandbox.telegram.store.drafts import Draft
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import Chat, User
from bot.sandbox.telegram.text.detection import found_entities
from bot.sandbox.telegram.wire import Json


def user_view(user: User) -> Json:
    """Return a person or a bot."""
    return {
        "id": user.id,
        "name": user.first_name,
        "username": user.username,
        "bot": user.is_bot,
        "language": user.language,
    }


def chat_view(chat: Chat, bot: User) -> Json:
    """Return a chat with its members and topics; the partner of a private chat stands for its title."""
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "forum": chat.is_forum,
        "partner": chat.partner.id if chat.partner else None,
        "started": chat.started,
        "blocked": bool(chat.partner and chat.partner.blocked),
        "bot": chat.status_of(bot),
        "gone": chat.migrated_to is not None or chat.deleted,
        "members": [{"id": m.user.id, "status": m.status} for m in chat.members.values()],
        "topics": [{"id": topic.thread_id, "name": topic.name} for topic in chat.topics.values()],
    }


def message_view(message: Message) -> Json:
    """Return a message as it is shown now."""
    markup = message.other_markup or {}
    return {
        "id": message.message_id,
        "chat": message.chat.id,
        "thread": message.thread_id if message.is_topic else None,
        **_author(message),
        "date": message.date,
        "edited": message.edit_date is not None,
        "text": message.text,
        "entities": _drawn_entities(message),
        "rich": message.rich.markdown if message.rich else None,
        "media": media_view(message.media),
        "service": message.service,
        "reply": _reply(message),
        "rows": message.keyboard["inline_keyboard"] if message.keyboard else [],
        "force": markup.get("input_field_placeholder", "") if markup.get("force_reply") else None,
        "selective": bool(markup.get("selective")),
    }


def media_view(media: Json | None) -> Json | None:
    """Return the file of a message: kind, id, name, size in bytes."""
    if not media:
        return None
    kind, stored = next(iter(media.items()))
    largest = stored[-1] if isinstance(stored, list) else stored
    return {
        "kind": kind,
        "file": largest["file_id"],
        "name": largest.get("file_name", ""),
        "size": largest["file_size"],
    }


def draft_view(draft: Draft) -> Json:
    """Return a draft as it is shown now."""
    return draft.as_json() | {"chat": draft.chat.id}


def _drawn_entities(message: Message) -> list[Json]:
    """Add what Telegram finds in a bot's text by itself; what the bot has marked there goes first."""
    given = message.entities
    if message.sender is None or not message.sender.is_bot:
        return given
    marks = [e for e in given if e["type"] in {"code", "pre", "text_link", "text_mention"}]
    return given + [found for found in found_entities(message.text) if not _overlaps(found, marks)]


def _overlaps(found: Json, marks: list[Json]) -> bool:
    begin, end = found["offset"], found["offset"] + found["length"]
    return any(begin < mark["offset"] + mark["length"] and mark["offset"] < end for mark in marks)


def _author(message: Message) -> Json:
    if message.sender_chat:
        return {"from": message.sender_chat.id, "name": message.sender_chat.title}
    if message.sender is None:
        return {"from": None, "name": ""}
    return {"from": message.sender.id, "name": message.sender.first_name}


def _reply(message: Message) -> Json | None:
    target = message.reply_to
    # The implicit reply to a topic's root is nobody's reply.
    if target is None or (message.is_topic and target.message_id == message.thread_id):
        return None
    said = message.quote["text"] if message.quote else target.text
    shown = {"id": target.message_id, "text": said[:200], "gone": target.deleted}
    return shown | _author(target) | {"media": media_view(target.media)}
