"""GigaChat's models as a list shows them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model that the key may use; `type` is "chat" (also where none is said), "embedder" and others."""

    id: str
    type: str = "chat"


def chat_model_names(models: Iterable[ModelInfo]) -> list[str]:
    """Return the names of the models that answer questions."""
    return [model.id for model in models if model.type == "chat"]


@dataclass(frozen=True, slots=True)
class TokenCount:
    """The size of one text as GigaChat counts it."""

    tokens: int
    characters: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Tokens left for one model."""

    model: str
    tokens: int
