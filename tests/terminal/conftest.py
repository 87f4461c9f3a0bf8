"""The front door as a person uses it: `python -m bot …` as a process of its own, in real time."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.telegram import TelegramDouble

ROOT = Path(__file__).parents[2]


@dataclass
class Ended:
    """What a process said."""

    status: int
    out: str
    err: str


@dataclass
class Shell:
    """Runs commands in an empty folder, with the sandbox's addresses in the environment."""

    folder: Path
    telegram: TelegramDouble
    gigachat: GigaChatDouble
    environment: dict[str, str] = field(default_factory=dict)

    async def starts(self, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
        """Start `python -m bot` with these arguments; `settings` change or (empty) unset variables."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self.folder,
            env={name: value for name, value in (self.environment | settings).items() if value},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def runs(self, *arguments: str, **settings: str) -> Ended:
        """Run `python -m bot` to its end."""
        process = await self.starts(*arguments, **settings)
        out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    """Give a shell between two sandboxes that work."""
    telegram, gigachat = TelegramDouble(), GigaChatDouble()
    await telegram.start()
    await gigachat.start()
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    yield Shell(
        tmp_path,
        telegram,
        gigachat,
        {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "LANG": "ru_RU.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "GIGACHAT_CREDENTIALS": gigachat.credentials,
            "GIGACHAT_BASE_URL": gigachat.base_url,
            "GIGACHAT_AUTH_URL": gigachat.auth_url,
        },
    )
    await telegram.stop()
    await gigachat.stop()
