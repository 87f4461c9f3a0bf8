"""The client that the bot asks."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from types import TracebackType
from typing import Final, Self

import aiohttp

from bot.core.errors import AccessDeniedError, BadAnswerError, ModelError
from bot.core.events import StreamEvent
from bot.core.models import Balance, ModelInfo, TokenCount
from bot.core.prompt import Prompt
from bot.gigachat import lists
from bot.gigachat.auth import TokenSource
from bot.gigachat.endpoint import Endpoint
from bot.gigachat.errors import Call
from bot.gigachat.exchange import Exchange, Heard
from bot.gigachat.names import name_today
from bot.gigachat.request import chat_body
from bot.gigachat.retry import Backoff
from bot.gigachat.stream import AnswerStream
from bot.gigachat.tls import trusting_context
from bot.gigachat.transport import TRANSPORT_ERRORS, read_bounded, transport_error
from bot.gigachat.wire import Completion, parsed_chunk, read_completion

_PROTOCOL_LIMIT: Final = 64 * 1024


class GigaChatClient:
    """GigaChat over one pooled session; use it as a context manager or `close` it.

    Every call raises a `ModelError`. Before the first text a refused token is refreshed once and what is
    retryable is tried again by `backoff`; after it nothing is. `tokens` may be shared by several clients of
    the same key, scope and address. A given `connector` stays its giver's to close. `heard` is told how each
    request went: None once GigaChat answers it, else the error. Raises `SettingsError` for a bad bundle of
    certificates.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        tokens: TokenSource | None = None,
        connector: aiohttp.BaseConnector | None = None,
        backoff: Backoff | None = None,
        heard: Heard = lambda _: None,
    ) -> None:
        self._timeouts = endpoint.timeouts
        self._exchange = Exchange(
            endpoint,
            trust=trusting_context(endpoint.ca_bundle_file),
            tokens=tokens or TokenSource(),
            connector=connector,
            backoff=backoff or Backoff(),
            heard=heard,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the session; answers that are still arriving are cut."""
        await self._exchange.close()

    async def stream(self, prompt: Prompt) -> AsyncGenerator[StreamEvent, None]:
        """Stream one answer: pieces of text, then exactly one `Finish`.

        Raises `StreamCutError` with the partial text where it breaks off after the first piece. Closing or
        cancelling the generator aborts the request at once.
        """
        answer, events = await self._begin(prompt)
        try:
            while events:
                for event in events:
                    yield event
                events = await answer.read()
            await answer.drain()
        except ModelError as error:
            self._exchange.heard(error)
            raise
        finally:
            answer.close()

    async def complete(self, prompt: Prompt) -> Completion:
        """Ask for one answer as a whole."""
        body = _encoded(chat_body(prompt, stream=False))
        headers = _session_headers(prompt)
        deadline = self._deadline(self._timeouts.overall)

        async def call(token: str) -> Completion:
            return read_completion(await self._exchange.read(Call.CHAT, token, deadline, body, headers))

        return await self._exchange.authorised(call, deadline)

    async def authorize(self) -> None:
        """Obtain an access token, which tells whether key, scope and certificate are right."""
        await self._exchange.token()

    async def models(self) -> list[ModelInfo]:
        """List the models that the key may use, in the order of the API."""
        return lists.read_models(await self._brief(Call.MODELS))

    async def count_tokens(self, model: str, texts: Sequence[str]) -> list[TokenCount]:
        """Count the tokens of each text as `model` would."""
        body = _encoded({"model": name_today(model), "input": list(texts)})
        counts = lists.read_counts(await self._brief(Call.COUNT, body))
        if len(counts) != len(texts):
            raise BadAnswerError("GigaChat counted another number of texts than it was given.")
        return counts

    async def balance(self) -> list[Balance] | None:
        """Return the tokens left for each model, or None where the key pays as it goes (403)."""
        try:
            return lists.read_balance(await self._brief(Call.BALANCE))
        except AccessDeniedError:
            return None

    async def _begin(self, prompt: Prompt) -> tuple[AnswerStream, list[StreamEvent]]:
        """Return a stream and its first events; all retries happen here."""
        body = _encoded(chat_body(prompt, stream=True))
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store", **_session_headers(prompt)}
        deadline = self._deadline(self._timeouts.overall)

        async def call(token: str) -> tuple[AnswerStream, list[StreamEvent]]:
            response = await self._exchange.open(Call.CHAT, token, deadline, body, headers)
            answer = AnswerStream(response, deadline, self._timeouts)
            try:
                if response.content_type != "text/event-stream":
                    await _refuse_protocol(response, deadline)
                return answer, await answer.read()
            except BaseException:
                answer.close()
                raise

        return await self._exchange.authorised(call, deadline)

    async def _brief(self, call: Call, body: bytes | None = None) -> bytes:
        deadline = self._deadline(self._timeouts.brief)

        async def attempt(token: str) -> bytes:
            return await self._exchange.read(call, token, deadline, body)

        return await self._exchange.authorised(attempt, deadline)

    @staticmethod
    def _deadline(seconds: float) -> float:
        return asyncio.get_running_loop().time() + seconds


def _encoded(body: object) -> bytes:
    # Half the size of escapes for Russian; a lone half of a UTF-16 pair cannot be sent at all.
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _session_headers(prompt: Prompt) -> dict[str, str]:
    return {} if prompt.session_id is None else {"X-Session-ID": prompt.session_id}


async def _refuse_protocol(response: aiohttp.ClientResponse, deadline: float) -> None:
    """Raise the typed error for an answer of status 200 that is no event stream."""
    try:
        async with asyncio.timeout_at(deadline):
            body = await read_bounded(response, _PROTOCOL_LIMIT)
    except TRANSPORT_ERRORS as error:
        raise transport_error(error) from None
    if response.content_type.endswith("json"):
        parsed_chunk(body.decode("utf-8", "replace").strip())
    raise BadAnswerError(
        f"GigaChat answered with {response.content_type} instead of an event stream.",
        status=response.status,
        request_id=response.headers.get("X-Request-ID"),
    )
