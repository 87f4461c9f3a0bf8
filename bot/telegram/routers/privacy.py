"""What is stored, to be told, taken along or erased: /privacy, /export, /forget."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message, Update

from bot.accounts.eraser import Eraser
from bot.core.access import Mode, Policy
from bot.core.conversation import ConversationKey
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import ForgetPressed
from bot.telegram.filters import OurCommand
from bot.telegram.keyboards import forget_keyboard
from bot.telegram.outgoing.exports import Exports
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights


async def privacy(_: Message, say: Say, actor: Actor, retention_days: int, outside: bool) -> None:
    """Tell in plain words what is stored and who sees it."""
    say("privacy", id=str(actor.id), days=retention_days, outside="yes" if outside else "no")


async def export(
    _: Message, say: Say, words: Words, actor: Actor, key: ConversationKey, rights: Rights, exports: Exports
) -> None:
    """Send everything that was said here, to a group's creator in private."""
    if not await rights.owns(key.chat_id, actor):
        say("owner-only")
    elif not await exports.possible(key.chat_id):
        say("export-nothing")
    elif exports.begin(key, actor.id, words):
        say("export-begun" if key.chat_id > 0 else "export-begun-group")
    else:
        say("export-under-way")


async def forget(
    _: Message, say: Say, words: Words, actor: Actor, key: ConversationKey, rights: Rights, policy: Policy,
    outside: bool,
) -> None:  # fmt: skip
    """Ask whether everything shall be erased."""
    if not await rights.owns(key.chat_id, actor):
        say("owner-only")
        return
    invited = policy.mode is not Mode.OPEN and not {actor.id} & (policy.admins | policy.listed)
    loses = "nothing" if outside else "yes" if key.chat_id > 0 and invited else "no"
    where = "private" if key.chat_id > 0 else "group"
    say("forget-ask", forget_keyboard(words), where=where, loses=loses)


async def forget_sure(
    query: CallbackQuery, callback_data: ForgetPressed, say: Say, actor: Actor, key: ConversationKey,
    rights: Rights, eraser: Eraser, event_update: Update,
) -> None:  # fmt: skip
    """Erase everything, or keep it, as was pressed."""
    if not await rights.owns(key.chat_id, actor):
        await say.toast(query, "toast-owner-only", alert=True)
        return
    await say.toast(query)
    if not callback_data.sure:
        await say.instead(query, "forget-kept", None)
        return
    gone = await eraser.forget(key.chat_id, event_update.update_id)
    limited = "yes" if gone.limited else "no"
    counts = {"turns": gone.turns, "conversations": gone.conversations}
    await say.instead(query, "forget-done", None, **counts, limited=limited)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="privacy")
    router.message.register(privacy, OurCommand("privacy"))
    router.message.register(export, OurCommand("export"))
    router.message.register(forget, OurCommand("forget"))
    router.callback_query.register(forget_sure, ForgetPressed.filter())
    return router
