"""The first page of /admin: figures, and beside it their pictures, the balance and the log of acts."""

from aiogram import Router
from aiogram.methods import SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.accounts.panel import AdminPanel
from bot.accounts.reports import acts_text, figures_text
from bot.core.conversation import ConversationKey
from bot.locales import Words
from bot.telegram.access.requests import Requests
from bot.telegram.admin.callbacks import AdminPressed
from bot.telegram.admin.keyboards import back_keyboard, top_keyboard
from bot.telegram.filters import OurCommand, Pressed
from bot.telegram.outgoing.file_sender import FileSender
from bot.telegram.outgoing.say import Say

# How many acts the page of the log has at most.
ACTS = 20


async def admin(_: Message, say: Say, words: Words, panel: AdminPanel, requests: Requests) -> None:
    """Show the figures."""
    say("admin-top", top_keyboard(words), page=await _page(words, panel, requests))


async def top(query: CallbackQuery, say: Say, words: Words, panel: AdminPanel, requests: Requests) -> None:
    """Return to the figures, as they are now."""
    await say.toast(query)
    await say.instead(query, "admin-top", top_keyboard(words), page=await _page(words, panel, requests))


async def pictures(
    query: CallbackQuery,
    say: Say,
    words: Words,
    key: ConversationKey,
    panel: AdminPanel,
    file_sender: FileSender,
) -> None:
    """Send questions and tokens of the last days as bars."""
    await say.toast(query)

    async def pack() -> list[SendPhoto]:
        questions, tokens = await panel.pictures()
        shown = ((questions, "admin-picture-questions"), (tokens, "admin-picture-tokens"))
        return [_photo(key, picture, words(caption)) for picture, caption in shown]

    failed = SendMessage(chat_id=key.chat_id, text=words("admin-pictures-failed"))
    file_sender.send(("pictures", key), pack, [failed])


async def balance(query: CallbackQuery, say: Say, words: Words, panel: AdminPanel) -> None:
    """Show what is left of GigaChat's tokens."""
    await say.toast(query)
    await say.instead(query, "admin-page", back_keyboard(words), page=await panel.balance_page(words))


async def acts(query: CallbackQuery, say: Say, words: Words, panel: AdminPanel) -> None:
    """Show what admins did lately."""
    await say.toast(query)
    page = acts_text(words, await panel.newest_acts(ACTS), panel.tariff.zone)
    await say.instead(query, "admin-page", back_keyboard(words), page=page)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="admin-figures")
    router.message.register(admin, OurCommand("admin"))
    router.callback_query.register(top, Pressed(AdminPressed(page="top")))
    router.callback_query.register(pictures, Pressed(AdminPressed(page="pictures")))
    router.callback_query.register(balance, Pressed(AdminPressed(page="balance")))
    router.callback_query.register(acts, Pressed(AdminPressed(page="acts")))
    return router


async def _page(words: Words, panel: AdminPanel, requests: Requests) -> str:
    figures, waiting = figures_text(words, await panel.overview()), await requests.count()
    return f"{words('admin-waiting', count=waiting)}\n\n{figures}" if waiting else figures


def _photo(key: ConversationKey, picture: bytes, caption: str) -> SendPhoto:
    return SendPhoto(chat_id=key.chat_id, photo=BufferedInputFile(picture, "figures.png"), caption=caption)
