"""The port of those who look after the bot, as an orchestrator and a scraper ask it."""

import asyncio
import errno
import os
import socket
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.core.errors import ProviderUnavailableError, SettingsError, StorageError, TooManyRequestsError
from bot.web.health import HealthProbes, health_server
from bot.web.metrics import Metrics
from bot.web.readiness import Readiness

HERE = "127.0.0.1"


@pytest.fixture
def port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


async def fine() -> None:
    """Be something that answers."""


@pytest.fixture
def health_probes() -> HealthProbes:
    """Give a bot that is well: its database answers, and so do both servers when they are asked."""
    readiness = Readiness()

    async def telegram() -> None:
        readiness.telegram_called(None)

    async def gigachat() -> None:
        readiness.gigachat_called(None)

    return HealthProbes(fine, telegram, gigachat, readiness, Metrics().registry)


async def asked(port: int, path: str = "/health") -> tuple[int, Any]:
    """Return status and body of an answer."""
    async with aiohttp.ClientSession() as session, session.get(f"http://{HERE}:{port}{path}") as response:
        return response.status, await (response.text() if path == "/metrics" else response.json())


async def test_a_bot_that_can_write_is_healthy(port: int, health_probes: HealthProbes) -> None:
    """200 says that the process lives and its database answers."""
    async with health_server(port, HERE, health_probes) as opened:
        assert opened == port
        assert await asked(port) == (200, {"status": "ok"})


async def test_a_bot_without_its_database_is_not(port: int, health_probes: HealthProbes) -> None:
    """503 says what is wrong, so that nobody has to guess, and health returns with the database."""
    failing = True

    async def database() -> None:
        if failing:
            raise StorageError("The database x can't grow: the disk is full")

    async with health_server(port, HERE, replace(health_probes, database=database)):
        status, body = await asked(port)
        assert status == 503
        assert body == {"status": "failing", "database": "The database x can't grow: the disk is full"}
        failing = False
        assert (await asked(port))[0] == 200


async def test_port_0_switches_it_off(health_probes: HealthProbes) -> None:
    """Who did not ask for it gets no open port."""
    async with health_server(0, HERE, health_probes) as opened:
        assert opened is None


async def test_a_taken_port_is_a_setting_to_mend(port: int, health_probes: HealthProbes) -> None:
    """The start stops with a line that names the variable and the port; afterwards the port is free again."""
    async with health_server(port, HERE, health_probes):
        with pytest.raises(SettingsError, match=r"^HEALTH_PORT: ") as refused:
            async with health_server(port, HERE, health_probes):
                pass
        assert refused.value.faults[0].facts["port"] == str(port)
    async with health_server(port, HERE, health_probes):
        assert (await asked(port))[0] == 200


async def test_an_address_of_another_machine_is_told_in_the_systems_words(
    port: int, health_probes: HealthProbes
) -> None:
    """The reason is a word or two that a sentence of any language can hold, not asyncio's own sentence."""
    with pytest.raises(SettingsError) as refused:
        async with health_server(port, "192.0.2.1", health_probes):
            pass
    assert refused.value.faults[0].facts["reason"] == os.strerror(errno.EADDRNOTAVAIL)


async def test_what_was_never_asked_is_asked(port: int, health_probes: HealthProbes) -> None:
    """The first look at a fresh bot probes both servers, and finds it ready."""
    async with health_server(port, HERE, health_probes):
        status, body = await asked(port, "/ready")
    assert status == 200
    assert body["status"] == "ok"
    assert body["telegram"]["reachable"] is body["gigachat"]["reachable"] is True
    assert body["telegram"]["last_success_seconds"] == pytest.approx(0, abs=5)


async def test_the_part_that_fails_is_named(port: int, health_probes: HealthProbes) -> None:
    """503 says which server is away, for how long and how, beside the one that is well; its return counts."""
    health_probes.readiness.telegram_called(None)
    health_probes.readiness.gigachat_called(ProviderUnavailableError("GigaChat did not answer in time."))
    async with health_server(port, HERE, health_probes):
        status, body = await asked(port, "/ready")
        assert (status, body["status"]) == (503, "failing")
        assert body["telegram"]["reachable"]
        assert body["gigachat"].pop("failing_seconds") == pytest.approx(0, abs=5)
        assert body["gigachat"] == {
            "reachable": False,
            "last_success_seconds": None,
            "error": "GigaChat did not answer in time.",
        }
        health_probes.readiness.gigachat_called(TooManyRequestsError("a refusal shows that it is there"))
        assert (await asked(port, "/ready"))[0] == 200


async def test_a_hasty_scraper_probes_once(health_probes: HealthProbes) -> None:
    """However many ask at once, one probe is under way, and its result serves the next minute."""
    probes = 0

    async def telegram() -> None:
        nonlocal probes
        probes += 1
        await asyncio.sleep(0)
        health_probes.readiness.telegram_called(None)

    looks = [health_probes.readiness.look(telegram, health_probes.gigachat) for _ in range(5)]
    assert all(look["telegram"].answers for look in await asyncio.gather(*looks))
    await health_probes.readiness.look(telegram, health_probes.gigachat)
    assert probes == 1


async def test_a_stop_waits_for_no_probe(port: int, health_probes: HealthProbes) -> None:
    """A bot that stops while somebody looks ends at once and leaves no task behind."""
    begun = asyncio.Event()

    async def telegram() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with health_server(port, HERE, replace(health_probes, telegram=telegram)):
        look = asyncio.create_task(asked(port, "/ready"))
        await begun.wait()
    await asyncio.gather(look, return_exceptions=True)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_prometheus_can_read_the_numbers(port: int, health_probes: HealthProbes) -> None:
    """What is counted stands on the page in Prometheus's format, the process's own numbers beside it."""
    metrics = Metrics()
    metrics.update("message")
    metrics.follow("questions_waiting", "Questions in line", lambda: 3)
    async with health_server(port, HERE, replace(health_probes, registry=metrics.registry)):
        _, page = await asked(port, "/metrics")
    assert 'bot_updates_total{type="message"} 1.0' in page
    assert "bot_questions_waiting 3.0" in page
    assert "_created" not in page
