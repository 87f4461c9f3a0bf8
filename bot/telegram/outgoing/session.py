"""aiogram's session, lighter where an answer grows: each edit passes here, in every chat, every second."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import (
    EditMessageText,
    GetUpdates,
    Response,
    SendChatAction,
    SendMessage,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiohttp import FormData
from aiohttp.payload import BytesPayload, Payload

_dumps: Callable[[Any], str] = partial(json.dumps, ensure_ascii=False)

# Pydantic forgets a model that nobody holds, and to build it anew stops the whole bot for a moment (15 ms).
_HELD = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]
    for method in (GetUpdates, SendMessage, EditMessageText, SendChatAction)
)


class LightSession(AiohttpSession):
    """A session that sends JSON, unless there are files: a form would write a Russian letter as six bytes.

    That JSON is as good as a form: core.telegram.org/bots/api#making-requests.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(json_dumps=_dumps, **options)

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> FormData:
        """Return the body of a call."""
        files: dict[str, Any] = {}
        values = {
            key: self.prepare_value(value, bot, files, _dumps_json=False)
            for key, value in method.model_dump(warnings=False).items()
        }
        if files:
            return super().build_form_data(bot, method)
        return _JsonBody({key: value for key, value in values.items() if value is not None})


class _JsonBody(FormData):
    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__()
        self._values = values

    def __call__(self) -> Payload:
        return BytesPayload(_dumps(self._values).encode("utf-8", "replace"), content_type="application/json")
