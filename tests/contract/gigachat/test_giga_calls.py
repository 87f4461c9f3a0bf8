"""The calls beside the stream, and the authorisation, over real sockets."""

import asyncio
import json
from base64 import b64encode

import pytest

from bot.core.errors import (
    BadAnswerError,
    CredentialsRejectedError,
    MissingAuthError,
    ModelNotFoundError,
    ProviderUnavailableError,
)
from bot.core.events import Finish, FinishReason
from bot.core.models import Balance, ModelInfo, TokenCount
from bot.core.prompt import Message, Prompt, Role
from bot.gigachat import Completion, GigaChatClient
from tests.contract.gigachat.conftest import Connect
from tests.contract.gigachat.far_side import FarSide, body, status, stream, stream_and_wait, token

PROMPT = Prompt("GigaChat-2", (Message(Role.USER, "Привет"),), session_id="s-1")


async def test_a_whole_answer(far: FarSide, client: GigaChatClient) -> None:
    """An answer without a stream comes with its reason, and belongs to the session of the others."""
    choice = {"message": {"content": "Да"}, "finish_reason": "stop"}
    far.answers = [body(json.dumps({"choices": [choice]}))]
    assert await client.complete(PROMPT) == Completion("Да", Finish(FinishReason.STOP))
    ((headers, asked),) = far.asked("/v1/chat/completions")
    assert asked["stream"] is False
    assert headers["X-Session-ID"] == "s-1"


async def test_models_are_listed(far: FarSide, client: GigaChatClient) -> None:
    """The kinds of models stay apart, and an old answer without kinds means chat."""
    far.answers = [
        body(
            '{"data":[{"id":"GigaChat-2","type":"chat"},{"id":"Embeddings","type":"embedder"},{"id":"Old"}]}'
        )
    ]
    assert await client.models() == [
        ModelInfo("GigaChat-2"),
        ModelInfo("Embeddings", "embedder"),
        ModelInfo("Old"),
    ]


async def test_tokens_are_counted(far: FarSide, client: GigaChatClient) -> None:
    """Each text gets its own count, by today's name of the model."""
    far.answers = [body('[{"object":"tokens","tokens":2,"characters":6},{"tokens":1,"characters":3}]')]
    assert await client.count_tokens("GigaChat-Pro", ["привет", "ещё"]) == [
        TokenCount(2, 6),
        TokenCount(1, 3),
    ]
    assert far.asked("/v1/tokens/count")[0][1] == {"model": "GigaChat-2-Pro", "input": ["привет", "ещё"]}
    with pytest.raises(BadAnswerError):
        await client.count_tokens("GigaChat-2", ["привет"])


async def test_balance(far: FarSide, client: GigaChatClient) -> None:
    """What is left is known for each model, and a key that pays as it goes has no balance."""
    far.answers = [
        body('{"balance":[{"usage":"GigaChat-2","value":10.0}]}'),
        status(403, "Permission denied"),
    ]
    assert await client.balance() == [Balance("GigaChat-2", 10)]
    assert await client.balance() is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"data":1}', '{"data":[1]}', '{"data":[{}]}'])
async def test_a_list_that_is_none_is_refused(far: FarSide, client: GigaChatClient, text: str) -> None:
    """Something else than a list never becomes an empty list."""
    far.answers = [body(text)]
    with pytest.raises(BadAnswerError):
        await client.models()


async def test_odd_numbers_and_big_answers_are_refused(far: FarSide, client: GigaChatClient) -> None:
    """A balance without a number and an answer without an end do not get in."""
    far.answers = [body('{"balance":[{"usage":"GigaChat-2"}]}'), stream(*[b" " * 1_000_000] * 9)]
    with pytest.raises(BadAnswerError, match="without value"):
        await client.balance()
    with pytest.raises(BadAnswerError, match="longer than"):
        await client.models()


async def test_a_call_is_left_in_time(far: FarSide, client: GigaChatClient) -> None:
    """A list that does not come to its end within half a minute counts as unavailable."""
    far.answers = [stream_and_wait(b"[")]
    start = asyncio.get_running_loop().time()
    with pytest.raises(ProviderUnavailableError, match="in time"):
        await client.models()
    assert asyncio.get_running_loop().time() - start == pytest.approx(30)


async def test_an_unknown_model_carries_its_request(far: FarSide, client: GigaChatClient) -> None:
    """A refusal without an id of its own carries ours, for Sber's support."""
    far.answers = [status(404, "No such model")]
    with pytest.raises(ModelNotFoundError) as caught:
        await client.complete(PROMPT)
    assert caught.value.request_id == far.asked("/v1/chat/completions")[0][0]["X-Request-ID"]


async def test_a_wrong_key_is_not_tried_again(far: FarSide, client: GigaChatClient) -> None:
    """A refused key costs one request, and says what is wrong with it."""
    far.authorisations = [body('{"code":6,"message":"credentials doesn\'t match db data"}', code=401)]
    with pytest.raises(CredentialsRejectedError, match="wrong or was revoked") as caught:
        await client.authorize()
    assert len(far.asked("/oauth")) == 1
    assert caught.value.request_id == far.asked("/oauth")[0][0]["RqUID"]


async def test_the_authorisation_is_retried(far: FarSide, client: GigaChatClient) -> None:
    """An outage of /oauth is waited out, each try with an RqUID of its own."""
    far.authorisations = [status(429, Retry_After="2"), body("<html>", "text/html", 502), token]
    await client.authorize()
    assert len({headers["RqUID"] for headers, _ in far.asked("/oauth")}) == 3
    assert 2.0 <= far.waits("/oauth")[0] <= 2.6


async def test_the_authorisation_gives_up(far: FarSide, client: GigaChatClient) -> None:
    """A lasting outage of /oauth costs three tries, not three for each try of the question."""
    far.authorisations = [status(503)]
    with pytest.raises(ProviderUnavailableError):
        await client.complete(PROMPT)
    assert len(far.asked("/oauth")) == 3


async def test_a_silent_authorisation_is_left(far: FarSide, client: GigaChatClient) -> None:
    """An authorisation that hangs is left after its own, shorter time, three times."""
    far.authorisations = [stream_and_wait()]
    start = asyncio.get_running_loop().time()
    with pytest.raises(ProviderUnavailableError, match="in time") as caught:
        await client.authorize()
    assert caught.value.request_id
    # Three tries of 15 s; the pauses between them are about 0.75 and 1.25 s.
    assert asyncio.get_running_loop().time() - start == pytest.approx(47, abs=0.6)


async def test_bad_keys_cost_no_request(far: FarSide, connect: Connect) -> None:
    """What cannot be a key is not sent anywhere."""
    with pytest.raises(MissingAuthError):
        await connect(credentials=" ").authorize()
    with pytest.raises(CredentialsRejectedError):
        await connect(credentials=b64encode(b"secret").decode()).authorize()
    assert not far.requests


async def test_nobody_answers(connect: Connect, unused_tcp_port: int) -> None:
    """A port without a server counts as unavailable, with the system's reason."""
    with pytest.raises(ProviderUnavailableError, match=r"could not be reached \(Connect call failed"):
        await connect(auth_url=f"http://127.0.0.1:{unused_tcp_port}/oauth").authorize()


async def test_a_context_closes_the_session(far: FarSide, connect: Connect) -> None:
    """Leaving the context closes the pooled connection."""
    far.answers = [body('{"data":[]}')]
    async with connect() as client:
        assert await client.models() == []
        assert await client.models() == []
        assert len(far.peers) == 1
    assert await client.models() == []
    assert len(far.peers) == 2
