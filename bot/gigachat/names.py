"""The names of GigaChat's models, yesterday's and today's."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# The first generation was switched off in 2025 and api.giga.chat lists today's names only (Sber's model page,
# Jul 2026). GigaChat-Plus was the small model with a longer context, which GigaChat-2 now has anyway.
FORMER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "GigaChat": "GigaChat-2",
        "GigaChat:latest": "GigaChat-2",
        "GigaChat-Plus": "GigaChat-2",
        "GigaChat-Pro": "GigaChat-2-Pro",
        "GigaChat-Max": "GigaChat-2-Max",
    }
)


def name_today(model: str) -> str:
    """Return the name under which the API serves `model` today; a name that it knows comes back as it is."""
    return FORMER_NAMES.get(model, model)
