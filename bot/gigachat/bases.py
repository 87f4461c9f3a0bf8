"""What every provider of text looks like, in the shape that users of g4f know."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, ClassVar

Messages = Sequence[Mapping[str, str]]


class AsyncGeneratorProvider(ABC):
    """A class that is never instantiated: it turns messages into an asynchronous generator of text."""

    url: ClassVar[str]
    working: ClassVar[bool] = False
    needs_auth: ClassVar[bool] = False
    supports_stream: ClassVar[bool] = True
    supports_message_history: ClassVar[bool] = False
    supports_system_message: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def create_async_generator(
        cls, model: str, messages: Messages, *args: Any, **kwargs: Any
    ) -> AsyncGenerator[str, None]:
        """Generate the answer to `messages`, piece by piece."""

    @classmethod
    async def create_async(cls, model: str, messages: Messages, **kwargs: Any) -> str:
        """Return the whole answer to `messages`."""
        return "".join([piece async for piece in cls.create_async_generator(model, messages, **kwargs)])


class ProviderModelMixin:
    """The models of a provider."""

    default_model: ClassVar[str]
    models: ClassVar[list[str]]

    @classmethod
    def get_models(cls) -> list[str]:
        """List the names that the provider is known to take."""
        return list(cls.models)

    @classmethod
    def get_model(cls, model: str | None) -> str:
        """Return the model to ask: the default one where none is named."""
        return model or cls.default_model
