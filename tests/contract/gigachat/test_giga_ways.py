"""Ways to GigaChat: certificates, proxies, connectors."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import trustme
from aiohttp.test_utils import TestServer

from bot.core.errors import CertificateRejectedError, ModelError, ProviderUnavailableError
from bot.core.models import ModelInfo
from bot.gigachat import Endpoint, GigaChatClient
from tests.contract.gigachat.conftest import Connect
from tests.contract.gigachat.far_side import KEY, FarSide, body
from tests.contract.gigachat.proxies import HttpProxy, SocksProxy

MODELS = body('{"data":[{"id":"GigaChat-2"}]}')
FOUND = [ModelInfo("GigaChat-2")]


@pytest.fixture
def authority() -> trustme.CA:
    """Return the authority that the far side's certificate comes from."""
    return trustme.CA()


@pytest.fixture
async def secure(far: FarSide, authority: trustme.CA) -> AsyncIterator[str]:
    """Serve the far side with TLS and return its address without a path."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    far.answers = [MODELS]
    server = TestServer(far.app(), scheme="https")
    await server.start_server(ssl=context)
    yield str(server.make_url("")).rstrip("/")
    await server.close()


def bundle(authority: trustme.CA, directory: Path) -> Path:
    """Write the authority's root into a file and return it."""
    path = directory / "roots.pem"
    path.write_bytes(authority.cert_pem.bytes())
    return path


def endpoint(base: str, proxy: str | None = None, roots: Path | None = None) -> Endpoint:
    """Return the way to a far side at this address."""
    return Endpoint(KEY, base_url=f"{base}/v1", auth_url=f"{base}/oauth", proxy=proxy, ca_bundle_file=roots)


async def test_a_trusted_certificate_is_accepted(secure: str, authority: trustme.CA, tmp_path: Path) -> None:
    """The replacing bundle really serves token and calls."""
    async with GigaChatClient(endpoint(secure, roots=bundle(authority, tmp_path))) as client:
        assert await client.models() == FOUND


async def test_an_untrusted_certificate_is_refused(far: FarSide, secure: str, tmp_path: Path) -> None:
    """Neither the shipped root nor another bundle lets a stranger in; no key is sent, nothing is retried."""
    for roots in (None, bundle(trustme.CA(), tmp_path)):
        async with GigaChatClient(endpoint(secure, roots=roots)) as client:
            with pytest.raises(CertificateRejectedError, match="does not verify"):
                await client.models()
    assert not far.requests


async def test_a_wrong_name_is_refused(
    far: FarSide, secure: str, authority: trustme.CA, tmp_path: Path
) -> None:
    """A good certificate of another host is no good."""
    way = endpoint(secure.replace("127.0.0.1", "localhost"), roots=bundle(authority, tmp_path))
    async with GigaChatClient(way) as client:
        with pytest.raises(CertificateRejectedError):
            await client.models()
    assert not far.requests


async def test_a_lax_connector_stays_strict(far: FarSide, secure: str) -> None:
    """A connector that trusts anybody cannot switch the verification off."""
    lax = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    lax.load_default_certs()
    connector = aiohttp.TCPConnector(ssl=lax)
    async with connector, GigaChatClient(endpoint(secure), connector=connector) as client:
        with pytest.raises(CertificateRejectedError):
            await client.models()
    assert not far.requests


@pytest.mark.parametrize("userinfo", ["", "user:pa55@"])
async def test_an_http_proxy_is_used(far: FarSide, base: str, userinfo: str) -> None:
    """Token and calls go through the proxy, with its name and password."""
    far.answers = [MODELS]
    async with HttpProxy(base) as proxy:
        async with GigaChatClient(endpoint(base, f"http://{userinfo}{proxy.address}")) as client:
            assert await client.models() == FOUND
        assert [path for path, _ in proxy.seen] == [f"{base}/oauth", f"{base}/v1/models"]
        assert {header is not None for _, header in proxy.seen} == {bool(userinfo)}


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_is_used(secure: str, authority: trustme.CA, tmp_path: Path, scheme: str) -> None:
    """Token and calls go through the SOCKS proxy, and TLS is verified behind it."""
    roots = bundle(authority, tmp_path)
    async with SocksProxy() as proxy:
        async with GigaChatClient(endpoint(secure, f"{scheme}://{proxy.address}", roots)) as client:
            assert await client.models() == FOUND
        assert len(proxy.seen) == 2
        async with GigaChatClient(endpoint(secure, f"{scheme}://{proxy.address}")) as client:
            with pytest.raises(CertificateRejectedError):
                await client.models()


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_dead_proxy_is_an_outage(
    base: str, connect: Connect, unused_tcp_port: int, scheme: str
) -> None:
    """A proxy that is away is not by-passed, and its password stays out of the error."""
    proxy = f"{scheme}://user:pa55@127.0.0.1:{unused_tcp_port}"
    with pytest.raises(ProviderUnavailableError) as caught:
        await connect(proxy=proxy).models()
    assert "pa55" not in f"{caught.value!r}{caught.value.__context__!r}"


async def test_a_refusing_proxy_is_an_outage(connect: Connect) -> None:
    """A SOCKS proxy that denies the way is told as unreachable, not as an unknown error."""
    async with SocksProxy(refuse=True) as proxy:
        with pytest.raises(ProviderUnavailableError, match="could not be reached"):
            await connect(proxy=f"socks5://{proxy.address}").models()


async def test_a_connector_is_used_and_left_open(far: FarSide, base: str) -> None:
    """A given connector makes the connections of token and calls, and belongs to its giver afterwards."""
    far.answers = [MODELS]
    made: list[str] = []

    class Counting(aiohttp.TCPConnector):
        async def connect(
            self, req: aiohttp.ClientRequest, *args: object, **kwargs: object
        ) -> aiohttp.connector.Connection:
            made.append(req.url.path)
            return await super().connect(req, *args, **kwargs)  # type: ignore[arg-type]

    async with Counting() as connector:
        async with GigaChatClient(endpoint(base), connector=connector) as client:
            assert await client.models() == FOUND
        assert made == ["/oauth", "/v1/models"]
        assert not connector.closed


async def test_two_ways_at_once_are_refused(base: str) -> None:
    """A SOCKS proxy is never silently given up for a connector."""
    async with aiohttp.TCPConnector() as connector:
        way = endpoint(base, "socks5://127.0.0.1:1")
        async with GigaChatClient(way, connector=connector) as client:
            with pytest.raises(ValueError, match="SOCKS proxy"):
                await client.models()


async def test_no_http_no_answer(connect: Connect) -> None:
    """A far side that does not speak HTTP is told apart from one that is away."""

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ModelError, match="not HTTP as it should be") as caught:
            await connect(auth_url=f"http://127.0.0.1:{port}/oauth").authorize()
    assert not caught.value.retryable
