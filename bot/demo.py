"""`python -m bot demo`: the bot and the sandbox together, with a page to talk to it."""

import os
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import run
from bot.config import Settings, load_settings
from bot.core.errors import Fault, SettingsError
from bot.gigachat_endpoint import endpoint_of
from bot.locales import words_in
from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.page import Page, populate
from bot.sandbox.telegram import TelegramDouble

PAGE_PORT = 8080


async def demo(port: int | None, language: str, *, real_model: bool = False) -> None:
    """Run both until Ctrl-C and print the page's address.

    Without a `port` the page takes 8080 or the next free one. With `real_model` the answers come from
    GigaChat itself, by the credentials of the environment and `.env`. Raises `SettingsError`, also where the
    port is taken.
    """
    telegram, gigachat = TelegramDouble(), None if real_model else GigaChatDouble()
    world = populate(telegram)
    page = Page(telegram, gigachat)
    async with _served(telegram, gigachat):
        with tempfile.TemporaryDirectory() as folder:
            settings = _settings(telegram, gigachat, world.olga.id, Path(folder))
            endpoint_of(settings)  # a missing key is told before an address is
            await _open(page, port)
            try:
                sys.stdout.write(words_in(language)("demo", url=page.url) + "\n")
                sys.stdout.flush()
                await run(settings, lambda app: page.gauges.follow_line(lambda: app.runs.waiting))
            finally:
                await page.stop()


async def _open(page: Page, port: int | None) -> None:
    try:
        await page.start(PAGE_PORT if port is None else port, exactly=port is not None)
    except OSError as error:
        facts = {"port": str(port or PAGE_PORT), "host": "127.0.0.1", "reason": os.strerror(error.errno or 0)}
        raise SettingsError(Fault("--port", "setting-port", facts)) from None


@asynccontextmanager
async def _served(telegram: TelegramDouble, gigachat: GigaChatDouble | None) -> AsyncGenerator[None, None]:
    await telegram.start()
    if gigachat:
        await gigachat.start()
    try:
        yield
    finally:
        await telegram.stop()
        if gigachat:
            await gigachat.stop()


def _settings(
    telegram: TelegramDouble, gigachat: GigaChatDouble | None, admin_id: int, folder: Path
) -> Settings:
    ours: dict[str, Any] = {
        "bot_token": telegram.token,
        "bot_token_file": None,
        "telegram_api_url": telegram.url,
        "telegram_proxy": None,
        "admins": frozenset({admin_id}),
        "database_path": folder / "demo.sqlite3",
    }
    if gigachat is None:
        return load_settings(**ours)
    return load_settings(
        _env_file=os.devnull,
        gigachat_credentials=gigachat.credentials,
        gigachat_credentials_file=None,
        gigachat_scope=gigachat.scope,
        gigachat_base_url=gigachat.base_url,
        gigachat_auth_url=gigachat.auth_url,
        gigachat_proxy=None,
        **ours,
    )
