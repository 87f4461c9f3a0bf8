"""Two small proxies on loopback that remember what went through them."""

import asyncio
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web
from aiohttp.test_utils import RawTestServer


class HttpProxy:
    """A forwarding proxy for plain http:// requests to one far side."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._server = RawTestServer(self._forward)
        self.seen: list[tuple[str, str | None]] = []

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self._server.host}:{self._server.port}"

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.close()

    async def _forward(self, request: web.BaseRequest) -> web.Response:
        # The request line of a proxied request holds the whole address.
        self.seen.append((str(request.url), request.headers.get("Proxy-Authorization")))
        headers = {name: value for name, value in request.headers.items() if not name.startswith("Proxy-")}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, f"{self._base}{request.path}", headers=headers, data=await request.read()
            ) as response,
        ):
            return web.Response(
                body=await response.read(), status=response.status, content_type=response.content_type
            )


class SocksProxy:
    """A SOCKS 5 proxy without authentication (RFC 1928)."""

    def __init__(self, *, refuse: bool = False) -> None:
        self._refuse = refuse
        self._server: asyncio.Server | None = None
        self.seen: list[tuple[str, int]] = []
        self.address = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly((await reader.readexactly(2))[1])
        writer.write(b"\x05\x00")
        kind = (await reader.readexactly(4))[3]
        if kind == 1:
            host = ".".join(map(str, await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.seen.append((host, port))
        writer.write(bytes([5, 2 if self._refuse else 0, 0, 1, 0, 0, 0, 0, 0, 0]))
        if self._refuse:
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until their end."""
    try:
        while block := await reader.read(65536):
            writer.write(block)
            await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()
