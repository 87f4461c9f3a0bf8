"""Changes to messages that are there already."""

from typing import Final

from bot.sandbox.telegram.api.keyboards import checked_inline
from bot.sandbox.telegram.api.methods.addressing import known_chat
from bot.sandbox.telegram.api.params import Params
from bot.sandbox.telegram.errors import NOT_MODIFIED, bad_request
from bot.sandbox.telegram.membership import check_writable
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.callbacks import CallbackAnswer
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.text.entities import MESSAGE_UNITS, formatted
from bot.sandbox.telegram.text.rich import rich_of
from bot.sandbox.telegram.text.utf16 import units
from bot.sandbox.telegram.wire import Json

LONGEST_TOAST: Final = 200  # characters; schema of answerCallbackQuery
DELETABLE_FOR: Final = 48 * 3600  # seconds; schema of deleteMessage


def edit_message_text(state: TelegramState, params: Params) -> Json:
    """Replace text and keyboard; a keyboard that is not sent again is removed.

    A text message can become a rich one and back (TDLib MessagesManager.cpp, edit_message_text).
    """
    if params.mapping("rich_message") is not None:
        return _edit_to_rich(state, params)
    said = formatted(params.text("text"), params.array("entities"), params.text("parse_mode"))
    if not said.text:
        raise bad_request("message text is empty")
    message = _editable(state, params)
    if message.media or message.service:
        raise bad_request("there is no text in the message to edit")
    if units(said.text) > MESSAGE_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    keyboard = checked_inline(params.mapping("reply_markup"), state.violate)
    shown = (message.text, message.entities, message.keyboard, message.rich)
    if (said.text, said.entities, keyboard, None) == shown:
        raise bad_request(NOT_MODIFIED)
    state.revise(message, said.text, said.entities, keyboard)
    return message.wire()


def _edit_to_rich(state: TelegramState, params: Params) -> Json:
    for name in ("text", "entities", "parse_mode", "link_preview_options"):
        if name in params.values:
            state.violate(f"editMessageText: '{name}' beside rich_message")
    said = rich_of(params.mapping("rich_message") or {})
    message = _editable(state, params)
    if message.media or message.service:
        raise bad_request("there is no text in the message to edit")
    keyboard = checked_inline(params.mapping("reply_markup"), state.violate)
    if message.rich and (said.blocks, keyboard) == (message.rich.blocks, message.keyboard):
        raise bad_request(NOT_MODIFIED)
    state.revise(message, said.text, [], keyboard, said)
    return message.wire()


def edit_message_reply_markup(state: TelegramState, params: Params) -> Json:
    """Replace the keyboard alone; without one it is removed."""
    message = _editable(state, params)
    keyboard = checked_inline(params.mapping("reply_markup"), state.violate)
    if keyboard == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    state.revise(message, message.text, message.entities, keyboard, message.rich)
    return message.wire()


def _editable(state: TelegramState, params: Params) -> Message:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = known_chat(state, params)
    check_writable(state, chat)
    message = state.archive.find(chat, params.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender is not state.bot or message.other_markup:
        raise bad_request("message can't be edited")
    return message


def delete_message(state: TelegramState, params: Params) -> bool:
    """Delete one message."""
    chat = known_chat(state, params)
    check_writable(state, chat)
    message = state.archive.find(chat, params.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(state, message):
        raise bad_request("message can't be deleted for everyone")
    state.remove(message)
    return True


def delete_messages(state: TelegramState, params: Params) -> bool:
    """Delete several messages; those that can't be are skipped in silence."""
    chat = known_chat(state, params)
    check_writable(state, chat)
    for message_id in params.array("message_ids") or []:
        message = state.archive.find(chat, int(message_id))
        if message and _deletable(state, message):
            state.remove(message)
    return True


def _deletable(state: TelegramState, message: Message) -> bool:
    chat = message.chat
    if not chat.is_private and chat.administers(state.bot):
        return True
    own = message.sender is state.bot or chat.is_private
    return own and state.now() - message.at <= DELETABLE_FOR


def pin_chat_message(state: TelegramState, params: Params) -> bool:
    """Check that a message may be pinned; in a group the bot must be an admin. Nothing here shows a pin."""
    chat = known_chat(state, params)
    check_writable(state, chat)
    if not chat.is_private and not chat.administers(state.bot):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if state.archive.find(chat, params.number("message_id")) is None:
        raise bad_request("message to pin not found")
    return True


def answer_callback_query(state: TelegramState, params: Params) -> bool:
    """End the spinner of a pressed button, with a toast or an alert."""
    text = params.text("text")
    if len(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = CallbackAnswer(text, params.flag("show_alert"), params.values.get("url"))
    press = state.presses.answer(params.text("callback_query_id"), answer)
    body = {"id": press.id, "user_id": press.user.id, "text": text, "alert": answer.alert}
    state.emit("callback_answer", press.message.chat.id, body)
    return True


METHODS: Final = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "answerCallbackQuery": answer_callback_query,
}
