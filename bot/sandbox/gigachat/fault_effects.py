"""What each kind of fault does to a connection."""

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from bot.sandbox.gigachat.faults import Fault
from bot.sandbox.gigachat.refusal import Refusal, json_reply

BROKEN_JSON = b'{"choices":[{"delta":{"content":"\xd0\x9e\xd0\xb1'
GATEWAY_PAGE = (
    "<html>\r\n<head><title>{line}</title></head>\r\n<body>\r\n"
    "<center><h1>{line}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


class Struck(Exception):  # noqa: N818 - a fault was asked for and happened, nothing is wrong here
    """A fault replaced the reply by this response."""

    def __init__(self, response: web.StreamResponse) -> None:
        super().__init__()
        self.response = response


async def strike_reply(
    fault: Fault, request: web.Request, headers: Mapping[str, str], *, streaming: bool
) -> None:
    """Fail before the reply began; raises Struck, or returns where a hang is over and the reply goes on."""
    if fault.kind == "hang":
        await _hang(fault)
        return
    response = _instead(fault, headers, streaming=streaming)
    if fault.kind in ("reset", "drop"):
        _break(fault, request)
    raise Struck(response)


async def strike_stream(fault: Fault, request: web.Request, response: web.StreamResponse) -> None:
    """Fail inside a stream; raises Struck, or returns where a hang is over and the stream goes on."""
    if fault.kind == "hang":
        await _hang(fault)
        return
    if fault.kind in ("reset", "drop"):
        _break(fault, request)
    elif fault.kind != "cut":
        await response.write(_inside(fault))
    raise Struck(response)


async def _hang(fault: Fault) -> None:
    if fault.seconds is None:
        await asyncio.Event().wait()
    else:
        await asyncio.sleep(fault.seconds)


def _instead(fault: Fault, headers: Mapping[str, str], *, streaming: bool) -> web.StreamResponse:
    if fault.kind == "html":
        page = _page(fault)
        return web.Response(text=page, status=fault.status or 502, content_type="text/html", headers=headers)
    if fault.kind == "bad_json":
        return web.Response(body=BROKEN_JSON, content_type="application/json", headers=headers)
    if fault.kind in ("status", "json_200"):
        extra = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
        status = 200 if fault.kind == "json_200" else fault.status or 500
        return json_reply(_error(fault), status, {**headers, **extra})
    content_type = "text/event-stream" if streaming else "application/json"
    return web.Response(content_type=content_type, headers=headers)


def _inside(fault: Fault) -> bytes:
    if fault.kind == "html":
        return _page(fault).encode()
    body = BROKEN_JSON if fault.kind == "bad_json" else json.dumps(_error(fault), ensure_ascii=False).encode()
    return b"data: " + body + b"\n\n"


def _error(fault: Fault) -> dict[str, object]:
    code = fault.status or 0
    is_oauth = fault.endpoint == "oauth" and fault.kind == "status"
    return Refusal(fault.status or 500, fault.message, code=code if is_oauth else None).body


def _page(fault: Fault) -> str:
    status = HTTPStatus(fault.status or 502)
    return GATEWAY_PAGE.format(line=f"{status} {status.phrase}")


def _break(fault: Fault, request: web.Request) -> None:
    transport = request.transport
    if transport is None:
        return
    if fault.kind == "drop":
        transport.close()
        return
    # With a linger time of zero, closing sends RST and throws away what was not sent (socket(7)).
    raw = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
