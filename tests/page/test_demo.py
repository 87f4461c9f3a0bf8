"""`python -m bot demo`, as a person starts it."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

from aiohttp import ClientSession

from bot.demo import _served, _settings
from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.page import populate
from bot.sandbox.telegram import TelegramDouble


async def test_the_demo_prints_one_address_that_works_and_ends_by_ctrl_c() -> None:
    """The only line is the address of a page that is served; Ctrl-C ends everything in good order."""
    demo = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(*demo, stdout=pipe, stderr=pipe)
    assert started.stdout
    assert started.stderr
    line = (await started.stdout.readline()).decode()
    address = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert address, line
    async with ClientSession() as http, http.get(address.group()) as page:
        assert page.status == 200
    while b"is ready" not in await started.stderr.readline():
        pass
    started.send_signal(signal.SIGINT)
    rest, _ = await asyncio.wait_for(started.communicate(), 20)
    assert (started.returncode, rest) == (0, b"")


async def test_a_taken_port_is_told_in_one_sentence() -> None:
    """A port that somebody else holds is named without a traceback, and nothing is left running."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    demo = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
    english = {**os.environ, "LC_ALL": "en_US.UTF-8"}
    started = await asyncio.create_subprocess_exec(*demo, stderr=asyncio.subprocess.PIPE, env=english)
    _, told = await started.communicate()
    server.close()
    assert started.returncode == 2
    assert told.decode() == f"--port: port {port} can’t be opened at 127.0.0.1 (Address already in use)\n"


async def test_olga_is_an_admin_of_the_demo() -> None:
    """Whoever tries the demo can see /admin without a setting, as Olga and as nobody else."""
    telegram, gigachat = TelegramDouble(), GigaChatDouble()
    world = populate(telegram)
    async with _served(telegram, gigachat):
        settings = _settings(telegram, gigachat, world.olga.id, Path())
    assert settings.admins == {world.olga.id}
