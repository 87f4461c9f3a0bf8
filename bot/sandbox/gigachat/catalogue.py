"""The small endpoints: the models, the tokens of a text, the balance."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.gigachat.completions import reply_headers
from bot.sandbox.gigachat.record import Exchange
from bot.sandbox.gigachat.refusal import Refusal, json_reply
from bot.sandbox.gigachat.usage import Ledger, tokens_of
from bot.sandbox.gigachat.validation import check_fields, check_model, json_object

# The chat models that api.giga.chat listed in Sep-Oct 2026, with their context in tokens: documented for the
# second generation, told by resellers for 3-Pro, unknown for the other two, which get the smaller one here.
CHAT_MODELS = {
    "GigaChat-2": 131_072,
    "GigaChat-2-Pro": 131_072,
    "GigaChat-2-Max": 131_072,
    "GigaChat-3-Lightning": 131_072,
    "GigaChat-3-Pro": 262_144,
    "GigaChat-3-Ultra": 131_072,
}
OTHER_MODELS = {"Embeddings": "embedder"}


@dataclass
class Catalogue:
    """Tells what a key may use; `contexts` are the chat models, `pay_as_you_go` keys have no balance."""

    contexts: Mapping[str, int]
    ledger: Ledger
    pay_as_you_go: bool = False

    async def models(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:  # noqa: ARG002 - asks nothing
        """List the models."""
        return _told(exchange, {"object": "list", "data": self._listed()})

    async def model(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        """Show one model."""
        name = request.match_info["model"]
        found = next((entry for entry in self._listed() if entry["id"] == name), None)
        if found is None:
            raise Refusal(404)
        return _told(exchange, found)

    async def count(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        """Count the tokens of each given text."""
        body = json_object(await request.read())
        check_fields(body, {"model": str, "input": list}, required=("model", "input"))
        check_model(body["model"], self.contexts)
        if not all(isinstance(text, str) for text in body["input"]):
            raise Refusal(400, "Bad request: input has a wrong type")
        counted = [
            {"object": "tokens", "tokens": tokens_of(text), "characters": len(text)} for text in body["input"]
        ]
        return _told(exchange, counted)

    async def balance(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:  # noqa: ARG002 - asks nothing
        """Show the tokens that are left for each model."""
        if self.pay_as_you_go:
            raise Refusal(403)
        left = [{"usage": model, "value": value} for model, value in self.ledger.balances.items()]
        return _told(exchange, {"balance": left})

    def _listed(self) -> list[dict[str, str]]:
        types = {**dict.fromkeys(self.contexts, "chat"), **OTHER_MODELS}
        return [
            {"id": name, "object": "model", "owned_by": "salutedevices", "type": kind}
            for name, kind in types.items()
        ]


def _told(exchange: Exchange, body: object) -> web.Response:
    exchange.reply = body
    return json_reply(body, headers=reply_headers(exchange))
