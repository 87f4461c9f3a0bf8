"""One small port for those who look after the bot: `/health`, `/ready` and `/metrics`."""

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.aiohttp import make_aiohttp_handler

from bot.core.errors import Fault, SettingsError, StorageError
from bot.web.readiness import Probe, Readiness

Check = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class HealthProbes:
    """What is looked at: the database by a statement, both servers by a call, the numbers as they are.

    `database` raises `StorageError`; the probes raise nothing, `readiness` hears how they went.
    """

    database: Check
    telegram: Probe
    gigachat: Probe
    readiness: Readiness
    registry: CollectorRegistry


@asynccontextmanager
async def health_server(port: int, host: str, probes: HealthProbes) -> AsyncIterator[int | None]:
    """Serve while the block runs and yield the port; port 0 switches it off and yields None.

    `/health`: the process lives and can write down a question. `/ready`: Telegram and GigaChat can be
    reached. Both answer 200, or 503 with what is wrong, in JSON. Raises `SettingsError` if the port is taken.
    """
    if not port:
        yield None
        return
    runner = web.AppRunner(_application(probes), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield port
    except OSError as error:
        facts = {"port": str(port), "host": host, "reason": _reason(error)}
        raise SettingsError(Fault("HEALTH_PORT", "setting-port", facts)) from None
    finally:
        await probes.readiness.close()
        await runner.cleanup()


def _reason(error: OSError) -> str:
    """Return the system's words: asyncio has its own for its number, and none where no address was its."""
    if isinstance(error, socket.gaierror):
        return error.strerror or type(error).__name__
    return os.strerror(error.errno or errno.EADDRNOTAVAIL)


def _application(probes: HealthProbes) -> web.Application:
    async def health(_: web.Request) -> web.Response:
        try:
            await probes.database()
        except StorageError as error:
            return web.json_response({"status": "failing", "database": str(error)}, status=503)
        return web.json_response({"status": "ok"})

    async def ready(_: web.Request) -> web.Response:
        upstreams = await probes.readiness.look(probes.telegram, probes.gigachat)
        now = asyncio.get_running_loop().time()
        fine = all(upstream.answers for upstream in upstreams.values())
        told = {name: upstream.told(now) for name, upstream in upstreams.items()}
        return web.json_response({"status": "ok" if fine else "failing", **told}, status=200 if fine else 503)

    application = web.Application()
    application.router.add_get("/health", health)
    application.router.add_get("/ready", ready)
    application.router.add_get("/metrics", make_aiohttp_handler(probes.registry))
    return application
