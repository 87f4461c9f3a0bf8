"""The answers that are lists: models and balances."""

import json
from typing import Any

from bot.core.errors import BadAnswerError
from bot.core.models import Balance, ModelInfo


def read_models(body: bytes) -> list[ModelInfo]:
    """Return the models of an answer by /models; old answers give no type, which then is "chat"."""
    return [ModelInfo(_text(item, "id"), item.get("type") or "chat") for item in _items(body, "data")]


def read_balance(body: bytes) -> list[Balance]:
    """Return the tokens left of an answer by /balance."""
    return [Balance(_text(item, "usage"), _number(item, "value")) for item in _items(body, "balance")]


def _items(body: bytes, field: str) -> list[dict[str, Any]]:
    """Return the list of objects that the body holds under `field`."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    answer = answer.get(field) if isinstance(answer, dict) else None
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise BadAnswerError(f"GigaChat answered with something else than a list of {field}.")
    return answer


def _text(item: dict[str, Any], field: str) -> str:
    value = item.get(field)
    if not isinstance(value, str):
        raise BadAnswerError(f"GigaChat answered with an entry without {field}.")
    return value


def _number(item: dict[str, Any], field: str) -> int:
    value = item.get(field)
    if not isinstance(value, int | float):
        raise BadAnswerError(f"GigaChat answered with an entry without {field}.")
    return int(value)
