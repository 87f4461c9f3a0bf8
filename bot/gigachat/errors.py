"""The table from GigaChat's refusals to the errors that all rooms share."""

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from enum import StrEnum
from math import isfinite
from typing import Any, Final

from bot.core.errors import (
    AccessDeniedError,
    BadAnswerError,
    CredentialsRejectedError,
    ModelError,
    ModelNotFoundError,
    PromptTooLongError,
    ProviderUnavailableError,
    QuotaExhaustedError,
    RequestRejectedError,
    TooManyRequestsError,
)

RETRY_AFTER_CAP: Final = 60.0
_DETAIL_LIMIT: Final = 200

# What a message must not carry into a log: a header's value, and anything as long as a key or a token.
_SECRET: Final = re.compile(r"(?:Basic|Bearer)\s+\S+|[A-Za-z0-9+/=_.-]{40,}", re.IGNORECASE)

# "Unprocessable Entity" alone is what a text longer than the context gets (Sber's API description, Sep 2026).
_TOO_LONG: Final = re.compile(
    r"\AUnprocessable Entity\Z|\bcontext\b|\btoo (?:long|large|many tokens)\b|\bexceed", re.IGNORECASE
)


class Call(StrEnum):
    """The calls of the API, as far as their refusals mean different things."""

    AUTHORIZE = "oauth"
    CHAT = "chat/completions"
    MODELS = "models"
    COUNT = "tokens/count"
    BALANCE = "balance"


_BY_STATUS: Final[Mapping[int, type[ModelError]]] = {
    400: RequestRejectedError,
    401: CredentialsRejectedError,
    402: QuotaExhaustedError,
    403: AccessDeniedError,
    404: ModelNotFoundError,
    408: ProviderUnavailableError,
    413: PromptTooLongError,
    422: RequestRejectedError,
    429: TooManyRequestsError,
}

# Codes in the body of /oauth (Sber's error page): what the owner should look at.
_OAUTH_ADVICE: Final[Mapping[int, str]] = {
    1: "the scope is not one of GIGACHAT_API_PERS, GIGACHAT_API_B2B, GIGACHAT_API_CORP",
    4: "this is not an authorisation key; copy the key, not the client secret",
    5: "the scope is empty",
    6: "the key is wrong or was revoked",
    7: "the key belongs to another scope",
}


def error_in_answer(call: Call, status: int, body: bytes, headers: Mapping[str, str]) -> ModelError:
    """Return the typed error for an answer that is no success.

    `retry_after` is in seconds and at most 60. The message quotes at most 200 characters of a JSON `message`,
    with whatever looks like a secret struck out, and nothing of any other body.
    """
    fields = _json_object(body)
    kind = _kind(call, status, fields, html=body.lstrip()[:1] == b"<")
    detail = _oauth_detail(fields) if call is Call.AUTHORIZE else _detail(fields)
    return kind(
        f"GigaChat answered {status} to {call.value}{detail}.",
        status=status,
        retry_after=retry_after_seconds(headers),
        request_id=headers.get("X-Request-ID"),
    )


def error_in_body(fields: Mapping[str, Any]) -> ModelError:
    """Return the typed error for a JSON object that came, with status 200, in the place of an answer."""
    status = fields.get("status")
    if not isinstance(status, int) or status not in _BY_STATUS.keys() | range(500, 600):
        return BadAnswerError(
            f"GigaChat answered with something else than a chat completion{_detail(fields)}."
        )
    kind = _kind(Call.CHAT, status, fields, html=False)
    return kind(f"GigaChat reported {status} within an answer{_detail(fields)}.", status=status)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Return what `Retry-After` says in seconds, between 0 and 60, or None where it says nothing.

    A date is measured against the answer's own `Date`, so no clock of this machine takes part.
    """
    value = headers.get("Retry-After")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_between(headers.get("Date"), value)
    return min(max(seconds, 0.0), RETRY_AFTER_CAP) if isfinite(seconds) else None


def unix_time(http_date: str | None) -> float | None:
    """Return an HTTP date as seconds since 1970, or None where it is missing or malformed."""
    try:
        return parsedate_to_datetime(http_date).timestamp() if http_date else None
    except (ValueError, OverflowError):
        return None


def _seconds_between(start: str | None, end: str) -> float:
    first, last = unix_time(start), unix_time(end)
    return float("nan") if first is None or last is None else last - first


def _kind(call: Call, status: int, fields: Mapping[str, Any], *, html: bool) -> type[ModelError]:
    if status >= 500:  # noqa: PLR2004 - the whole class of HTTP's server errors
        return ProviderUnavailableError
    if call is Call.AUTHORIZE and status in {400, 401, 403}:
        return CredentialsRejectedError
    if status == 404 and (html or call not in {Call.CHAT, Call.COUNT}):  # noqa: PLR2004 - HTTP's Not Found
        # A wrong address, not a wrong model.
        return BadAnswerError
    if status == 422 and _TOO_LONG.search(str(fields.get("message", ""))):  # noqa: PLR2004 - as above
        return PromptTooLongError
    return _BY_STATUS.get(status, BadAnswerError)


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _oauth_detail(fields: Mapping[str, Any]) -> str:
    code = fields.get("code")
    advice = _OAUTH_ADVICE.get(code) if isinstance(code, int) else None
    return f": {advice}" if advice else _detail(fields)


def _detail(fields: Mapping[str, Any]) -> str:
    message = fields.get("message")
    if not isinstance(message, str) or not message.strip() or message.lstrip().startswith("<"):
        return ""
    line = " ".join(_SECRET.sub("***", message).split())
    return f": {''.join(filter(str.isprintable, line))[:_DETAIL_LIMIT].rstrip('.')}"
