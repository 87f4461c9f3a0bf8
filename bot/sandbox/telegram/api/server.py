"""The HTTP door of the Bot API: tokens, methods, limits, faults, and the record of every call."""

import asyncio
import json
import socket
import struct
from inspect import isawaitable
from typing import Any

from aiohttp import web

from bot.sandbox.telegram.api.methods import METHODS, TYPING, WRITING
from bot.sandbox.telegram.api.params import Params, read_raw, typed
from bot.sandbox.telegram.api.schema import NAMES
from bot.sandbox.telegram.errors import ApiError, too_many_requests
from bot.sandbox.telegram.faults import Fault
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.wire import Call, Json

LARGEST_UPLOAD = 50 * 1024 * 1024  # bytes; core.telegram.org/bots/api, "Sending files"
_HTML = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


class BotApi:
    """Answers the bot's calls from the state; over `largest_upload` bytes the answer is 413."""

    def __init__(self, state: TelegramState, largest_upload: int = LARGEST_UPLOAD) -> None:
        self._state = state
        self._largest_upload = largest_upload

    def application(self) -> web.Application:
        """Return the application with the routes of methods and of file downloads."""
        application = web.Application(client_max_size=self._largest_upload)
        application.router.add_route("*", "/bot{token:[^/]+}/{method}", self._call)
        application.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        return application

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = NAMES.get(request.match_info["method"].lower())
        refused = self._refused_at_the_door(request.match_info["token"], method)
        if refused or method is None:
            if method is None:
                self._state.violate(f"unknown method '{request.match_info['method']}'")
            return _json(refused or ApiError(404, "Not Found"))
        call = Call(self._state.now(), method, {}, number=len(self._state.calls) + 1)
        self._state.calls.append(call)
        try:
            return await self._recorded(request, call)
        finally:
            call.duration = self._state.now() - call.at
            call.status = call.status or 0
            self._state.emit("answer", _number(call.chat_id), call.as_json())

    def _refused_at_the_door(self, token: str, method: str | None) -> ApiError | None:
        if ":" not in token:
            return ApiError(404, "Not Found")
        if token != self._state.token:
            return ApiError(401, "Unauthorized")
        return None if method else ApiError(404, "Not Found")

    async def _recorded(self, request: web.Request, call: Call) -> web.StreamResponse:
        fault: Fault | None = None
        try:
            raw = await read_raw(request)
            call.params = {name: _shown(value) for name, value in raw.items()}
            call.chat_id = _chat_of(raw)
            self._state.emit("call", _number(call.chat_id), call.as_json())
            fault = self._state.faults.of(call.method, call.chat_id)
            early = await _early(fault, request)
            if early is not None:
                call.status = early.status if fault and fault.kind != "reset" else 0
                return early
            result = await self._result(typed(call.method, raw, self._state.violate), call)
        except ApiError as error:
            _note(call, error)
            return await _late(fault, request, call, _json(error))
        call.status, call.result = 200, result
        return await _late(fault, request, call, _reply({"ok": True, "result": result}, 200))

    async def _result(self, params: Params, call: Call) -> Any:
        self._admit(call)
        result = METHODS[call.method](self._state, params)
        return await result if isawaitable(result) else result

    def _admit(self, call: Call) -> None:
        state, wait = self._state, 0
        if call.chat_id is None:
            return
        if call.method in WRITING and state.chat_limiter:
            wait = state.chat_limiter.admit(call.chat_id, call.at)
        if call.method in TYPING and state.typing_limiter:
            wait = state.typing_limiter.admit(call.chat_id, call.at)
        if wait:
            raise too_many_requests(wait)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        refused = self._refused_at_the_door(request.match_info["token"], "getFile")
        if refused:
            return _json(refused)
        stored = self._state.files.at_path(request.match_info["path"])
        if stored is None:
            return _json(ApiError(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")


async def _early(fault: Fault | None, request: web.Request) -> web.StreamResponse | None:
    """Return the answer of a fault that strikes before the call is done, or None."""
    if fault is None:
        return None
    refused = fault.refusal()
    if refused is not None:
        raise refused
    match fault.kind:
        case "502_html":
            return web.Response(status=502, text=_HTML, content_type="text/html")
        case "502_bare":
            return _reply({"ok": False, "error_code": 502}, 502)
        case "hang":
            await asyncio.get_running_loop().create_future()
        case "reset":
            return _broken(request)
    return None


async def _late(
    fault: Fault | None, request: web.Request, call: Call, answer: web.StreamResponse
) -> web.StreamResponse:
    if fault and fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    if fault and fault.kind == "lost":
        call.status = 0
        return _broken(request)
    return answer


def _broken(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        # Linger of zero seconds: closing sends a reset instead of an orderly end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response(status=500)


def _note(call: Call, error: ApiError) -> None:
    call.status, call.description = error.status, error.description
    call.retry_after = (error.parameters or {}).get("retry_after")


def _json(error: ApiError) -> web.Response:
    return _reply(error.body(), error.status)


def _reply(body: Json, status: int) -> web.Response:
    return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def _chat_of(raw: Json) -> int | str | None:
    value = raw.get("chat_id")
    number = _number(value)
    return number if number is not None else value


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _shown(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else repr(value)
