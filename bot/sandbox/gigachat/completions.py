"""POST /chat/completions: from a checked request to an answer that takes its time."""

import asyncio
import time
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.gigachat.faults import Faults, Moment
from bot.sandbox.gigachat.record import Exchange, Journal, SentPiece
from bot.sandbox.gigachat.refusal import Refusal
from bot.sandbox.gigachat.response_writers import ResponseWriter, StreamWriter, WholeWriter
from bot.sandbox.gigachat.scenario import Piece, Scenario
from bot.sandbox.gigachat.scripts import Scripts
from bot.sandbox.gigachat.usage import Ledger, PrefixCache, tokens_of, usage_of
from bot.sandbox.gigachat.validation import Ask, check_chat, json_object
from bot.sandbox.gigachat.wire import Chunks, WireForm

# Versions as GigaChat echoed them in 2026, of the second and the third generation.
VERSIONS = {"2": "2.0.28.2", "3": "32.3.18.5"}


@dataclass
class Bill:
    """What one request costs so far, in tokens."""

    prompt: int
    precached: int
    text: str = ""

    @property
    def usage(self) -> dict[str, int]:
        """The `usage` object for the text so far."""
        return usage_of(self.prompt, tokens_of(self.text), self.precached)


@dataclass
class Completions:
    """Answers chat requests; the form of the wire may be changed at any time."""

    contexts: dict[str, int]
    scripts: Scripts
    faults: Faults
    journal: Journal
    ledger: Ledger
    wire: WireForm = field(default_factory=WireForm)
    cache: PrefixCache = field(default_factory=PrefixCache)

    async def reply(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        """Answer one request, and take from the balance what was sent, however it ended."""
        ask = check_chat(json_object(await request.read()), self.contexts)
        if self.ledger.exhausted(ask.model):
            raise Refusal(402)
        bill = Bill(ask.prompt_tokens, self.cache.precached(exchange.session_id, ask.messages))
        try:
            response = await self._play(ask, bill, request, exchange)
        finally:
            self.ledger.spend(ask.model, bill.usage)
        self.cache.remember(exchange.session_id, ask.messages, bill.text)
        return response

    async def _play(
        self, ask: Ask, bill: Bill, request: web.Request, exchange: Exchange
    ) -> web.StreamResponse:
        scenario = self.scripts.choose(ask)
        writer = self._writer(ask, request, exchange)
        await writer.begin()
        exchange.status = 200
        await self._pieces(scenario, bill, writer, exchange)
        await self._strike(len(scenario.pieces), writer, exchange)
        await self._strike("end", writer, exchange)
        return await writer.finish(scenario.finish_reason, bill.usage)

    async def _pieces(
        self, scenario: Scenario, bill: Bill, writer: ResponseWriter, exchange: Exchange
    ) -> None:
        clock = asyncio.get_running_loop().time
        due = clock()
        for number, piece in enumerate(scenario.pieces):
            if await self._strike(number, writer, exchange):
                due = clock()
            # Counted from the last due time, not from now, so that sleeps that end late do not add up.
            due += piece.delay
            await asyncio.sleep(max(0.0, due - clock()))
            due = await _pass_gate(piece, due)
            bill.text += piece.text
            await writer.piece(piece, bill.usage, last=number == len(scenario.pieces) - 1)

    async def _strike(self, at: Moment, writer: ResponseWriter, exchange: Exchange) -> bool:
        fault = self.faults.take("chat", at)
        if fault is None:
            return False
        exchange.fault = fault.kind
        await writer.strike(fault)
        return True

    def _writer(self, ask: Ask, request: web.Request, exchange: Exchange) -> ResponseWriter:
        chunks = Chunks(version_of(ask.model), int(time.time()))
        headers = reply_headers(exchange)
        if not ask.stream:
            return WholeWriter(request, headers, chunks, exchange)

        def sent(text: str) -> None:
            exchange.pieces.append(SentPiece(asyncio.get_running_loop().time(), text))
            self.journal.tell("piece", exchange)

        return StreamWriter(request, headers, self.wire, chunks, sent)


async def _pass_gate(piece: Piece, due: float) -> float:
    if piece.gate is None or piece.gate.is_set():
        return due
    await piece.gate.wait()
    return asyncio.get_running_loop().time()


def version_of(model: str) -> str:
    """Name the model as answers echo it, with a version after a colon."""
    generation = model.removeprefix("GigaChat-")[:1]
    return f"{model}:{VERSIONS.get(generation, VERSIONS['2'])}"


def reply_headers(exchange: Exchange) -> dict[str, str]:
    """Build the headers that every reply of the API carries."""
    return {"X-Request-ID": exchange.request_id, "X-Session-ID": exchange.session_id}
