"""The bot joins and leaves chats, and groups become supergroups."""

from aiogram import Router
from aiogram.filters import JOIN_TRANSITION, LEAVE_TRANSITION, ChatMemberUpdatedFilter
from aiogram.types import ChatMemberUpdated, Message, User

from bot.accounts.ports import OpenChats
from bot.core.conversation import ConversationKey
from bot.dialog.runs import Runs
from bot.locales import language_of, words_in
from bot.telegram.filters import Upgraded
from bot.telegram.memory import Memory
from bot.telegram.outgoing.courier import Courier
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say


async def joined(
    event: ChatMemberUpdated, me: User, open_chats: OpenChats, courier: Courier, letters: Letters
) -> None:
    """Greet a group that let the bot in."""
    await open_chats.set_chat_active(event.chat.id, True)
    if event.chat.type in {"group", "supergroup"}:
        words = words_in(language_of(event.from_user.language_code))
        say = Say(courier, letters, words, ConversationKey(event.chat.id))
        say("start-group", username=me.username or "")


async def left(event: ChatMemberUpdated, open_chats: OpenChats, runs: Runs) -> None:
    """Stop what nobody will read."""
    await open_chats.set_chat_active(event.chat.id, False)
    runs.stop_chat(event.chat.id)


async def migrated(_: Message, old_chat_id: int, new_chat_id: int, memory: Memory, runs: Runs) -> None:
    """Keep the history and the growing answers of a group that became a supergroup; told twice is no harm."""
    await memory.migrate_chat(old_chat_id, new_chat_id)
    runs.move_chat(old_chat_id, new_chat_id)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="membership")
    router.my_chat_member.register(joined, ChatMemberUpdatedFilter(JOIN_TRANSITION))
    router.my_chat_member.register(left, ChatMemberUpdatedFilter(LEAVE_TRANSITION))
    router.message.register(migrated, Upgraded())
    return router
