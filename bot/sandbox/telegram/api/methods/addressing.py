"""Where a message goes: chat, topic, reply."""

from dataclasses import dataclass
from typing import Final

from bot.sandbox.telegram.api.params import Params
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.membership import check_writable
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import GENERAL_TOPIC_ID, Chat
from bot.sandbox.telegram.text.utf16 import units
from bot.sandbox.telegram.wire import Json

LONGEST_QUOTE: Final = 1024
_NO_THREAD: Final = "message thread not found"


@dataclass(frozen=True, slots=True)
class Address:
    """The place of a new message."""

    chat: Chat
    thread_id: int | None
    is_topic: bool
    reply_to: Message | None
    quote: Json | None


def known_chat(state: TelegramState, params: Params) -> Chat:
    """Return the chat that the call names, or raise a 400."""
    if params.chat_id is None:
        raise bad_request("chat_id is empty")
    return state.world.resolve(params.chat_id)


def address(state: TelegramState, params: Params) -> Address:
    """Return where a send goes, or raise what the Bot API answers if it can't."""
    chat = known_chat(state, params)
    check_writable(state, chat)
    reply_to, quote = _reply(state, params, chat)
    thread_id = thread_of(state, chat, params.values.get("message_thread_id"))
    if thread_id is None:
        thread_id = inherited_thread(chat, reply_to)
    return Address(chat, thread_id, chat.is_forum and thread_id is not None, reply_to, quote)


def inherited_thread(chat: Chat, reply_to: Message | None) -> int | None:
    """Return the thread that a reply joins by itself: its topic, or in a plain supergroup a reply thread."""
    if reply_to is None or chat.type != "supergroup":
        return None
    if chat.is_forum:
        return reply_to.thread_id if reply_to.is_topic else None
    return reply_to.thread_id or reply_to.message_id


def thread_of(state: TelegramState, chat: Chat, thread_id: int | None) -> int | None:
    """Return the thread to write to; General's id is refused (Bot API server, check_message_topic)."""
    if not thread_id:
        return None
    if chat.is_forum:
        topic = chat.topics.get(thread_id)
        if thread_id == GENERAL_TOPIC_ID or topic is None or topic.deleted:
            raise bad_request(_NO_THREAD)
        if topic.closed and not chat.administers(state.bot):
            raise bad_request("TOPIC_CLOSED")
        return thread_id
    if chat.type != "supergroup" or state.archive.find(chat, thread_id) is None:
        raise bad_request(_NO_THREAD)
    return thread_id


def _reply(state: TelegramState, params: Params, chat: Chat) -> tuple[Message | None, Json | None]:
    asked = params.mapping("reply_parameters") or {}
    message_id = asked.get("message_id", params.values.get("reply_to_message_id"))
    if message_id is None:
        return None, None
    if not isinstance(message_id, int):
        raise bad_request("can't parse reply parameters: message_id must be an Integer")
    where = state.world.resolve(asked["chat_id"]) if "chat_id" in asked else chat
    target = state.archive.find(where, message_id)
    if target is None:
        if asked.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    return target, _quote(target, asked)


def _quote(target: Message, asked: Json) -> Json | None:
    words = str(asked.get("quote", ""))
    if not words:
        return None
    position = target.text.find(words)
    if position < 0 or units(words) > LONGEST_QUOTE:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"text": words, "position": units(target.text[:position]), "is_manual": True}
