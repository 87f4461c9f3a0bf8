"""`python -m bot demo`: the bot and the sandbox together, without any key."""

import os
import sys
import tempfile
from pathlib import Path

from bot.app import run
from bot.config import Settings, load_settings
from bot.locales import words_in
from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.telegram import TelegramDouble


async def demo(telegram_port: int, language: str) -> None:
    """Run both until Ctrl-C; print how to talk to the bot."""
    telegram, gigachat = TelegramDouble(), GigaChatDouble()
    anna, boris = telegram.person("Анна", language="ru"), telegram.person("Boris", language="en")
    telegram.private(anna)
    telegram.private(boris)
    telegram.group("Команда", members=[anna, boris])
    await telegram.start(port=telegram_port)
    await gigachat.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(words_in(language)("demo", url=telegram.url) + "\n")
            sys.stdout.flush()
            await run(_settings(telegram, gigachat, Path(folder)))
    finally:
        await telegram.stop()
        await gigachat.stop()


def _settings(telegram: TelegramDouble, gigachat: GigaChatDouble, folder: Path) -> Settings:
    return load_settings(
        _env_file=os.devnull,
        bot_token=telegram.token,
        telegram_api_url=telegram.url,
        gigachat_credentials=gigachat.credentials,
        gigachat_base_url=gigachat.base_url,
        gigachat_auth_url=gigachat.auth_url,
        database_path=folder / "demo.sqlite3",
    )
