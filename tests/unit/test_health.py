"""`/health`, as an orchestrator asks it."""

import socket

import aiohttp
import pytest

from bot.core.errors import SettingsError, StorageError
from bot.web.health import health_server


@pytest.fixture
def port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def fine() -> None:
    """Be a database that answers."""


async def asked(port: int) -> tuple[int, dict[str, str]]:
    """Return status and body of `/health`."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/health") as response,
    ):
        return response.status, await response.json()


async def test_a_bot_that_can_write_is_healthy(port: int) -> None:
    """200 says that the process lives and its database answers."""
    async with health_server(port, fine) as opened:
        assert opened == port
        assert await asked(port) == (200, {"status": "ok"})


async def test_a_bot_without_its_database_is_not(port: int) -> None:
    """503 says what is wrong, so that nobody has to guess, and health returns with the database."""
    failing = True

    async def database() -> None:
        if failing:
            raise StorageError("The database x can't grow: the disk is full")

    async with health_server(port, database):
        status, body = await asked(port)
        assert status == 503
        assert body == {"status": "failing", "database": "The database x can't grow: the disk is full"}
        failing = False
        assert (await asked(port))[0] == 200


async def test_port_0_switches_it_off() -> None:
    """Who did not ask for it gets no open port."""
    async with health_server(0, fine) as opened:
        assert opened is None


async def test_a_taken_port_is_a_setting_to_mend(port: int) -> None:
    """The start stops with a line that names the variable and the port; afterwards the port is free again."""
    async with health_server(port, fine):
        with pytest.raises(SettingsError, match=f"^HEALTH_PORT: port {port} "):
            async with health_server(port, fine):
                pass
    async with health_server(port, fine):
        assert (await asked(port))[0] == 200
