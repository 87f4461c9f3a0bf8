"""The public face, over real sockets."""

import asyncio
import inspect
import json
from base64 import b64encode
from typing import Any

import aiohttp
import pytest

from bot.core.errors import BlacklistedError, EmptyAnswerError, MissingAuthError, StreamCutError
from bot.gigachat import GigaChat
from bot.gigachat.bases import AsyncGeneratorProvider, ProviderModelMixin
from tests.contract.gigachat.far_side import END, KEY, FarSide, body, chunk, stream, stream_and_wait
from tests.contract.gigachat.proxies import HttpProxy

MESSAGES = [{"role": "system", "content": "Будь краток."}, {"role": "user", "content": "Привет"}]
CHAT = "/v1/chat/completions"


def ask(base: str, model: str = "GigaChat:latest", **changes: Any) -> Any:
    """Return the generator of an answer by the far side."""
    names = {
        "messages": MESSAGES,
        "api_key": KEY,
        "base_url": f"{base}/v1",
        "auth_url": f"{base}/oauth",
        **changes,
    }
    return GigaChat.create_async_generator(model, **names)


async def pieces(answer: Any) -> list[str]:
    """Return all pieces of an answer."""
    return [piece async for piece in answer]


def test_the_shape_is_what_users_know() -> None:
    """Bases, attributes and the signature's order are the public promise."""
    assert issubclass(GigaChat, AsyncGeneratorProvider)
    assert issubclass(GigaChat, ProviderModelMixin)
    assert GigaChat.url.startswith("https://")
    assert GigaChat.working
    assert GigaChat.needs_auth
    assert GigaChat.supports_stream
    assert GigaChat.supports_system_message
    assert GigaChat.supports_message_history
    assert GigaChat.default_model == "GigaChat:latest"
    assert GigaChat.get_models()[:3] == ["GigaChat:latest", "GigaChat-Plus", "GigaChat-Pro"]
    assert GigaChat.get_model("") == "GigaChat:latest"
    parameters = inspect.signature(GigaChat.create_async_generator).parameters
    defaults = {name: parameter.default for name, parameter in list(parameters.items())[2:8]}
    assert defaults == {
        "stream": True,
        "proxy": None,
        "api_key": None,
        "connector": None,
        "scope": "GIGACHAT_API_PERS",
        "update_interval": 0,
    }


async def test_an_answer_is_generated(far: FarSide, base: str) -> None:
    """Text comes piece by piece; history, interval and options reach the request."""
    far.answers = [stream(chunk("При"), chunk("вет"), END)]
    assert await pieces(ask(base, update_interval=0.2, temperature=0.5, max_tokens=7)) == ["При", "вет"]
    assert (
        await GigaChat.create_async(
            "", MESSAGES, api_key=KEY, base_url=f"{base}/v1", auth_url=f"{base}/oauth"
        )
        == "Привет"
    )
    said = {"model": "GigaChat-2", "messages": MESSAGES, "stream": True}
    first, second = (asked for _, asked in far.asked(CHAT))
    assert first == {**said, "update_interval": 0.2, "temperature": 0.5, "max_tokens": 7}
    assert second == said


async def test_empty_messages_are_left_out(far: FarSide, base: str) -> None:
    """An empty turn of a history, which the API would refuse, is not sent."""
    far.answers = [stream(chunk("а"), END)]
    history = [{"role": "assistant", "content": ""}, {"role": "assistant"}, *MESSAGES]
    await pieces(ask(base, messages=history))
    assert far.asked(CHAT)[0][1]["messages"] == MESSAGES


async def test_a_whole_answer_comes_once(far: FarSide, base: str) -> None:
    """Without a stream the complete text is yielded in one piece."""
    far.answers = [
        body(json.dumps({"choices": [{"message": {"content": "Да, да"}, "finish_reason": "stop"}]}))
    ]
    assert await pieces(ask(base, stream=False)) == ["Да, да"]


async def test_mistakes_are_named(far: FarSide, base: str) -> None:
    """A missing key, an unknown option, role or content end before any request."""
    for changes, error, name in (
        ({"api_key": None}, MissingAuthError, "key"),
        ({"temprature": 1}, TypeError, "temprature"),
        ({"messages": [{"role": "robot", "content": "а"}]}, ValueError, "robot"),
        ({"messages": [{"role": "user", "content": [1]}]}, ValueError, "string"),
    ):
        with pytest.raises(error, match=name):
            await pieces(ask(base, **changes))
    assert not far.requests


async def test_tokens_are_shared_by_key_and_scope(far: FarSide, base: str) -> None:
    """Calls of one key share a token; another key or scope never gets it."""
    far.answers = [stream(chunk("а"), END)]
    await pieces(ask(base))
    await asyncio.gather(pieces(ask(base)), pieces(ask(base)))
    await pieces(ask(base, scope="GIGACHAT_API_CORP"))
    await pieces(ask(base, api_key=b64encode(b"other:secret").decode()))
    sent = [headers["Authorization"] for headers, _ in far.asked(CHAT)]
    assert sent == ["Bearer t1"] * 3 + ["Bearer t2", "Bearer t3"]
    assert [form["scope"] for _, form in far.asked("/oauth")][1] == "GIGACHAT_API_CORP"


async def test_ends_that_are_no_answer_are_errors(far: FarSide, base: str) -> None:
    """A generator of text can't show a reason, so a refusal, an empty answer and a cut raise."""
    far.answers = [stream(chunk("Не люблю", "blacklist")), stream(END), stream(chunk("При"))]
    for error in (BlacklistedError, EmptyAnswerError, StreamCutError):
        with pytest.raises(error):
            await pieces(ask(base))


async def test_leaving_early_closes_everything(far: FarSide, base: str) -> None:
    """A consumer that stops after the first piece leaves neither a request nor a session behind."""
    far.answers = [stream_and_wait(chunk("При"))]
    answer = ask(base)
    assert await anext(answer) == "При"
    await answer.aclose()
    await far.gone.wait()


async def test_proxy_and_connector_are_used(far: FarSide, base: str) -> None:
    """Neither a proxy nor a connector is ignored, and the connector stays open."""
    far.answers = [stream(chunk("а"), END)]
    async with HttpProxy(base) as proxy:
        assert await pieces(ask(base, proxy=f"http://{proxy.address}")) == ["а"]
        assert proxy.seen[-1][0] == f"{base}{CHAT}"
    async with aiohttp.TCPConnector() as connector:
        assert await pieces(ask(base, connector=connector)) == ["а"]
        assert not connector.closed
    with pytest.raises(RuntimeError, match="closed"):
        await pieces(ask(base, connector=connector))
