"""All settings of a conversation in one place: /settings and the language's page."""

from collections.abc import Callable

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.core.conversation import ConversationKey, ConversationSettings
from bot.dialog.run_context import Defaults
from bot.locales import LANGUAGES, Words, language_of, words_in
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import LanguagePressed, SettingsPressed
from bot.telegram.filters import OurCommand, Pressed
from bot.telegram.keyboards import LANGUAGE_KEYS, SHOWING_KEYS, language_keyboard, settings_keyboard
from bot.telegram.memory import Memory
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights

Clock = Callable[[], float]


async def settings_(
    _: Message, say: Say, words: Words, actor: Actor, key: ConversationKey, settings: ConversationSettings,
    defaults: Defaults, rights: Rights,
) -> None:  # fmt: skip
    """Show the settings."""
    may = await rights.may(key.chat_id, actor)
    say("settings", settings_keyboard(words), **_summary(settings, defaults, words), may=may)


async def top(
    query: CallbackQuery, say: Say, words: Words, actor: Actor, key: ConversationKey,
    settings: ConversationSettings, defaults: Defaults, rights: Rights,
) -> None:  # fmt: skip
    """Return to the settings."""
    await say.toast(query)
    may, summary = await rights.may(key.chat_id, actor), _summary(settings, defaults, words)
    await say.instead(query, "settings", settings_keyboard(words), **summary, may=may)


async def language(
    query: CallbackQuery, say: Say, words: Words, actor: Actor, key: ConversationKey,
    settings: ConversationSettings, rights: Rights,
) -> None:  # fmt: skip
    """Show the languages."""
    await say.toast(query)
    may = await rights.may(key.chat_id, actor)
    await say.instead(query, "language-title", language_keyboard(words, settings.language), may=may)


async def choose(
    query: CallbackQuery, callback_data: LanguagePressed, say: Say, key: ConversationKey, memory: Memory
) -> None:
    """Use the language whose button was pressed."""
    code = callback_data.code if callback_data.code in LANGUAGES else None
    await memory.set_language(key, code)
    await say.toast(query)
    words = words_in(code or language_of(query.from_user.language_code))
    await say.in_language(words).instead(query, "language-title", language_keyboard(words, code), may="yes")


async def new(query: CallbackQuery, say: Say, key: ConversationKey, memory: Memory, now: Clock) -> None:
    """Start the conversation afresh, as /new does: for everybody."""
    await memory.start_afresh(key, now())
    await say.toast(query)
    say("new-done")


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="settings")
    router.message.register(settings_, OurCommand("settings"))
    router.callback_query.register(top, Pressed(SettingsPressed(page="top")))
    router.callback_query.register(language, Pressed(SettingsPressed(page="language")))
    router.callback_query.register(choose, LanguagePressed.filter(), flags={"changes": True})
    router.callback_query.register(new, Pressed(SettingsPressed(page="new")))
    return router


def _summary(settings: ConversationSettings, defaults: Defaults, words: Words) -> dict[str, str | int]:
    return {
        "model": settings.model or defaults.model,
        "prompt": words(_prompt_key(settings, defaults)),
        "showing": words(SHOWING_KEYS[settings.showing]),
        "rich": "yes" if settings.rich else "no",
        "language": words(LANGUAGE_KEYS[settings.language]),
    }


def _prompt_key(settings: ConversationSettings, defaults: Defaults) -> str:
    if settings.system_prompt:
        return "settings-prompt-own"
    return "settings-prompt-default" if defaults.system_prompt else "settings-prompt-none"
