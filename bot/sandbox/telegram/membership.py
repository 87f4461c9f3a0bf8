"""Who belongs to a chat, what changes in it, and where the bot may write."""

from bot.sandbox.telegram.errors import UPGRADED, ApiError, bad_request, forbidden
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.store.world import PRESENT, Chat, Member, User
from bot.sandbox.telegram.wire import Json, words

_ADMIN_RIGHTS = words(
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories "
    "can_send_welcome_messages can_pin_messages can_manage_topics"
)
_MEMBER_RIGHTS = words(
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos "
    "can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages "
    "can_add_web_page_previews can_react_to_messages can_edit_tag can_change_info can_invite_users "
    "can_pin_messages can_manage_topics"
)


def member_wire(user: User, status: str, *, anonymous: bool = False) -> Json:
    """Return the Bot API's ChatMember; a restricted one may do nothing."""
    made: Json = {"status": status, "user": user.wire()}
    match status:
        case "creator":
            made["is_anonymous"] = anonymous
        case "administrator":
            made |= {"can_be_edited": False, "is_anonymous": anonymous} | dict.fromkeys(_ADMIN_RIGHTS, True)
        case "restricted":
            made |= {"is_member": True, "until_date": 0} | dict.fromkeys(_MEMBER_RIGHTS, False)
        case "kicked":
            made["until_date"] = 0
    return made


def change_status(state: TelegramState, chat: Chat, user: User, status: str, by: User) -> None:
    """Give a user another status in a chat and tell everyone who learns of it."""
    old = chat.status_of(user)
    known = chat.members.get(user.id)
    chat.members[user.id] = Member(user, status, anonymous=known.anonymous if known else False)
    body = {
        "chat": chat.wire(),
        "from": by.wire(),
        "date": state.wall(),
        "old_chat_member": member_wire(user, old),
        "new_chat_member": member_wire(user, status),
    }
    state.emit("member", chat.id, body)
    if user is state.bot:
        state.tell_bot("my_chat_member", body, chat.id)
    elif chat.administers(state.bot):
        state.tell_bot("chat_member", body, chat.id)
    if chat.type == "channel" or chat.is_private:
        return
    if old not in PRESENT and status in PRESENT:
        state.post(chat, by, service={"new_chat_members": [user.wire()]})
    if old in PRESENT and status not in PRESENT:
        state.post(chat, by, service={"left_chat_member": user.wire()})


def migrate(state: TelegramState, group: Chat) -> Chat:
    """Make a supergroup of a basic group; message ids of the old chat mean nothing in the new one."""
    new = state.world.add_group(group.title, "supergroup")
    new.members = dict(group.members)
    author = next(iter(group.members.values())).user
    state.post(group, author, service={"migrate_to_chat_id": new.id})
    group.migrated_to = new
    state.post(new, author, service={"migrate_from_chat_id": group.id})
    return new


def check_reachable(state: TelegramState, chat: Chat) -> None:
    """Raise what the Bot API answers where the bot can't even look at the chat."""
    if chat.migrated_to:
        raise bad_request(UPGRADED, {"migrate_to_chat_id": chat.migrated_to.id})
    if chat.deleted:
        raise forbidden("the group chat was deleted")
    if chat.is_private:
        return
    status = chat.status_of(state.bot)
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if status not in PRESENT:
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def check_writable(state: TelegramState, chat: Chat) -> None:
    """Raise what the Bot API answers where the bot may not write."""
    check_reachable(state, chat)
    if chat.partner:
        _check_partner(chat, chat.partner)
        return
    status = chat.status_of(state.bot)
    if chat.type == "channel" and not chat.administers(state.bot):
        raise forbidden("bot is not a member of the channel chat")
    if status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")


def _check_partner(chat: Chat, partner: User) -> None:
    refused: ApiError | None = None
    if partner.deactivated:
        refused = forbidden("user is deactivated")
    elif partner.blocked:
        refused = forbidden("bot was blocked by the user")
    elif partner.is_bot:
        refused = forbidden("bot can't send messages to bots")
    elif not chat.started:
        refused = forbidden("bot can't initiate conversation with a user")
    if refused:
        raise refused
