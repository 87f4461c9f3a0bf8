"""Authorisation keys and the access tokens made from them."""

import base64
import binascii
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.gigachat.refusal import Refusal

TokenShape = Literal["milliseconds", "seconds", "tok"]
SCOPES = ("GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP")
DEFAULT_CREDENTIALS = base64.b64encode(
    b"00000000-0000-4000-8000-000000000001:00000000-0000-4000-8000-000000000002"
).decode()


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    expires_at: float


class Keys:
    """Knows the keys, issues tokens for them and tells whose a token is.

    `now` is the event loop's clock in seconds; `wall`, the wall clock, only fills the answer's expiry.
    Errors of /oauth are those of Sber's error table (autumn 2026); where it names no code, 0 stands.
    """

    def __init__(self, credentials: str, scope: str) -> None:
        self.scopes = {credentials: scope}
        self.lifetime = 1800.0
        self.shape: TokenShape = "milliseconds"
        self.rate = 10
        self._tokens: dict[str, _Token] = {}
        self._asked: deque[float] = deque()

    def limit(self, now: float) -> None:
        """Refuse with 429 more than `rate` requests in any one second."""
        while self._asked and self._asked[0] <= now - 1.0:
            self._asked.popleft()
        if len(self._asked) >= self.rate:
            raise Refusal(429)
        self._asked.append(now)

    def issue(self, key: str, now: float, wall: float) -> dict[str, object]:
        """Make a token that lives `lifetime` seconds; the answer is in the chosen shape."""
        # Real tokens are JWE strings of about 1.2 kB, which matters for header limits.
        token = "eyJ" + secrets.token_urlsafe(880)
        self._tokens = {text: kept for text, kept in self._tokens.items() if kept.expires_at > now - 3600}
        self._tokens[token] = _Token(key, now + self.lifetime)
        expiry = wall + self.lifetime
        if self.shape == "tok":
            return {"tok": token, "exp": int(expiry)}
        unit = 1000 if self.shape == "milliseconds" else 1
        return {"access_token": token, "expires_at": int(expiry * unit)}

    def key_of(self, authorization: str | None, now: float) -> str:
        """Name the key behind a Bearer header; refuses with 401 what is unknown, revoked or expired."""
        scheme, _, text = (authorization or "").partition(" ")
        token = self._tokens.get(text)
        if scheme != "Bearer" or token is None:
            raise Refusal(401)
        if token.expires_at <= now:
            raise Refusal(401, "Token has expired")
        return token.key

    def revoke(self) -> None:
        """Forget every token."""
        self._tokens.clear()

    def expire(self) -> None:
        """Let every token be over its time."""
        self._tokens = {text: _Token(token.key, float("-inf")) for text, token in self._tokens.items()}

    def key_for(self, authorization: str | None, scope: str | None) -> str:
        """Check a Basic header and the form's scope against the known keys."""
        key = _basic(authorization)
        if not scope:
            raise Refusal(400, "scope is empty", code=5)
        if scope not in SCOPES:
            raise Refusal(400, "scope data format invalid", code=1)
        if key not in self.scopes:
            raise Refusal(401, "credentials doesn't match db data", code=6)
        if self.scopes[key] != scope:
            raise Refusal(400, "scope from db not fully includes consumed scope", code=7)
        return key


def _basic(authorization: str | None) -> str:
    scheme, _, key = (authorization or "").partition(" ")
    try:
        pair = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        pair = b""
    if scheme != "Basic" or b":" not in pair:
        raise Refusal(401, "Can't decode 'Authorization' header", code=4)
    return key
