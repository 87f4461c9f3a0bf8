"""GigaChat's models as a list shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model that the key may use; `type` is "chat" (also where none is said), "embedder" and others."""

    id: str
    type: str = "chat"


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
