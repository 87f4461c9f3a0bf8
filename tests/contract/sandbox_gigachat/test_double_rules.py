"""The rules of a request: what is refused, with which status and words."""

from io import BytesIO
from typing import Any

import pytest

from bot.sandbox.gigachat import GigaChatDouble
from tests.contract.sandbox_gigachat.conftest import Client

SYSTEM = {"role": "system", "content": "Отвечай кратко."}
USER = {"role": "user", "content": "Привет"}
ANSWER = {"role": "assistant", "content": "Здравствуйте!"}


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"messages": []}, 422, "messages must not be empty"),
        ({"messages": [USER, SYSTEM]}, 422, "Invalid params: system message must be the first message"),
        ({"messages": [SYSTEM, SYSTEM, USER]}, 422, "system message must be the first message"),
        ({"messages": [{"role": "user", "content": ""}]}, 400, "content is empty"),
        ({"messages": [{"role": "user", "content": None}]}, 400, "content has a wrong type"),
        ({"messages": [{"role": "user"}]}, 400, "content is required"),
        ({"messages": [{"role": "bot", "content": "я"}]}, 422, "unknown role bot"),
        ({"messages": [{**USER, "text": "я"}]}, 422, "unknown field text"),
        ({"messages": ["Привет"]}, 400, "a message is not an object"),
        ({"messages": "Привет"}, 400, "messages has a wrong type"),
        (
            {"messages": [USER, {**ANSWER, "function_call": {"name": "f"}}]},
            422,
            "every assistant function call must have a result in history",
        ),
        ({"model": "GigaChat:latest"}, 404, "No such model"),
        ({"model": "Embeddings"}, 404, "No such model"),
        ({"model": None}, 400, "model has a wrong type"),
        ({"temperature": 0}, 422, "temperature must be in range (0, +inf)"),
        ({"top_p": 1.5}, 422, "top_p must be in range [0, 1]"),
        ({"max_tokens": 0}, 422, "max_tokens must be in range"),
        ({"max_tokens": True}, 400, "max_tokens has a wrong type"),
        (
            {"repetition_penalty": -1},
            422,
            "Invalid params: repetition_penalty must be in range (0, +inf)",
        ),
        ({"temprature": 1}, 422, "unknown field temprature"),
        (
            {"response_format": {"type": "json_object"}},
            400,
            'Unknown type "json_object" in response_format',
        ),
        ({"response_format": {"type": "json_schema", "schema": {}}}, 400, "schema is empty"),
    ],
)
async def test_refused_requests(client: Client, fields: dict[str, Any], status: int, words: str) -> None:
    """Each broken rule is answered with its documented status, and names what is wrong."""
    answered, body = await client.chat(**fields)
    assert (answered, body["status"]) == (status, status)
    assert words in body["message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"temperature": NaN}'])
async def test_a_body_that_is_no_json(client: Client, body: bytes) -> None:
    """What isn't one JSON object in UTF-8 is refused in the words that the service uses."""
    headers = {"Authorization": f"Bearer {client.token}"}
    url = client.double.base_url + "/chat/completions"
    async with client.http.post(url, data=body, headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["message"] == "Your request contains invalid JSON syntax."


async def test_everything_allowed_at_once(client: Client) -> None:
    """A request that uses every known parameter within its range is answered."""
    calls = [{**ANSWER, "content": "", "function_call": {"name": "f", "arguments": {}}}]
    result = [{"role": "function", "name": "f", "content": '{"ok":1}'}]
    status, _ = await client.chat(
        messages=[SYSTEM, USER, *calls, *result, USER],
        temperature=0.5,
        top_p=0,
        max_tokens=100,
        repetition_penalty=1,
        update_interval=0,
        profanity_check=True,
        response_format={"type": "text"},
    )
    assert status == 200


async def test_a_prompt_over_the_context(double: GigaChatDouble, client: Client) -> None:
    """A prompt that fills the context passes, one more message does not."""
    double.completions.contexts["GigaChat-2"] = 100
    full = {"role": "user", "content": "т" * 400}
    assert (await client.chat(messages=[full]))[0] == 200
    assert await client.chat(messages=[full, USER]) == (
        422,
        {"status": 422, "message": "Unprocessable Entity"},
    )


async def test_a_body_too_large(client: Client) -> None:
    """A body over the gateway's bound is refused with 413."""
    url, headers = client.double.base_url + "/chat/completions", {"Authorization": f"Bearer {client.token}"}
    async with client.http.post(url, data=BytesIO(b" " * 21_000_000), headers=headers) as response:
        assert response.status == 413
        assert await response.json() == {"status": 413, "message": "Payload too large"}


async def test_the_models(client: Client) -> None:
    """The list names chat models and others by type, and one model can be asked for."""
    _, body = await client.get("/models")
    types = {model["id"]: model["type"] for model in body["data"]}
    assert types["GigaChat-2-Max"] == "chat"
    assert types["Embeddings"] == "embedder"
    assert (await client.get("/models/GigaChat-2"))[1]["id"] == "GigaChat-2"
    assert await client.get("/models/GigaChat-9") == (404, {"status": 404, "message": "No such model"})


async def test_counting_tokens(client: Client) -> None:
    """The answer is a list with the tokens and characters of each text, in order."""
    async with client.post("/tokens/count", {"model": "GigaChat-2", "input": ["привет", ""]}) as response:
        assert await response.json() == [
            {"object": "tokens", "tokens": 2, "characters": 6},
            {"object": "tokens", "tokens": 0, "characters": 0},
        ]
    async with client.post("/tokens/count", {"model": "GigaChat-2", "input": [1]}) as response:
        assert response.status == 400


async def test_the_older_prefix(client: Client) -> None:
    """The path with /api before /v1 leads to the same place."""
    url = client.double.base_url.replace("/v1", "/api/v1") + "/models"
    async with client.http.get(url, headers={"Authorization": f"Bearer {client.token}"}) as response:
        assert response.status == 200


async def test_a_path_that_leads_nowhere(client: Client) -> None:
    """An unknown path or method is refused as JSON, and still recorded."""
    assert await client.get("/chat/completions") == (404, {"status": 404, "message": "Not Found"})
    assert client.double.requests[-1].path == "/v1/chat/completions"
