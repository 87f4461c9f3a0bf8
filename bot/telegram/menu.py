"""The commands that Telegram's menu offers, registered in both languages, only where they changed.

Each of the bot's admins has a menu of their own, which can't be registered before they have opened the chat.
"""

import logging
from collections.abc import Sequence

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from bot.core.access import Mode, Policy
from bot.locales import RUSSIAN_FIRST, words_in
from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of

log = logging.getLogger(__name__)

_DESCRIPTIONS = {
    "start": "command-start",
    "new": "command-new",
    "model": "command-model",
    "system": "command-system",
    "stop": "command-stop",
    "retry": "command-retry",
    "settings": "command-settings",
    "usage": "command-usage",
    "privacy": "command-privacy",
    "export": "command-export",
    "forget": "command-forget",
    "help": "command-help",
}
_PRIVATE_ONLY = frozenset({"start"})
_ADMIN, _INVITE = ("admin", "command-admin"), ("invite", "command-invite")
# Telegram falls back to the entry without a language for everybody whom no other entry fits.
_LANGUAGES: dict[str | None, str] = {None: "en"} | dict.fromkeys(sorted(RUSSIAN_FIRST), "ru")
_SCOPES: tuple[BotCommandScopeUnion, ...] = (
    BotCommandScopeAllPrivateChats(),
    BotCommandScopeAllGroupChats(),
)


async def register_commands(bot: Bot) -> None:
    """Bring Telegram's menu up to date; a menu that can't be brought up to date stops nobody."""
    try:
        for scope in _SCOPES:
            await _register(bot, scope)
    except CALL_ERRORS as error:
        log.warning("the command menu could not be registered: %s", error)


async def register_admins_menus(bot: Bot, policy: Policy) -> None:
    """Bring the menus of all admins up to date."""
    for admin_id in sorted(policy.admins):
        await register_admins_commands(bot, policy, admin_id)


async def register_admins_commands(bot: Bot, policy: Policy, admin_id: int) -> None:
    """Bring the menu in an admin's private chat up to date, if they have opened it."""
    own = [_ADMIN, _INVITE] if policy.mode is Mode.INVITE else [_ADMIN]
    try:
        await _register(bot, BotCommandScopeChat(chat_id=admin_id), own)
    except CALL_ERRORS as error:
        # Their /start will open it.
        level = logging.DEBUG if failure_of(error) is Failure.CHAT_CLOSED else logging.WARNING
        log.log(level, "an admin's command menu could not be registered: %s", error)


async def _register(bot: Bot, scope: BotCommandScopeUnion, own: Sequence[tuple[str, str]] = ()) -> None:
    for code, language in _LANGUAGES.items():
        wanted = _commands(scope, language, own)
        present = await bot.get_my_commands(scope=scope, language_code=code)
        if _shown(present) != _shown(wanted):
            await bot.set_my_commands(wanted, scope=scope, language_code=code)


def _shown(commands: list[BotCommand]) -> list[tuple[str, str]]:
    # What came from Telegram knows its bot (aiogram's private state) and so never equals what did not.
    return [(command.command, command.description) for command in commands]


def _commands(scope: BotCommandScopeUnion, language: str, own: Sequence[tuple[str, str]]) -> list[BotCommand]:
    words = words_in(language)
    in_groups = isinstance(scope, BotCommandScopeAllGroupChats)
    return [
        BotCommand(command=name, description=words(key))
        for name, key in (*own, *_DESCRIPTIONS.items())
        if not (in_groups and name in _PRIVATE_ONLY)
    ]
