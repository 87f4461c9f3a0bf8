"""The models that the key may use, read anew from GigaChat from time to time."""

import asyncio
import logging
from collections.abc import Sequence

from bot.core.errors import ModelError, ProviderUnavailableError
from bot.core.models import chat_model_names
from bot.dialog.ports import ChatModel
from bot.dialog.run_context import Defaults

log = logging.getLogger(__name__)

# Seconds that a list is good for, and that people who asked for it wait at most.
LIST_FRESH_FOR = 600.0
LIST_TIMEOUT = 8.0


class Catalogue:
    """The list of chat models, cached for ten minutes; `defaults` hold the bot's own choice."""

    def __init__(self, model: ChatModel, defaults: Defaults) -> None:
        self._defaults = defaults
        self._model = model
        self._names: tuple[str, ...] = ()
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    @property
    def default(self) -> str:
        """The model of whoever chose none."""
        return self._defaults.model

    async def chat_models(self) -> Sequence[str]:
        """Return the names of the chat models; raises `ModelError` if GigaChat can't be asked."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if now - self._read_at > LIST_FRESH_FOR:
                await self._read(now)
        return self._names

    async def _read(self, now: float) -> None:
        try:
            async with asyncio.timeout(LIST_TIMEOUT):
                models = await self._model.models()
        except (ModelError, TimeoutError) as error:
            if self._names:
                return  # yesterday's list beats none
            if isinstance(error, ModelError):
                raise
            raise ProviderUnavailableError(f"no list of models within {LIST_TIMEOUT:g} s") from None
        self._names = tuple(chat_model_names(models))
        self._read_at = now

    async def names_or_none(self) -> Sequence[str] | None:
        """Return the names of the chat models, or None if GigaChat can't be asked."""
        try:
            return await self.chat_models()
        except ModelError as error:
            log.warning("the list of models can't be read: %s", error)
            return None


def served_spelling(name: str, served: Sequence[str]) -> str | None:
    """Return a model's name as GigaChat spells it, or None if it serves no such model."""
    return next((model for model in served if model.casefold() == name.casefold()), None)
