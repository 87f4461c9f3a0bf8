"""How answers appear: a page of the settings."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.core.conversation import ConversationKey, ConversationSettings, Showing
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import RichPressed, SettingsPressed, ShowingPressed
from bot.telegram.filters import Pressed
from bot.telegram.keyboards import showing_keyboard
from bot.telegram.memory import Memory
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights


async def page(
    query: CallbackQuery, say: Say, actor: Actor, key: ConversationKey, words: Words,
    settings: ConversationSettings, rights: Rights,
) -> None:  # fmt: skip
    """Show the ways in place of the settings."""
    await say.toast(query)
    await _show(query, say, key, words, settings, may=await rights.may(key.chat_id, actor))


async def choose(
    query: CallbackQuery, callback_data: ShowingPressed, say: Say, key: ConversationKey, words: Words,
    settings: ConversationSettings, memory: Memory,
) -> None:  # fmt: skip
    """Show answers the way whose button was pressed."""
    await say.toast(query)
    # A group's page has no button for drafts, but buttons can be forged.
    possible = callback_data.showing is not Showing.DRAFTS or key.chat_id > 0
    showing = callback_data.showing if possible else settings.showing
    await memory.set_showing(key, showing)
    await _show(query, say, key, words, replace(settings, showing=showing))


async def switch(
    query: CallbackQuery, callback_data: RichPressed, say: Say, key: ConversationKey, words: Words,
    settings: ConversationSettings, memory: Memory,
) -> None:  # fmt: skip
    """Make tables and formulas native, or no longer."""
    await say.toast(query)
    await memory.set_rich(key, callback_data.rich)
    await _show(query, say, key, words, replace(settings, rich=callback_data.rich))


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="showing")
    router.callback_query.register(page, Pressed(SettingsPressed(page="showing")))
    router.callback_query.register(choose, ShowingPressed.filter(), flags={"changes": True})
    router.callback_query.register(switch, RichPressed.filter(), flags={"changes": True})
    return router


async def _show(
    query: CallbackQuery, say: Say, key: ConversationKey, words: Words, settings: ConversationSettings,
    may: str = "yes",
) -> None:  # fmt: skip
    private = key.chat_id > 0
    title = "showing-title-private" if private else "showing-title"
    await say.instead(query, title, showing_keyboard(words, settings, drafts=private), may=may)
