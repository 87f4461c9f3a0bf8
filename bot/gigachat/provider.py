"""The public face: GigaChat as an asynchronous generator of text."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import ClassVar

import aiohttp

from bot.core.addresses import AUTH_URL, BASE_URL, SCOPE
from bot.core.errors import BlacklistedError, EmptyAnswerError
from bot.core.events import Finish, FinishReason, TextDelta
from bot.core.prompt import Message, Prompt, Role
from bot.gigachat.auth import shared_source
from bot.gigachat.bases import AsyncGeneratorProvider, Messages, ProviderModelMixin
from bot.gigachat.client import GigaChatClient
from bot.gigachat.credentials import clean_key
from bot.gigachat.endpoint import Endpoint
from bot.gigachat.names import FORMER_NAMES
from bot.gigachat.request import unknown_options


class GigaChat(AsyncGeneratorProvider, ProviderModelMixin):
    """Sber's GigaChat. The first three models are names of old, which stand for today's (`FORMER_NAMES`)."""

    url: ClassVar[str] = "https://developers.sber.ru/gigachat"
    working: ClassVar[bool] = True
    supports_message_history: ClassVar[bool] = True
    supports_system_message: ClassVar[bool] = True
    supports_stream: ClassVar[bool] = True
    needs_auth: ClassVar[bool] = True
    default_model: ClassVar[str] = "GigaChat:latest"
    models: ClassVar[list[str]] = [
        default_model,
        "GigaChat-Plus",
        "GigaChat-Pro",
        "GigaChat-2",
        "GigaChat-2-Pro",
        "GigaChat-2-Max",
        "GigaChat-3-Lightning",
        "GigaChat-3-Pro",
        "GigaChat-3-Ultra",
    ]
    model_aliases: ClassVar[Mapping[str, str]] = FORMER_NAMES

    @classmethod
    async def create_async_generator(  # noqa: PLR0917 - the signature that users of g4f know
        cls,
        model: str,
        messages: Messages,
        stream: bool = True,
        proxy: str | None = None,
        api_key: str | None = None,
        connector: aiohttp.BaseConnector | None = None,
        scope: str = SCOPE,
        update_interval: float = 0,
        *,
        base_url: str = BASE_URL,
        auth_url: str = AUTH_URL,
        ca_bundle_file: str | Path | None = None,
        **kwargs: object,
    ) -> AsyncGenerator[str, None]:
        """Generate the answer's text; with `stream=False` the complete answer, once.

        `messages` are `{"role": "system" | "user" | "assistant", "content": text}`. `update_interval` is the
        least time between pieces in seconds. Further arguments are GigaChat's own options, such as
        `temperature`; any other raises `TypeError`. Raises `MissingAuthError` without a key,
        `BlacklistedError` or `EmptyAnswerError` at the end of an answer that is none, and the `ModelError`s
        of the client.

        The token is shared by all calls of the running loop with the same key, scope and address. A
        `connector` is used and left open.
        """
        if unknown := unknown_options(kwargs):
            raise TypeError(f"create_async_generator() got an unexpected keyword argument {unknown[0]!r}")
        prompt = Prompt(
            cls.get_model(model),
            _read_messages(messages),
            options={**kwargs, "update_interval": update_interval or None},
        )
        endpoint = Endpoint(
            credentials=clean_key(api_key),
            scope=scope,
            base_url=base_url,
            auth_url=auth_url,
            proxy=proxy,
            ca_bundle_file=None if ca_bundle_file is None else Path(ca_bundle_file),
        )
        tokens = shared_source(endpoint)
        async with GigaChatClient(endpoint, tokens=tokens, connector=connector) as client:
            pieces = _streamed(client, prompt) if stream else _whole(client, prompt)
            async with aclosing(pieces):
                async for piece in pieces:
                    yield piece


async def _streamed(client: GigaChatClient, prompt: Prompt) -> AsyncGenerator[str, None]:
    empty = True
    async with aclosing(client.stream(prompt)) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                empty = False
                yield event.text
            else:
                _check_finish(event, empty=empty)


async def _whole(client: GigaChatClient, prompt: Prompt) -> AsyncGenerator[str, None]:
    completion = await client.complete(prompt)
    _check_finish(completion.finish, empty=not completion.text)
    yield completion.text


def _check_finish(finish: Finish, *, empty: bool) -> None:
    if finish.reason is FinishReason.BLACKLIST:
        raise BlacklistedError("GigaChat's filter refused this question or its answer.")
    if empty:
        raise EmptyAnswerError("GigaChat's answer holds no text.")


def _read_messages(messages: Messages) -> tuple[Message, ...]:
    """Return the messages with text; raises `ValueError` for an unknown role or a content that is no text."""
    read = []
    for message in messages:
        content = message.get("content") or ""
        if not isinstance(content, str):
            raise ValueError("A message's content must be a string.")  # noqa: TRY004 - a value within the argument
        if content:
            read.append(Message(Role(message.get("role", "")), content))
    return tuple(read)
