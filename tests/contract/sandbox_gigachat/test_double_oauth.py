"""Tokens: how they are given, refused, and lose their worth."""

import asyncio
import base64
import time
from uuid import uuid1

import pytest

from bot.sandbox.gigachat import GigaChatDouble
from bot.sandbox.gigachat.keys import TokenShape
from tests.contract.sandbox_gigachat.conftest import Client

STRANGER = base64.b64encode(b"somebody:else").decode()


async def test_a_token_opens_the_api(client: Client) -> None:
    """A fresh token is accepted, and a request without one is not."""
    assert (await client.get("/models"))[0] == 200
    client.token = "made-up"
    assert await client.get("/models") == (401, {"status": 401, "message": "Unauthorized"})


@pytest.mark.parametrize(
    ("shape", "names", "unit"),
    [
        ("milliseconds", {"access_token", "expires_at"}, 1000),
        ("seconds", {"access_token", "expires_at"}, 1),
        ("tok", {"tok", "exp"}, 1),
    ],
)
async def test_every_shape_of_the_answer(
    double: GigaChatDouble, client: Client, shape: TokenShape, names: set[str], unit: int
) -> None:
    """Each known shape carries the expiry half an hour ahead, in its own unit."""
    double.keys.shape = shape
    status, body = await client.authorise()
    expiry = body.get("expires_at") or body.get("exp")
    assert (status, set(body)) == (200, names)
    assert abs(expiry / unit - time.time() - 1800) < 60


@pytest.mark.parametrize(
    ("changes", "status", "body"),
    [
        ({"scope": ""}, 400, {"code": 5, "message": "scope is empty"}),
        ({"scope": "GIGACHAT_API"}, 400, {"code": 1, "message": "scope data format invalid"}),
        (
            {"scope": "GIGACHAT_API_CORP"},
            400,
            {"code": 7, "message": "scope from db not fully includes consumed scope"},
        ),
        (
            {"Authorization": "Basic not-base64"},
            401,
            {"code": 4, "message": "Can't decode 'Authorization' header"},
        ),
        ({"Authorization": ""}, 401, {"code": 4, "message": "Can't decode 'Authorization' header"}),
        (
            {"Authorization": f"Basic {STRANGER}"},
            401,
            {"code": 6, "message": "credentials doesn't match db data"},
        ),
        ({"RqUID": ""}, 400, {"code": 0, "message": "RqUID must be a UUID of version 4"}),
        ({"RqUID": str(uuid1())}, 400, {"code": 0, "message": "RqUID must be a UUID of version 4"}),
    ],
)
async def test_errors_of_authorisation(
    client: Client, changes: dict[str, str], status: int, body: dict[str, object]
) -> None:
    """Every documented mistake is answered with its own status, code and words."""
    assert await client.authorise(**changes) == (status, body)


async def test_a_token_expires(double: GigaChatDouble, client: Client) -> None:
    """A token works until its lifetime is over, and not a moment longer."""
    await asyncio.sleep(1799)
    assert (await client.get("/models"))[0] == 200
    await asyncio.sleep(1)
    assert await client.get("/models") == (401, {"status": 401, "message": "Token has expired"})
    await client.authorise()
    double.keys.expire()
    assert (await client.get("/models"))[1]["message"] == "Token has expired"


async def test_tokens_can_be_revoked(double: GigaChatDouble, client: Client) -> None:
    """A revoked token is unknown, and a new one works."""
    double.revoke_tokens()
    assert (await client.get("/models"))[0] == 401
    await client.authorise()
    assert (await client.get("/models"))[0] == 200


async def test_the_rate_of_authorisation(client: Client) -> None:
    """The eleventh request within one second is refused, one second later all is well."""
    statuses = [(await client.authorise())[0] for _ in range(10)]
    assert statuses == [200] * 9 + [429], "the fixture's own request is the first of the ten"
    await asyncio.sleep(1)
    assert (await client.authorise())[0] == 200


async def test_a_second_key_has_its_own_scope(double: GigaChatDouble, client: Client) -> None:
    """Further keys can be added, each with the scope that it was given."""
    double.keys.scopes[STRANGER] = "GIGACHAT_API_CORP"
    as_stranger = {"Authorization": f"Basic {STRANGER}"}
    assert (await client.authorise(**as_stranger, scope="GIGACHAT_API_CORP"))[0] == 200
    assert (await client.authorise(**as_stranger))[0] == 400


async def test_the_record_holds_no_secret(double: GigaChatDouble, client: Client) -> None:
    """Neither the key nor a token can be read in what is kept of the requests."""
    await client.chat()
    kept = repr(double.requests)
    assert double.credentials not in kept
    assert client.token not in kept
    assert "Basic …" in kept
    assert "Bearer …" in kept
