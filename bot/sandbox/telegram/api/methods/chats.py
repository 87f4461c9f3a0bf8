"""What the bot may know of chats, members and files."""

from typing import Final

from bot.sandbox.telegram.api.methods.addressing import known_chat
from bot.sandbox.telegram.api.params import Params
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.membership import change_status, check_reachable, member_wire
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.files import LARGEST_DOWNLOAD
from bot.sandbox.telegram.store.world import Chat
from bot.sandbox.telegram.wire import Json, words


def _reachable(state: TelegramState, params: Params) -> Chat:
    chat = known_chat(state, params)
    check_reachable(state, chat)
    return chat


def get_chat(state: TelegramState, params: Params) -> Json:
    """Return the chat in full."""
    gifts = words("unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels")
    return _reachable(state, params).wire() | {
        "accent_color_id": 1,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def get_chat_member(state: TelegramState, params: Params) -> Json:
    """Return a user's status in a chat."""
    chat = _reachable(state, params)
    user = state.world.users.get(params.number("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    known = chat.members.get(user.id)
    status = "member" if chat.is_private else chat.status_of(user)
    return member_wire(user, status, anonymous=bool(known and known.anonymous))


def get_chat_administrators(state: TelegramState, params: Params) -> list[Json]:
    """Return the admins; other bots among them only with `return_bots`."""
    chat = _reachable(state, params)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    shown = [
        member
        for member in chat.members.values()
        if chat.administers(member.user)
        and (not member.user.is_bot or member.user is state.bot or params.flag("return_bots"))
    ]
    return [member_wire(member.user, member.status, anonymous=member.anonymous) for member in shown]


def leave_chat(state: TelegramState, params: Params) -> bool:
    """Leave a group or channel."""
    chat = _reachable(state, params)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    change_status(state, chat, state.bot, "left", state.bot)
    return True


def get_file(state: TelegramState, params: Params) -> Json:
    """Return where a file can be downloaded."""
    stored = state.files.find(params.text("file_id"))
    if len(stored.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return stored.wire() | {"file_path": stored.path}


METHODS: Final = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "getFile": get_file,
}
