"""What passes without becoming a message: drafts and chat actions."""

from typing import Final

from bot.sandbox.telegram.api.methods.addressing import known_chat, thread_of
from bot.sandbox.telegram.api.params import Params
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.membership import check_writable
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.drafts import Draft, Frame
from bot.sandbox.telegram.text.entities import MESSAGE_UNITS, formatted
from bot.sandbox.telegram.text.utf16 import units
from bot.sandbox.telegram.wire import words

ACTIONS: Final = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note"
)


def send_message_draft(state: TelegramState, params: Params) -> bool:
    """Show a growing text for 30 seconds, in private chats only; an empty text shows "Thinking…".

    The texts of the refusals are not documented; these are names that the live server uses.
    """
    said = formatted(params.text("text"), params.array("entities"), params.text("parse_mode"))
    chat = known_chat(state, params)
    check_writable(state, chat)
    if not chat.is_private:
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    if params.number("draft_id") == 0:
        raise bad_request("RANDOM_ID_INVALID")
    if units(said.text) > MESSAGE_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    thread_id = thread_of(state, chat, params.values.get("message_thread_id"))
    stop, keep = params.flag("can_stop"), params.flag("keep_on_stop")
    draft = Draft(chat, params.number("draft_id"), thread_id, can_stop=stop, keep_on_stop=keep)
    state.draft_book.show(draft, Frame(state.now(), said.text, said.entities))
    return True


def send_chat_action(state: TelegramState, params: Params) -> bool:
    """Show that the bot is typing; the General topic's id is let through here (Bot API server)."""
    chat = known_chat(state, params)
    check_writable(state, chat)
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    if chat.type == "channel":
        raise bad_request("chat actions are not allowed in channel chats")
    body = {"action": params.text("action"), "thread_id": params.values.get("message_thread_id")}
    state.emit("chat_action", chat.id, body)
    return True


METHODS: Final = {"sendMessageDraft": send_message_draft, "sendChatAction": send_chat_action}
