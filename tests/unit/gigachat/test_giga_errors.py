"""From refusals to typed errors, and from errors to waits."""

import pytest

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
from bot.gigachat.errors import Call, error_in_answer
from bot.gigachat.retry import Backoff

HTML = b"<html><body>nginx</body></html>"
TABLE: list[tuple[Call, int, bytes, type[ModelError]]] = [
    (
        Call.AUTHORIZE,
        400,
        b'{"code":7,"message":"scope from db not fully includes consumed scope"}',
        CredentialsRejectedError,
    ),
    (
        Call.AUTHORIZE,
        401,
        b'{"code":6,"message":"credentials doesn\'t match db data"}',
        CredentialsRejectedError,
    ),
    (Call.AUTHORIZE, 403, HTML, CredentialsRejectedError),
    (Call.AUTHORIZE, 404, HTML, BadAnswerError),
    (Call.AUTHORIZE, 429, b"", TooManyRequestsError),
    (Call.AUTHORIZE, 502, HTML, ProviderUnavailableError),
    (Call.CHAT, 302, b"", BadAnswerError),
    (Call.CHAT, 400, b'{"status":400,"message":"Bad request"}', RequestRejectedError),
    (Call.CHAT, 401, b'{"status":401,"message":"Token has expired"}', CredentialsRejectedError),
    (Call.CHAT, 402, b'{"status":402,"message":"Payment Required"}', QuotaExhaustedError),
    (Call.CHAT, 403, HTML, AccessDeniedError),
    (Call.CHAT, 404, b'{"status":404,"message":"No such model"}', ModelNotFoundError),
    (Call.CHAT, 404, HTML, BadAnswerError),
    (Call.COUNT, 404, b'{"status":404,"message":"No such model"}', ModelNotFoundError),
    (Call.MODELS, 404, b'{"status":404,"message":"Not found"}', BadAnswerError),
    (Call.CHAT, 408, b"", ProviderUnavailableError),
    (Call.CHAT, 413, b'{"status":413,"message":"Payload too large"}', PromptTooLongError),
    (Call.CHAT, 422, b'{"status":422,"message":"Unprocessable Entity"}', PromptTooLongError),
    (
        Call.CHAT,
        422,
        b'{"status":422,"message":"Invalid params: messages exceed the context length"}',
        PromptTooLongError,
    ),
    (
        Call.CHAT,
        422,
        b'{"status":422,"message":"Invalid params: max_tokens must be in range (0, +inf)"}',
        RequestRejectedError,
    ),
    (Call.CHAT, 422, b"", RequestRejectedError),
    (Call.CHAT, 429, b'{"status":429,"message":"Too many requests"}', TooManyRequestsError),
    (Call.CHAT, 500, b'{"status":500,"message":"Internal Server Error"}', ProviderUnavailableError),
    (Call.CHAT, 503, HTML, ProviderUnavailableError),
    (Call.CHAT, 599, b"[" * 100_000, ProviderUnavailableError),
]


@pytest.mark.parametrize(("call", "status", "body", "kind"), TABLE)
def test_each_refusal_has_its_type(call: Call, status: int, body: bytes, kind: type[ModelError]) -> None:
    """Every answer of the documented table is told apart, with its status and the id for Sber's support."""
    error = error_in_answer(call, status, body, {"X-Request-ID": "abc"})
    assert type(error) is kind
    assert (error.status, error.request_id) == (status, "abc")
    assert "<" not in str(error)


def test_a_message_helps_and_keeps_secrets() -> None:
    """The owner reads what to do; keys, tokens, control characters and long quotations stay out."""
    wrong = error_in_answer(Call.AUTHORIZE, 400, b'{"code":7,"message":"x"}', {})
    assert str(wrong) == "GigaChat answered 400 to oauth: the key belongs to another scope."
    token = "eyJ" + "a" * 60
    body = f'{{"message":"bad\\n\\u0000 Bearer abc {token} {"слово " * 100}"}}'.encode()
    told = str(error_in_answer(Call.CHAT, 400, body, {}))
    assert token not in told
    assert "abc" not in told
    assert told.isprintable()
    assert len(told) < 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "3"}, 3.0),
        ({"Retry-After": "0.25"}, 0.25),
        ({"Retry-After": "-1"}, 0.0),
        ({"Retry-After": "86400"}, 60.0),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Sat, 21 Nov 2026 10:00:07 GMT", "Date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 7.0),
        ({"Retry-After": "Sat, 21 Nov 2026 09:00:00 GMT", "Date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"Retry-After": "Sat, 21 Nov 2026 10:00:07 GMT"}, None),
    ],
)
def test_retry_after_is_understood(headers: dict[str, str], seconds: float | None) -> None:
    """Whole and broken seconds and dates become a wait of at most a minute, nonsense becomes none."""
    assert error_in_answer(Call.CHAT, 429, b"", headers).retry_after == seconds


def test_the_schedule_backs_off_and_gives_up() -> None:
    """Waits double and are spread, the far side's word wins, and after the last try nothing is tried."""
    backoff, busy = Backoff(attempts=4), TooManyRequestsError("busy")
    assert [backoff.delay(n, busy, 0.0) for n in (1, 2, 3, 4)] == [0.5, 1.0, 2.0, None]
    assert backoff.delay(1, busy, 0.5) == 0.75
    assert backoff.delay(1, TooManyRequestsError("busy", retry_after=7.0), 0.0) == 7.0
    assert backoff.delay(1, TooManyRequestsError("busy", retry_after=60.0), 0.9) == 60.0
    assert Backoff(attempts=10_000).delay(9_000, busy, 0.0) == 60.0


def test_what_cannot_succeed_is_not_tried_again() -> None:
    """A refusal for good costs no second request."""
    assert Backoff().delay(1, QuotaExhaustedError("no"), 0.0) is None
