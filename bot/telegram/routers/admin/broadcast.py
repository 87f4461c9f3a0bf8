"""A broadcast in /admin: written, previewed, sent and stopped."""

from aiogram import Router
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, Message

from bot.accounts.reports import audience_counts
from bot.core.conversation import ConversationKey
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.admin.broadcasting import Broadcasting
from bot.telegram.admin.callbacks import AdminPressed, BroadcastPressed, BroadcastStopPressed
from bot.telegram.admin.keyboards import preview_keyboard
from bot.telegram.filters import Pressed, ReplyToPrompt
from bot.telegram.keyboards import forced_reply
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say


async def ask(query: CallbackQuery, say: Say, words: Words) -> None:
    """Ask for the words; the reply is taken by `preview`."""
    await say.toast(query)
    say("admin-broadcast-invite", forced_reply(words, "admin-broadcast-placeholder"), about="/admin")


async def preview(
    message: Message, say: Say, words: Words, key: ConversationKey, letters: Letters,
    broadcasting: Broadcasting,
) -> None:  # fmt: skip
    """Show the words as they will look, below to whom they go, above the button that sends them."""
    chats = await broadcasting.audience()
    if not chats:
        say("admin-broadcast-nobody", None)
        return
    say("admin-broadcast-preview", None, **audience_counts(chats))
    keyboard = preview_keyboard(words, len(chats))
    text, entities = message.text or "", message.entities
    letters.write([SendMessage(chat_id=key.chat_id, text=text, entities=entities, reply_markup=keyboard)])


async def answer(
    query: CallbackQuery, callback_data: BroadcastPressed, say: Say, words: Words, actor: Actor,
    broadcasting: Broadcasting,
) -> None:  # fmt: skip
    """Send what stands above the button, or leave it; its message then shows the progress."""
    await say.toast(query)
    if not isinstance(query.message, Message) or not query.message.text:
        return
    if callback_data.send:
        await broadcasting.begin(query.message, actor.id, words.language)
    else:
        await say.instead(query, "admin-broadcast-cancelled", None)


async def stop(
    query: CallbackQuery,
    callback_data: BroadcastStopPressed,
    say: Say,
    actor: Actor,
    broadcasting: Broadcasting,
) -> None:
    """Send it to nobody else."""
    await say.toast(query)
    await broadcasting.stop(callback_data.broadcast_id, actor.id)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="admin-broadcast")
    router.callback_query.register(ask, Pressed(AdminPressed(page="broadcast")))
    router.message.register(preview, ReplyToPrompt("admin-broadcast-invite"))
    router.callback_query.register(answer, BroadcastPressed.filter())
    router.callback_query.register(stop, BroadcastStopPressed.filter())
    return router
