"""The settings' way to Telegram: the bot's account."""

import asyncio
import logging

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramUnauthorizedError

from bot.config import Settings
from bot.core.errors import Fault, SettingsError
from bot.telegram.outgoing.failures import CALL_ERRORS
from bot.telegram.outgoing.session import LightSession

log = logging.getLogger(__name__)

# The pause while Telegram can't be reached at start (s).
LONGEST_START_PAUSE = 30.0


def bot_of(settings: Settings) -> Bot:
    """Return aiogram's bot, which never trusts the Russian root. Raises `SettingsError`."""
    if settings.bot_token is None:
        raise SettingsError(Fault("BOT_TOKEN", "setting-token-missing"))
    proxy = settings.telegram_proxy
    session = LightSession(
        proxy=proxy.get_secret_value() if proxy else None,
        api=TelegramAPIServer.from_base(settings.telegram_api_url),
    )
    return Bot(settings.bot_token.get_secret_value(), session=session)


async def outwait_start(bot: Bot) -> None:
    """Wait until Telegram can be reached; a webhook left by another program would keep updates away.

    Raises `SettingsError` if Telegram rejects the token.
    """
    pause = 1.0
    while True:
        try:
            await bot.me()
            await bot.delete_webhook()
        except TelegramUnauthorizedError:
            raise SettingsError(Fault("BOT_TOKEN", "setting-token-rejected")) from None
        except CALL_ERRORS as error:
            log.debug("Telegram is asked again in %g s: %s", pause, error)  # the outage itself is told once
            await asyncio.sleep(pause)
            pause = min(LONGEST_START_PAUSE, pause * 2)
        else:
            return
