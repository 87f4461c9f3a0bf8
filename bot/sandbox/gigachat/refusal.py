"""An error answer, raised where the rule is broken and turned into a reply in one place."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

# Sber's error texts as recorded in 2026; where several were seen, the one that says least.
MESSAGES = {
    400: "Bad request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Permission denied",
    404: "No such model",
    413: "Payload too large",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class Refusal(Exception):  # noqa: N818 - the rule was broken by the client, not by this program
    """The request is refused with this status and JSON body.

    The body is `{"status", "message"}`, or `{"code", "message"}` where a `code` is given, as /oauth answers.
    """

    def __init__(self, status: int, message: str | None = None, *, code: int | None = None) -> None:
        text = message or MESSAGES.get(status, "Error")
        super().__init__(text)
        self.status = status
        self.body: dict[str, Any] = (
            {"status": status, "message": text} if code is None else {"code": code, "message": text}
        )


def json_reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Build a JSON response with Cyrillic left as it is, in UTF-8."""
    return web.json_response(body, status=status, headers=headers, dumps=_dumps)


def _dumps(body: object) -> str:
    return json.dumps(body, ensure_ascii=False)
