"""`/health` tells whether the process lives and can write down a question."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.core.errors import SettingsError, StorageError

Check = Callable[[], Awaitable[object]]


@asynccontextmanager
async def health_server(port: int, database: Check, host: str = "127.0.0.1") -> AsyncIterator[int | None]:
    """Serve `/health` while the block runs and yield the port; port 0 switches it off and yields None.

    200 `{"status": "ok"}`, or 503 with what is wrong. Raises `SettingsError` if the port is taken.
    """
    if not port:
        yield None
        return
    runner = web.AppRunner(_application(database))
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield port
    except OSError as error:
        raise SettingsError(f"HEALTH_PORT: port {port} can't be opened ({error.strerror})") from None
    finally:
        await runner.cleanup()


def _application(database: Check) -> web.Application:
    async def health(_: web.Request) -> web.Response:
        try:
            await database()
        except StorageError as error:
            return web.json_response({"status": "failing", "database": str(error)}, status=503)
        return web.json_response({"status": "ok"})

    application = web.Application()
    application.router.add_get("/health", health)
    return application
