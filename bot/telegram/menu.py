"""The commands that Telegram's menu offers, registered in both languages, only where they changed."""

import logging

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeUnion,
)

from bot.locales import RUSSIAN_FIRST, words_in
from bot.telegram.outgoing.failures import CALL_ERRORS

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
# Telegram falls back to the entry without a language for everybody whom no other entry fits.
_LANGUAGES: dict[str | None, str] = {None: "en"} | dict.fromkeys(sorted(RUSSIAN_FIRST), "ru")
_SCOPES: tuple[BotCommandScopeUnion, ...] = (
    BotCommandScopeAllPrivateChats(),
    BotCommandScopeAllGroupChats(),
)


async def register_commands(bot: Bot) -> None:
    """Bring Telegram's menu up to date; a menu that can't be brought up to date stops nobody."""
    for scope in _SCOPES:
        for code, language in _LANGUAGES.items():
            try:
                await _register(bot, scope, code, language)
            except CALL_ERRORS as error:
                log.warning("the command menu could not be registered: %s", error)
                return


async def _register(bot: Bot, scope: BotCommandScopeUnion, code: str | None, language: str) -> None:
    wanted = _commands(scope, language)
    present = await bot.get_my_commands(scope=scope, language_code=code)
    if _shown(present) != _shown(wanted):
        await bot.set_my_commands(wanted, scope=scope, language_code=code)


def _shown(commands: list[BotCommand]) -> list[tuple[str, str]]:
    # What came from Telegram knows its bot (aiogram's private state) and so never equals what did not.
    return [(command.command, command.description) for command in commands]


def _commands(scope: BotCommandScopeUnion, language: str) -> list[BotCommand]:
    words = words_in(language)
    private = isinstance(scope, BotCommandScopeAllPrivateChats)
    return [
        BotCommand(command=name, description=words(key))
        for name, key in _DESCRIPTIONS.items()
        if private or name not in _PRIVATE_ONLY
    ]
