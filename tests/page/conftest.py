"""The whole bot, the sandbox and its page, and Chromium in front of it: in real time, as a browser lives."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, async_playwright, expect
from playwright.async_api import Page as Tab

from bot.app import App, open_app
from bot.config import load_settings
from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.page import DefaultWorld, Page, populate
from bot.sandbox.telegram import Chat, Message, TelegramDouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds
expect.set_options(timeout=PATIENCE)


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Sandbox:
    """Telegram, GigaChat, the page, and one bot between them."""

    def __init__(self, folder: Path) -> None:
        self.telegram = TelegramDouble()
        self.gigachat = GigaChatDouble()
        self.world: DefaultWorld = populate(self.telegram)
        self.page = Page(self.telegram, self.gigachat)
        self._folder = folder
        self._stack = AsyncExitStack()

    async def open(self) -> None:
        """Start the servers."""
        for part in (self.telegram, self.gigachat):
            await part.start()
            self._stack.push_async_callback(part.stop)
        await self.page.start(0)
        self._stack.push_async_callback(self.page.stop)

    async def start_bot(self, **overrides: Any) -> App:
        """Start the bot; `overrides` are settings."""
        settings = {
            "_env_file": os.devnull,
            "bot_token": self.telegram.token,
            "telegram_api_url": self.telegram.url,
            "gigachat_credentials": self.gigachat.credentials,
            "gigachat_base_url": self.gigachat.base_url,
            "gigachat_auth_url": self.gigachat.auth_url,
            "database_path": self._folder / "bot.sqlite3",
        }
        app = await self._stack.enter_async_context(open_app(load_settings(**settings | overrides)))
        running = asyncio.create_task(app.run())

        async def stop() -> None:
            await app.stop()
            await running

        self._stack.push_async_callback(stop)
        return app

    async def close(self) -> None:
        """Stop everything."""
        await self._stack.aclose()

    def last(self, chat: Chat, topic: str | int | None = None) -> Message:
        """Return the bot's latest message in a chat, as the Bot API stores it."""
        shown = self.telegram.chat_history(chat, topic)
        return next(message for message in reversed(shown) if message.sender is self.telegram.bot)


class Screen:
    """A tab with the page in it, and what a person does there."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.box = tab.get_by_role("combobox")

    async def open(self, url: str) -> "Screen":
        """Go to the page and wait until it shows the world."""
        await self.tab.goto(url)
        await self.tab.wait_for_selector(".sidebar")
        return self

    async def says(self, text: str) -> None:
        """Write a message and send it by Enter."""
        await self.box.fill(text)
        await self.box.press("Enter")

    async def starts(self) -> None:
        """Press Start in a private chat and wait for the greeting."""
        await self.tab.get_by_role("button", name="Запустить", exact=True).click()
        await self.answer.wait_for()

    async def becomes(self, name: str) -> None:
        """Choose who to be."""
        await self.tab.get_by_role("radio", name=name).click()

    async def goes_to(self, title: str) -> None:
        """Open a chat by the beginning of its row."""
        row = self.tab.locator(".chat-row", has=self.tab.locator(f".row-name:text-is('{title}')"))
        await row.first.click()

    @property
    def answer(self) -> Locator:
        """The last message of somebody else."""
        return self.tab.locator("article.theirs[data-id]").last

    def button(self, words: str) -> Locator:
        """Return the last inline button with these words in it."""
        return self.tab.locator(".key", has_text=words).last

    async def shown(self, message: Message) -> str:
        """Return the text of a message exactly as the page holds it, without the page's own words."""
        script = """(node) => {
            const copy = node.cloneNode(true);
            copy.querySelectorAll(".chrome").forEach((each) => each.remove());
            return copy.textContent;
        }"""
        text: str = await self.tab.locator(f"article[data-id='{message.message_id}'] .text").evaluate(script)
        return text

    async def until(self, script: str, **values: object) -> None:
        """Wait until an expression over `values` is true in the tab."""
        await self.tab.wait_for_function(f"(values) => {script}", arg=values)


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """Give a sandbox whose bot is not started."""
    made = Sandbox(tmp_path)
    await made.open()
    yield made
    await made.close()
    assert made.telegram.violations == []


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox) -> Sandbox:
    """Give a sandbox whose bot runs."""
    await sandbox.start_bot()
    return sandbox


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Give Chromium; the tests that need it skip where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: on Debian and Ubuntu, apt install chromium")
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        await opened.close()


async def opened(browser: Browser, url: str, **options: Any) -> Screen:
    """Open the page in a context of its own; `options` are Playwright's, a Russian desktop by default."""
    chosen: Mapping[str, Any] = {"locale": "ru-RU", "viewport": {"width": 1440, "height": 900}}
    context: BrowserContext = await browser.new_context(**{**chosen, **options})
    context.set_default_timeout(PATIENCE)
    return await Screen(await context.new_page()).open(url)


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Screen]:
    """Give a Russian desktop in front of the page; an error of its JavaScript fails the test."""
    errors: list[str] = []
    made = await opened(browser, sandbox.page.url)
    made.tab.on("pageerror", lambda error: errors.append(str(error)))
    made.tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield made
    await made.tab.context.close()
    assert errors == []
