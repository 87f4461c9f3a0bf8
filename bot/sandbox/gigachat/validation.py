"""The rules of a chat request, stricter than Sber's where strictness finds a mistake of the client."""

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.sandbox.gigachat.refusal import Refusal
from bot.sandbox.gigachat.usage import tokens_of

ROLES = ("system", "user", "assistant", "function")
MESSAGE_FIELDS = {
    "role": str,
    "content": str,
    "attachments": list,
    "function_call": dict,
    "functions_state_id": str,
    "name": str,
}
# Sber's API description of Sep 2026, then what only its SDK (0.2.3) and older documentation know.
BODY_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "model": str,
    "messages": list,
    "stream": bool,
    "temperature": (int, float),
    "top_p": (int, float),
    "max_tokens": int,
    "repetition_penalty": (int, float),
    "update_interval": (int, float),
    "function_call": (str, dict),
    "functions": list,
    "response_format": dict,
    "n": int,
    "profanity_check": bool,
    "reasoning_effort": str,
    "flags": list,
    "storage": dict,
    "function_ranker": dict,
    "assistant_id": str,
}


@dataclass(frozen=True, slots=True)
class _Range:
    low: float
    high: float
    words: str
    open_low: bool = True

    def holds(self, value: float) -> bool:
        return value <= self.high and (value > self.low if self.open_low else value >= self.low)


RANGES = {
    "temperature": _Range(0, math.inf, "(0, +inf)"),
    "top_p": _Range(0, 1, "[0, 1]", open_low=False),
    "max_tokens": _Range(0, 2**31 - 1, "(0, 2147483647]"),
    "repetition_penalty": _Range(0, math.inf, "(0, +inf)"),
    "update_interval": _Range(0, math.inf, "[0, +inf)", open_low=False),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A chat request that passed: messages as (role, content), the rest as the body named it."""

    model: str
    messages: tuple[tuple[str, str], ...]
    stream: bool = False
    max_tokens: int | None = None
    update_interval: float = 0.0

    @property
    def question(self) -> str:
        """The last user message, or nothing."""
        return next((content for role, content in reversed(self.messages) if role == "user"), "")

    @property
    def prompt_tokens(self) -> int:
        """The size of all messages."""
        return sum(tokens_of(content) for _, content in self.messages)


def json_object(raw: bytes) -> dict[str, Any]:
    """Parse a request body; refuses with 400 what is not one JSON object in UTF-8 (NaN is no JSON)."""
    try:
        parsed = json.loads(raw.decode(), parse_constant=_refuse_constant)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise Refusal(400, "Your request contains invalid JSON syntax.")
    return parsed


def check_chat(body: Mapping[str, Any], contexts: Mapping[str, int]) -> Ask:
    """Check a chat request against every rule; `contexts` are the models with their context in tokens."""
    check_fields(body, BODY_FIELDS, required=("model", "messages"))
    for name, allowed in RANGES.items():
        if name in body and not allowed.holds(body[name]):
            _invalid(f"{name} must be in range {allowed.words}")
    _check_format(body.get("response_format"))
    messages = _check_messages(body["messages"])
    check_model(body["model"], contexts)
    ask = Ask(
        body["model"],
        messages,
        body.get("stream", False),
        body.get("max_tokens"),
        float(body.get("update_interval", 0)),
    )
    if ask.prompt_tokens > contexts[ask.model]:
        raise Refusal(422)
    return ask


def check_model(name: str, known: Collection[str]) -> None:
    """Refuse with 404 a model that is not served."""
    if name not in known:
        raise Refusal(404)


def check_fields(
    body: Mapping[str, Any], types: Mapping[str, type | tuple[type, ...]], *, required: Sequence[str]
) -> None:
    """Refuse a missing field or a wrong type with 400, an unknown field with 422, each by its name."""
    for name in required:
        if name not in body:
            raise Refusal(400, f"Bad request: {name} is required")
    for name, value in body.items():
        if name not in types:
            _invalid(f"unknown field {name}")
        expected = types[name]
        kinds = expected if isinstance(expected, tuple) else (expected,)
        if not isinstance(value, expected) or (isinstance(value, bool) and bool not in kinds):
            raise Refusal(400, f"Bad request: {name} has a wrong type")


def _check_messages(messages: list[Any]) -> tuple[tuple[str, str], ...]:
    if not messages:
        _invalid("messages must not be empty")
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            raise Refusal(400, "Bad request: a message is not an object")
        check_fields(message, MESSAGE_FIELDS, required=("role", "content"))
        _check_role(message, index)
    _check_calls(messages)
    return tuple((message["role"], message["content"]) for message in messages)


def _check_role(message: Mapping[str, Any], index: int) -> None:
    if message["role"] not in ROLES:
        _invalid(f"unknown role {message['role']}")
    if message["role"] == "system" and index > 0:
        _invalid("system message must be the first message")
    if not message["content"].strip() and "function_call" not in message:
        raise Refusal(400, "Bad request: content is empty")


def _check_calls(messages: list[Any]) -> None:
    for message, following in zip(messages, [*messages[1:], None], strict=True):
        if "function_call" in message and (following is None or following["role"] != "function"):
            _invalid("every assistant function call must have a result in history")


def _check_format(response_format: Mapping[str, Any] | None) -> None:
    if response_format is None:
        return
    kind = response_format.get("type")
    if kind not in ("text", "json_schema"):
        raise Refusal(400, f'Unknown type "{kind}" in response_format')
    if kind == "json_schema" and not response_format.get("schema"):
        raise Refusal(400, "Bad request: schema is empty")


def _invalid(words: str) -> NoReturn:
    raise Refusal(422, f"Invalid params: {words}")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
