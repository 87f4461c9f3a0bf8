"""Which model answers: /model, and its page in the settings."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.core.conversation import ConversationKey, ConversationSettings
from bot.dialog.catalogue import Catalogue, served_spelling
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import ModelPressed, SettingsPressed
from bot.telegram.filters import OurCommand, Pressed
from bot.telegram.keyboards import model_keyboard
from bot.telegram.memory import Memory
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights


async def model(
    _: Message, command: CommandObject, say: Say, words: Words, actor: Actor, key: ConversationKey,
    settings: ConversationSettings, catalogue: Catalogue, memory: Memory, rights: Rights,
) -> None:  # fmt: skip
    """Show the models, or use the one that is named."""
    present = settings.model or catalogue.default
    names = await catalogue.names_or_none()
    if names is None:
        say("model-list-failed", model=present)
    elif not command.args:
        may = await rights.may(key.chat_id, actor)
        say("model-title", model_keyboard(words, names, present), model=present, may=may)
    elif await rights.may_change(key.chat_id, actor):
        await _use(command.args.strip(), names, present, say, words, key, memory)
    else:
        say("admins-only")


async def page(
    query: CallbackQuery, say: Say, words: Words, actor: Actor, key: ConversationKey,
    settings: ConversationSettings, catalogue: Catalogue, rights: Rights,
) -> None:  # fmt: skip
    """Show the models in place of the settings."""
    present = settings.model or catalogue.default
    names = await catalogue.names_or_none()
    await say.toast(query)
    title = "model-title" if names else "model-list-failed"
    may = await rights.may(key.chat_id, actor)
    await say.instead(query, title, model_keyboard(words, names or (), present), model=present, may=may)


async def choose(
    query: CallbackQuery, callback_data: ModelPressed, say: Say, words: Words, key: ConversationKey,
    settings: ConversationSettings, catalogue: Catalogue, memory: Memory,
) -> None:  # fmt: skip
    """Use the model whose button was pressed."""
    names = await catalogue.names_or_none()
    await say.toast(query)
    present = settings.model or catalogue.default
    if names is None:
        say("model-list-failed", model=present)
        return
    if callback_data.name not in names:
        say("model-unknown", model_keyboard(words, names, present), name=callback_data.name)
        return
    await memory.set_model(key, callback_data.name)
    keyboard = model_keyboard(words, names, callback_data.name)
    await say.instead(query, "model-set", keyboard, model=callback_data.name)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="model")
    router.message.register(model, OurCommand("model"))
    router.callback_query.register(page, Pressed(SettingsPressed(page="model")))
    router.callback_query.register(choose, ModelPressed.filter(), flags={"changes": True})
    return router


async def _use(
    wanted: str, names: Sequence[str], present: str, say: Say, words: Words, key: ConversationKey,
    memory: Memory,
) -> None:  # fmt: skip
    served = served_spelling(wanted, names)
    if served is None:
        say("model-unknown", model_keyboard(words, names, present), name=wanted)
    else:
        await memory.set_model(key, served)
        say("model-set", model=served)
