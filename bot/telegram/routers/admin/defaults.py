"""The default model and system prompt in /admin: changed at once, and still so after a restart."""

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.accounts.panel import AdminPanel
from bot.core.splitting import shortened
from bot.dialog.catalogue import Catalogue
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.admin.callbacks import AdminPressed, DefaultModelPressed
from bot.telegram.admin.keyboards import models_keyboard, prompt_keyboard
from bot.telegram.filters import Pressed, ReplyToPrompt
from bot.telegram.keyboards import forced_reply
from bot.telegram.outgoing.say import Say

# What of a long prompt fits into a page that must stay one message (UTF-16 units).
SHOWN = 3500


async def models(
    query: CallbackQuery, say: Say, words: Words, catalogue: Catalogue, panel: AdminPanel
) -> None:
    """Show the models."""
    await say.toast(query)
    await _show_models(query, say, words, catalogue, panel)


async def choose(
    query: CallbackQuery, callback_data: DefaultModelPressed, say: Say, words: Words, actor: Actor,
    catalogue: Catalogue, panel: AdminPanel,
) -> None:  # fmt: skip
    """Let a model answer whoever chose none."""
    names = await catalogue.names_or_none()
    if callback_data.name and callback_data.name not in (names or ()):
        await say.toast(query, "admin-model-gone", alert=True)
        return
    await panel.adjustments.set_model(callback_data.name or None, actor.id)
    await say.toast(query)
    await _show_models(query, say, words, catalogue, panel)


async def prompt(query: CallbackQuery, say: Say, words: Words, panel: AdminPanel) -> None:
    """Show the system prompt."""
    await say.toast(query)
    await _show_prompt(query, say, words, panel)


async def ask(query: CallbackQuery, say: Say, words: Words) -> None:
    """Ask for a system prompt; the reply is taken by `written`."""
    await say.toast(query)
    say("admin-system-invite", forced_reply(words, "system-placeholder"), about="/admin")


async def written(message: Message, say: Say, words: Words, actor: Actor, panel: AdminPanel) -> None:
    """Take the reply as the system prompt of whoever has no own one; a dash is none at all."""
    text = (message.text or "").strip()
    if await panel.adjustments.write_system_prompt(text, actor.id):
        say("admin-system", _prompt_keyboard(words, panel), **_prompt(panel))
    else:
        say("system-too-long", length=len(text), limit=panel.adjustments.longest_prompt)


async def reset(query: CallbackQuery, say: Say, words: Words, actor: Actor, panel: AdminPanel) -> None:
    """Return to the setting's system prompt."""
    await panel.adjustments.set_system_prompt(None, actor.id)
    await say.toast(query)
    await _show_prompt(query, say, words, panel)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="admin-defaults")
    router.callback_query.register(models, Pressed(AdminPressed(page="model")))
    router.callback_query.register(choose, DefaultModelPressed.filter())
    router.callback_query.register(prompt, Pressed(AdminPressed(page="system")))
    router.callback_query.register(ask, Pressed(AdminPressed(page="system-change")))
    router.callback_query.register(reset, Pressed(AdminPressed(page="system-reset")))
    router.message.register(written, ReplyToPrompt("admin-system-invite"))
    return router


async def _show_models(
    query: CallbackQuery, say: Say, words: Words, catalogue: Catalogue, panel: AdminPanel
) -> None:
    names = await catalogue.names_or_none()
    present, setting = catalogue.default, panel.adjustments.started_with.model
    keyboard = models_keyboard(words, names or (), present, setting)
    await say.instead(query, "admin-model", keyboard, model=present, known="no" if names is None else "yes")


async def _show_prompt(query: CallbackQuery, say: Say, words: Words, panel: AdminPanel) -> None:
    await say.instead(query, "admin-system", _prompt_keyboard(words, panel), **_prompt(panel))


def _prompt_keyboard(words: Words, panel: AdminPanel) -> InlineKeyboardMarkup:
    present, setting = panel.adjustments.defaults, panel.adjustments.started_with
    return prompt_keyboard(words, can_reset=(present.system_prompt or "") != (setting.system_prompt or ""))


def _prompt(panel: AdminPanel) -> dict[str, str | int]:
    text = panel.adjustments.defaults.system_prompt or ""
    return {"has": "yes" if text else "no", "prompt": shortened(text, SHOWN)}
