"""Which character answers: /system, and its page in the settings."""

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.core.budget import longest_system_prompt
from bot.core.conversation import ConversationKey, ConversationSettings
from bot.core.prompt import DASHES
from bot.core.splitting import shortened
from bot.dialog.run_context import Defaults
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import SettingsPressed, SystemPressed
from bot.telegram.filters import OurCommand, Pressed, ReplyToPrompt
from bot.telegram.keyboards import forced_reply, system_keyboard
from bot.telegram.memory import Memory
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights

# What of a long prompt fits into a page that must stay one message (UTF-16 units).
SHOWN = 3500


async def system(
    _: Message, command: CommandObject, say: Say, words: Words, actor: Actor, key: ConversationKey,
    settings: ConversationSettings, memory: Memory, rights: Rights, defaults: Defaults,
) -> None:  # fmt: skip
    """Show the system prompt, set it to what follows the command, or reset it with a dash."""
    wanted = (command.args or "").strip()
    if not wanted:
        text, variables = _present(settings, defaults)
        say(text, _keyboard(words, settings), **variables, may=await rights.may(key.chat_id, actor))
    elif not await rights.may_change(key.chat_id, actor):
        say("admins-only")
    elif wanted in DASHES:
        await memory.set_system_prompt(key, None)
        say("system-reset")
    else:
        await _set(wanted, say, key, memory, defaults)


async def written(
    message: Message, say: Say, actor: Actor, key: ConversationKey, memory: Memory, rights: Rights,
    defaults: Defaults,
) -> None:  # fmt: skip
    """Take the reply to the invitation as the system prompt."""
    if await rights.may_change(key.chat_id, actor):
        await _set((message.text or "").strip(), say, key, memory, defaults)
    else:
        say("admins-only")


async def page(
    query: CallbackQuery, say: Say, words: Words, actor: Actor, key: ConversationKey,
    settings: ConversationSettings, defaults: Defaults, rights: Rights,
) -> None:  # fmt: skip
    """Show the system prompt in place of the settings."""
    await say.toast(query)
    text, variables = _present(settings, defaults)
    may = await rights.may(key.chat_id, actor)
    await say.instead(query, text, _keyboard(words, settings), **variables, may=may)


async def invite(query: CallbackQuery, say: Say, words: Words, key: ConversationKey) -> None:
    """Ask for a new system prompt; the reply is taken by `written`, after a restart too."""
    await say.toast(query)
    # In a group every member's client would open a reply, unless it is for the one replied to.
    in_group = key.chat_id < 0 or None
    say("system-invite", forced_reply(words, "system-placeholder", selective=in_group))


async def reset(
    query: CallbackQuery, say: Say, words: Words, key: ConversationKey, memory: Memory, defaults: Defaults
) -> None:
    """Return to the default system prompt."""
    await memory.set_system_prompt(key, None)
    await say.toast(query, "system-reset")
    settings = await memory.settings(key)
    text, variables = _present(settings, defaults)
    await say.instead(query, text, _keyboard(words, settings), **variables, may="yes")


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="system")
    router.message.register(system, OurCommand("system"))
    router.message.register(written, ReplyToPrompt("system-invite"))
    router.callback_query.register(page, Pressed(SettingsPressed(page="system")))
    router.callback_query.register(invite, Pressed(SystemPressed(action="change")), flags={"changes": True})
    router.callback_query.register(reset, Pressed(SystemPressed(action="reset")), flags={"changes": True})
    return router


async def _set(text: str, say: Say, key: ConversationKey, memory: Memory, defaults: Defaults) -> None:
    limit = longest_system_prompt(defaults.budget)
    if len(text) > limit:
        say("system-too-long", length=len(text), limit=limit)
    else:
        await memory.set_system_prompt(key, text)
        say("system-set")


def _present(settings: ConversationSettings, defaults: Defaults) -> tuple[str, dict[str, str | int]]:
    prompt = settings.system_prompt or defaults.system_prompt
    if prompt is None:
        return "system-none", {}
    key = "system-current" if settings.system_prompt else "system-default"
    return key, {"prompt": shortened(prompt, SHOWN)}


def _keyboard(words: Words, settings: ConversationSettings) -> InlineKeyboardMarkup:
    return system_keyboard(words, can_reset=settings.system_prompt is not None)
