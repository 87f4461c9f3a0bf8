"""Streamed answers over real sockets."""

import asyncio
from contextlib import aclosing

import pytest
from aiohttp import web

from bot import __version__
from bot.core.errors import (
    BadAnswerError,
    CredentialsRejectedError,
    ModelError,
    ProviderUnavailableError,
    QuotaExhaustedError,
    StreamCutError,
    TooManyRequestsError,
)
from bot.core.events import Finish, FinishReason, StreamEvent, TextDelta, Usage
from bot.core.prompt import Message, Prompt, Role
from bot.gigachat import GigaChatClient, Timeouts
from tests.contract.gigachat.conftest import Connect
from tests.contract.gigachat.far_side import (
    END,
    Answer,
    FarSide,
    body,
    chunk,
    status,
    stream,
    stream_and_drop,
    stream_and_wait,
)

PROMPT = Prompt("GigaChat:latest", (Message(Role.USER, "Привет"),), session_id="s-1")
FINISH = Finish(FinishReason.STOP, Usage(1, 2, 3), "GigaChat:2.0.28.2")
CHAT = "/v1/chat/completions"


def now() -> float:
    """Return the virtual seconds."""
    return asyncio.get_running_loop().time()


async def events(client: GigaChatClient) -> list[StreamEvent]:
    """Return all events of one answer."""
    return [event async for event in client.stream(PROMPT)]


async def listen(client: GigaChatClient, seen: list[StreamEvent], heard: asyncio.Event | None = None) -> None:
    """Add the events of one answer to `seen`, so that they outlive its failure; `heard` is set by each."""
    async for event in client.stream(PROMPT):
        seen.append(event)
        if heard:
            heard.set()


async def failure(client: GigaChatClient) -> ModelError:
    """Return the error in which one answer ends."""
    with pytest.raises(ModelError) as caught:
        await events(client)
    return caught.value


async def test_an_answer_is_streamed(far: FarSide, client: GigaChatClient) -> None:
    """Pieces arrive as they were sent, then one finish; the request is what the API asks for."""
    far.answers = [stream(chunk("При"), chunk("вет"), END)]
    assert await events(client) == [TextDelta("При"), TextDelta("вет"), FINISH]
    ((sent, form),) = far.asked("/oauth")
    assert form == {"scope": "GIGACHAT_API_PERS"}
    assert sent["Authorization"].startswith("Basic ")
    assert len(sent["RqUID"]) == 36
    ((headers, asked),) = far.asked(CHAT)
    assert headers["Authorization"] == "Bearer t1"
    assert headers["Accept"] == "text/event-stream"
    assert headers["X-Session-ID"] == "s-1"
    assert headers["User-Agent"] == sent["User-Agent"] == f"gigachat-telegram-bot/{__version__}"
    assert asked == {
        "model": "GigaChat-2",
        "messages": [{"role": "user", "content": "Привет"}],
        "stream": True,
    }


async def test_chunk_boundaries_do_not_matter(far: FarSide, client: GigaChatClient) -> None:
    """Events and letters torn between network chunks come out whole."""
    wire = chunk("Раз, два") + chunk("три") + END
    far.answers = [stream(*(wire[at : at + 3] for at in range(0, len(wire), 3)))]
    assert await events(client) == [TextDelta("Раз, два"), TextDelta("три"), FINISH]


async def test_the_connection_and_the_token_are_used_again(far: FarSide, client: GigaChatClient) -> None:
    """A second question needs neither a new connection nor a new token."""
    far.answers = [stream(chunk("а"), END)]
    assert await events(client) == await events(client)
    assert len(far.peers) == 1
    assert far.tokens == 1


@pytest.mark.parametrize("reason", ["length", "blacklist", "function_call", "error"])
async def test_the_reason_is_never_lost(far: FarSide, client: GigaChatClient, reason: str) -> None:
    """Truncated and refused answers can be told from complete ones."""
    far.answers = [stream(chunk("а", reason), b"data: [DONE]\n\n")]
    assert (await events(client))[-1] == Finish(FinishReason(reason), None, "GigaChat:2.0.28.2")


async def test_busy_twice_then_an_answer(far: FarSide, client: GigaChatClient) -> None:
    """A 429 is waited out, as long as the far side says, before the first text."""
    busy = status(429, "Too many requests", Retry_After="7")
    far.answers = [busy, status(429), stream(chunk("а"), END)]
    assert await events(client) == [TextDelta("а"), FINISH]
    first, second = far.waits(CHAT)
    assert 7.0 <= first <= 7.6
    assert 1.0 <= second <= 1.6


@pytest.mark.parametrize(
    ("answer", "kind", "tries"),
    [
        (status(429), TooManyRequestsError, 3),
        (body("<html>", "text/html", 502), ProviderUnavailableError, 3),
        (stream_and_drop(), ProviderUnavailableError, 3),
        (stream(), ProviderUnavailableError, 3),
        (stream(b'data: {"choi'), ProviderUnavailableError, 3),
        (stream(b'data: {"status":500,"message":"x"}\n\n'), ProviderUnavailableError, 3),
        (body('{"status":429,"message":"x"}'), TooManyRequestsError, 3),
        (status(402, "Payment Required"), QuotaExhaustedError, 1),
        (body('{"choices":[{"message":{"content":"а"}}]}'), BadAnswerError, 1),
        (body("<html>", "text/html"), BadAnswerError, 1),
        (stream(b"data: nonsense\n\n"), BadAnswerError, 1),
        (status(302, location="/v1/elsewhere"), BadAnswerError, 1),
    ],
)
async def test_failures_before_the_text(
    far: FarSide, client: GigaChatClient, answer: Answer, kind: type[ModelError], tries: int
) -> None:
    """What may pass is tried three times, what can't is tried once, and each has its type."""
    far.answers = [answer]
    assert type(await failure(client)) is kind
    assert len(far.asked(CHAT)) == tries


@pytest.mark.parametrize(
    "rest",
    [
        stream(chunk("При"), chunk("вет")),
        stream_and_drop(chunk("При"), chunk("вет")),
        stream(chunk("При"), chunk("вет") + b"data: nonsense\n\n" + chunk("!")),
        stream(chunk("При"), chunk("вет"), b'data: {"status":429,"message":"x"}\n\n'),
    ],
)
async def test_a_cut_stream_is_not_begun_anew(far: FarSide, client: GigaChatClient, rest: Answer) -> None:
    """After the first text nothing is retried: the cut is reported with exactly what was handed out."""
    far.answers = [rest]
    seen: list[StreamEvent] = []
    with pytest.raises(StreamCutError) as caught:
        await listen(client, seen)
    assert seen == [TextDelta("При"), TextDelta("вет")]
    assert caught.value.partial == "Привет"
    assert caught.value.request_id == "r-1"
    assert len(far.asked(CHAT)) == 1


async def test_an_expired_token_is_refreshed_once(far: FarSide, client: GigaChatClient) -> None:
    """A 401 costs one new token and no error; the request goes out again with it."""
    far.answers = [status(401, "Token has expired"), stream(chunk("а"), END)]
    assert await events(client) == [TextDelta("а"), FINISH]
    assert [headers["Authorization"] for headers, _ in far.asked(CHAT)] == ["Bearer t1", "Bearer t2"]


async def test_a_token_refused_twice_is_an_error(far: FarSide, client: GigaChatClient) -> None:
    """A far side that refuses every token is not asked for ever."""
    far.answers = [status(401)]
    assert isinstance(await failure(client), CredentialsRejectedError)
    assert (far.tokens, len(far.asked(CHAT))) == (2, 2)
    assert far.waits(CHAT)[0] < 1


async def test_ten_refused_at_once_refresh_once(far: FarSide, client: GigaChatClient) -> None:
    """Ten requests whose token expired together cost one new token, not ten."""
    far.answers = [*[status(401)] * 10, stream(chunk("а"), END)]
    answers = await asyncio.gather(*(events(client) for _ in range(10)))
    assert answers == [[TextDelta("а"), FINISH]] * 10
    assert far.tokens == 2


async def test_closing_the_answer_aborts_the_request(far: FarSide, client: GigaChatClient) -> None:
    """A stopped answer costs no further tokens: the far side sees the line drop at once."""
    far.answers = [stream_and_wait(chunk("При"), chunk("вет"))]
    async with aclosing(client.stream(PROMPT)) as answer:
        assert await anext(answer) == TextDelta("При")
    await far.gone.wait()


async def test_cancelling_aborts_the_request(far: FarSide, client: GigaChatClient) -> None:
    """A cancelled task leaves no request behind after the first text."""
    far.answers = [stream_and_wait(chunk("При"))]
    heard = asyncio.Event()
    task = asyncio.create_task(listen(client, [], heard))
    await heard.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await far.gone.wait()


async def test_cancelling_before_the_text_aborts_the_request(far: FarSide, client: GigaChatClient) -> None:
    """A cancelled task leaves no request behind while the model is still thinking."""
    far.answers = [stream_and_wait()]
    task = asyncio.create_task(listen(client, []))
    await far.asked_once.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await far.gone.wait()


async def test_the_finish_does_not_wait_for_ever(far: FarSide, client: GigaChatClient) -> None:
    """An answer that is complete but whose end never comes is complete after two seconds, or at its DONE."""
    far.answers = [stream_and_wait(chunk("а", "stop")), stream_and_wait(chunk("а"), END)]
    start = now()
    assert await events(client) == [TextDelta("а"), Finish(FinishReason.STOP, None, "GigaChat:2.0.28.2")]
    assert now() - start == pytest.approx(2)
    async with aclosing(client.stream(PROMPT)) as answer:
        assert [await anext(answer), await anext(answer)] == [TextDelta("а"), FINISH]
    assert now() - start == pytest.approx(2)


async def test_nonsense_after_the_finish_is_no_cut(far: FarSide, client: GigaChatClient) -> None:
    """What goes wrong after the finish reason spoils nothing."""
    far.answers = [stream_and_drop(chunk("а", "stop")), stream(chunk("а", "stop"), b"data: nonsense\n\n")]
    expected = [TextDelta("а"), Finish(FinishReason.STOP, None, "GigaChat:2.0.28.2")]
    assert await events(client) == expected
    assert await events(client) == expected


@pytest.mark.parametrize(("limits", "seconds"), [(Timeouts(), 120), (Timeouts(silence=1000), 300)])
async def test_a_silent_far_side_is_left(
    far: FarSide, connect: Connect, limits: Timeouts, seconds: float
) -> None:
    """Silence and length of an answer both have an end, at which what had arrived is kept."""
    far.answers = [stream_and_wait(chunk("При"))]
    start = now()
    error = await failure(connect(limits))
    assert isinstance(error, StreamCutError)
    assert error.partial == "При"
    assert "in time" in str(error)
    assert now() - start == pytest.approx(seconds, abs=1)
    await far.gone.wait()


async def test_no_retry_goes_beyond_the_limit(far: FarSide, connect: Connect) -> None:
    """A wait that would outlast the answer's time limit is not begun."""
    far.answers = [status(429, Retry_After="50")]
    start = now()
    assert (await failure(connect(Timeouts(overall=40)))).retry_after == 50.0
    assert now() - start < 1


async def test_a_silent_server_before_the_headers(far: FarSide, client: GigaChatClient) -> None:
    """A far side that takes the request and says nothing is unavailable, and all tries share one limit."""

    async def silent(far: FarSide, _: web.Request) -> web.StreamResponse:
        try:
            await asyncio.Event().wait()
        finally:
            far.gone.set()
        return web.Response()

    far.answers = [silent]
    start = now()
    assert isinstance(await failure(client), ProviderUnavailableError)
    assert now() - start == pytest.approx(300, abs=1)
    assert len(far.asked(CHAT)) == 3
    await far.gone.wait()


async def test_a_wrong_kind_of_answer_has_an_end(far: FarSide, connect: Connect) -> None:
    """A page instead of a stream that never ends is left in time as well."""

    async def page(far: FarSide, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        await asyncio.Event().wait()
        return response

    far.answers = [page]
    start = now()
    assert isinstance(await failure(connect(Timeouts(overall=100))), ProviderUnavailableError)
    assert now() - start == pytest.approx(100, abs=1)


async def test_what_follows_the_end_is_not_read_as_text(far: FarSide, client: GigaChatClient) -> None:
    """After DONE nothing belongs to the answer, and the connection can still be used again."""
    far.answers = [stream(chunk("а"), END, chunk("б"), chunk("в"))]
    for _ in range(2):
        assert await events(client) == [TextDelta("а"), FINISH]
    assert len(far.peers) == 1


async def test_a_long_event_is_refused(far: FarSide, client: GigaChatClient) -> None:
    """A far side cannot fill the memory with one event."""
    far.answers = [stream(*[b"x" * 400_000] * 3)]
    assert isinstance(await failure(client), BadAnswerError)
