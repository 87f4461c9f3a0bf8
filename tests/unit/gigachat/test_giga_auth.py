"""Keys, tokens, and one refresh for all who wait."""

import asyncio
import json
from base64 import b64encode

import pytest

from bot.core.errors import (
    BadAnswerError,
    CredentialsRejectedError,
    MissingAuthError,
    ProviderUnavailableError,
)
from bot.gigachat import auth
from bot.gigachat.auth import Token, TokenSource, read_token, shared_source
from bot.gigachat.credentials import clean_key
from bot.gigachat.endpoint import Endpoint

KEY = b64encode(b"id:secret").decode()
DATE = {"Date": "Sat, 21 Nov 2026 10:00:00 GMT"}
ISSUED = 1795255200


@pytest.mark.parametrize("pasted", [KEY, f"  {KEY}\n", f'"{KEY}"', f"Basic {KEY}", f"'basic  {KEY} '"])
def test_a_key_is_taken_as_people_paste_it(pasted: str) -> None:
    """Spaces, quotes and the word Basic around a key do no harm."""
    assert clean_key(pasted) == KEY


@pytest.mark.parametrize(
    "pasted", ["не ключ", KEY[:-3], b64encode(b"secret").decode(), b64encode(b"id:").decode(), "b3c1-44"]
)
def test_what_is_no_key_is_refused_without_being_quoted(pasted: str) -> None:
    """A half-copied key or a client secret is named as such before any request, and is not shown."""
    with pytest.raises(CredentialsRejectedError, match="copy the") as caught:
        clean_key(pasted)
    assert pasted not in str(caught.value)


@pytest.mark.parametrize("pasted", [None, "", " ", '""', "Basic "])
def test_an_empty_key_is_missing(pasted: str | None) -> None:
    """No key is another mistake than a wrong one."""
    with pytest.raises(MissingAuthError):
        clean_key(pasted)


@pytest.mark.parametrize(
    ("fields", "lifetime"),
    [
        ({"access_token": "t", "expires_at": (ISSUED + 1800) * 1000}, 1800),
        ({"access_token": "t", "expires_at": ISSUED + 1800}, 1800),
        ({"tok": "t", "exp": ISSUED + 60}, 60),
        ({"tok": "t", "exp": ISSUED - 60}, -60),
        ({"access_token": "t"}, 1500),
        ({"access_token": "t", "expires_at": 0}, 1500),
        ({"access_token": "t", "expires_at": True}, 1500),
        ({"access_token": "t", "expires_at": "soon"}, 1500),
    ],
)
def test_a_token_is_read_in_all_its_shapes(fields: dict[str, object], lifetime: float) -> None:
    """Seconds and milliseconds, both pairs of names, and a missing expiry are understood."""
    token = read_token(json.dumps(fields).encode(), DATE)
    assert (token.value, token.lifetime) == ("t", lifetime)


def test_the_machines_clock_takes_no_part() -> None:
    """Without the answer's date the expiry means nothing, and a token is used for less than 30 minutes."""
    assert read_token(b'{"tok":"t","exp":9999999999}', {}).useful_for == 1440
    assert Token("t", 1800).useful_for == 1740
    assert Token("t", 86_400).useful_for == 1740
    assert "secret" not in repr(Token("secret", 1))


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"tok":1}', b'{"tok":"a\\r\\nX: y"}', '{"tok":"я"}'.encode()]
)
def test_an_answer_without_a_token_is_refused(body: bytes) -> None:
    """Nothing else than a token ever gets into a header."""
    with pytest.raises(BadAnswerError):
        read_token(body, DATE)


class Fetches:
    """A far side that hands out numbered tokens when it is let."""

    def __init__(self, lifetime: float = 1800.0) -> None:
        self.lifetime = lifetime
        self.count = 0
        self.cancelled = 0
        self.gate = asyncio.Event()

    async def __call__(self) -> Token:
        """Wait for the gate, then hand out the next token."""
        self.count += 1
        number = self.count
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return Token(f"t{number}", self.lifetime)


async def started(source: TokenSource, fetch: Fetches, number: int) -> list[asyncio.Task[str]]:
    """Return this many tasks that wait for a token."""
    tasks = [asyncio.create_task(source.token(fetch)) for _ in range(number)]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_ten_waiters_share_one_refresh() -> None:
    """However many need a token, /oauth is asked once, and not again while the token is good."""
    source, fetch = TokenSource(), Fetches()
    tasks = await started(source, fetch, 10)
    fetch.gate.set()
    assert await asyncio.gather(*tasks) == ["t1"] * 10
    assert await source.token(fetch) == "t1"
    assert fetch.count == 1


async def test_a_cancelled_waiter_leaves_the_others_alone() -> None:
    """The one who began the refresh may go; only the last one to go takes it along."""
    source, fetch = TokenSource(), Fetches()
    first, second = await started(source, fetch, 2)
    first.cancel()
    await asyncio.wait([first])
    fetch.gate.set()
    assert await second == "t1"
    source, fetch = TokenSource(), Fetches()
    (only,) = await started(source, fetch, 1)
    only.cancel()
    await asyncio.wait([only])
    fetch.gate.set()
    assert await source.token(fetch) == "t2"
    assert fetch.cancelled == 1


async def test_only_the_failing_token_is_forgotten() -> None:
    """A late 401 for an old token does not throw away the new one."""
    source, fetch = TokenSource(), Fetches()
    fetch.gate.set()
    assert await source.token(fetch) == "t1"
    source.invalidate("t1")
    assert await source.token(fetch) == "t2"
    source.invalidate("t1")
    assert await source.token(fetch) == "t2"


async def test_a_token_near_its_end_is_refreshed() -> None:
    """A token that ends within a minute serves those who waited for it and nobody else."""
    source, fetch = TokenSource(), Fetches(lifetime=59.0)
    fetch.gate.set()
    assert [await source.token(fetch), await source.token(fetch)] == ["t1", "t2"]


async def test_a_failed_refresh_is_not_remembered() -> None:
    """An outage of /oauth ends when it ends."""

    async def fails() -> Token:
        raise ProviderUnavailableError("down")

    source, fetch = TokenSource(), Fetches()
    fetch.gate.set()
    with pytest.raises(ProviderUnavailableError):
        await source.token(fails)
    assert await source.token(fetch) == "t1"


async def test_shared_sources_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token never serves another key, scope or address; the store holds no key and is bounded."""
    monkeypatch.setattr(auth, "_SOURCES_KEPT", 3)
    one = Endpoint(KEY)
    others = [
        Endpoint(KEY + "x"),
        Endpoint(KEY, scope="GIGACHAT_API_CORP"),
        Endpoint(KEY, auth_url="https://a.example/oauth"),
    ]
    source = shared_source(one)
    assert shared_source(Endpoint(KEY)) is source
    assert len({id(each) for each in (source, *map(shared_source, others))}) == 4
    kept = auth._shared[asyncio.get_running_loop()]
    assert len(kept) == 3
    assert KEY not in repr(kept)
