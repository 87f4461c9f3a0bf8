"""The answers that are lists: models, token counts, balances."""

import json
from typing import Any

from bot.core.errors import BadAnswerError
from bot.core.models import Balance, ModelInfo, TokenCount


def read_models(body: bytes) -> list[ModelInfo]:
    """Return the models of an answer by /models; old answers give no type, which then is "chat"."""
    return [ModelInfo(_text(item, "id"), item.get("type") or "chat") for item in _items(body, "data")]


def read_counts(body: bytes) -> list[TokenCount]:
    """Return the sizes of an answer by /tokens/count, one for each text."""
    return [TokenCount(_number(item, "tokens"), _number(item, "characters")) for item in _items(body, None)]


def read_balance(body: bytes) -> list[Balance]:
    """Return the tokens left of an answer by /balance."""
    return [Balance(_text(item, "usage"), _number(item, "value")) for item in _items(body, "balance")]


def _items(body: bytes, field: str | None) -> list[dict[str, Any]]:
    """Return the list of objects that the body holds, under `field` if one is named."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if field is not None:
        answer = answer.get(field) if isinstance(answer, dict) else None
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise BadAnswerError(f"GigaChat answered with something else than a list of {field or 'counts'}.")
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
