"""Whoever watches hears each request to GigaChat once: that it was answered, or how it failed."""

from contextlib import suppress

import pytest
from aiohttp import web

from bot.core.errors import (
    CredentialsRejectedError,
    ModelError,
    ProviderUnavailableError,
    StreamCutError,
    TooManyRequestsError,
)
from bot.core.prompt import Message, Prompt, Role
from bot.gigachat import Endpoint, GigaChatClient
from tests.contract.gigachat.far_side import END, KEY, Answer, FarSide, chunk, status, stream, stream_and_drop

PROMPT = Prompt("GigaChat-2", (Message(Role.USER, "Привет"),))
ANSWERED = type(None)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([stream(chunk("Да"), END)], [ANSWERED]),
        (
            [status(429), status(500), stream(chunk("Да"), END)],
            [TooManyRequestsError, ProviderUnavailableError, ANSWERED],
        ),
        ([status(401), stream(chunk("Да"), END)], [ANSWERED]),
        ([status(401)], [CredentialsRejectedError]),
        ([status(500)], [ProviderUnavailableError] * 3),
        ([stream_and_drop(chunk("Да"))], [ANSWERED, StreamCutError]),
    ],
    ids=["fine", "repeated", "an expired token", "a refused token", "an outage", "cut"],
)
async def test_each_request_is_heard_once(
    far: FarSide, base: str, answers: list[Answer], expected: list[type[ModelError | None]]
) -> None:
    """Repeated requests count each, a token that ran out counts as nothing, a cut after the answer began."""
    far.answers = answers
    heard: list[ModelError | None] = []
    endpoint = Endpoint(KEY, base_url=f"{base}/v1", auth_url=f"{base}/oauth")
    async with GigaChatClient(endpoint, heard=heard.append) as client:
        with suppress(ModelError):
            _ = [event async for event in client.stream(PROMPT)]
    assert [type(each) for each in heard] == expected


async def test_a_request_that_reached_nobody_has_an_id(far: FarSide, base: str) -> None:
    """The id that a request was sent with stands with its failure, though no answer could repeat it."""

    async def drop(_: FarSide, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    far.answers = [drop]
    endpoint = Endpoint(KEY, base_url=f"{base}/v1", auth_url=f"{base}/oauth")
    async with GigaChatClient(endpoint) as client:
        with pytest.raises(ProviderUnavailableError) as caught:
            await client.models()
    asked = [headers["X-Request-ID"] for headers, _ in far.asked("/v1/models")]
    assert caught.value.request_id == asked[-1]
