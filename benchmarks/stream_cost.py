"""Processor time for each streamed piece: our client, a naive loop, and the official SDK.

Run it as `python -m benchmarks.stream_cost [pieces]`. The far side is a real server on loopback in a process
of its own, so its time is not counted. It comes at two speeds: one write for each piece, which is how a model
sends them, and many pieces in one write, so that one read brings many.
"""

import asyncio
import importlib.util
import json
import multiprocessing
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection

import aiohttp
from aiohttp import web

from bot.core.events import TextDelta
from bot.core.prompt import Message, Prompt, Role
from bot.gigachat import Endpoint, GigaChatClient
from bot.gigachat.sse import SseDecoder
from bot.gigachat.wire import AnswerReader

PIECE = "Вот ещё один кусочек"
KEY = b64encode(b"id:secret").decode()
ROUNDS = 5
Consumer = Callable[[str, str], Coroutine[None, None, int]]


def _event(delta: dict[str, str], **more: object) -> bytes:
    chunk = {
        "choices": [{"delta": delta, "index": 0, **more}],
        "created": 1794830400,
        "model": "GigaChat:2.0.28.2",
        "object": "chat.completion",
    }
    return b"data: " + json.dumps(chunk, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


async def _chat(request: web.Request) -> web.StreamResponse:
    # The model's name carries the order: how many pieces, and how many of them in one write.
    pieces, burst = map(int, (await request.json())["model"].split("/"))
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    block = _event({"content": PIECE}) * burst
    for _ in range(pieces // burst):
        await response.write(block)
        if burst == 1:
            # A turn of the loop for each piece, so that it leaves as a segment of its own.
            await asyncio.sleep(0)
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    last = _event({"content": ""}, finish_reason="stop")[6:-2]
    await response.write(b"data: " + json.dumps(json.loads(last) | {"usage": usage}).encode() + b"\n\n")
    await response.write(b"data: [DONE]\n\n")
    return response


async def _token(_: web.Request) -> web.Response:
    return web.json_response({"access_token": "token", "expires_at": int((time.time() + 1800) * 1000)})


async def _serve(pipe: Connection) -> None:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", _chat)
    app.router.add_post("/oauth", _token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


def _server(pipe: Connection) -> None:
    asyncio.run(_serve(pipe))


async def ours(base: str, model: str) -> int:
    """Stream through our client."""
    endpoint = Endpoint(KEY, base_url=f"{base}/v1", auth_url=f"{base}/oauth")
    seen = 0
    async with GigaChatClient(endpoint) as client:
        async for event in client.stream(Prompt(model, (Message(Role.USER, "Привет"),))):
            seen += isinstance(event, TextDelta)
    return seen


async def naive(base: str, model: str) -> int:
    """Stream with the loop that everybody writes first: lines, a slice, json.loads."""
    seen = 0
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{base}/v1/chat/completions", json={"model": model}) as response,
    ):
        async for line in response.content:
            if line.startswith(b"data: {") and json.loads(line[6:])["choices"][0]["delta"]["content"]:
                seen += 1
    return seen


async def sdk(base: str, model: str) -> int:
    """Stream through the official SDK."""
    import gigachat  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - it may be missing

    seen = 0
    client = gigachat.GigaChat(base_url=f"{base}/v1", auth_url=f"{base}/oauth", credentials=KEY)
    async with client:
        chat = {"model": model, "messages": [{"role": "user", "content": "Привет"}]}
        async for chunk in client.astream(chat):
            seen += bool(chunk.choices[0].delta.content)
    return seen


def decode(pieces: int) -> float:
    """Return the seconds of processor time to decode `pieces` chunks of one event each into typed events."""
    chunk, decoder, reader, seen = _event({"content": PIECE}), SseDecoder(), AnswerReader(), 0
    start = time.process_time()
    for _ in range(pieces):
        for event in decoder.feed(chunk):
            seen += reader.read(event.data) is not None
    assert seen == pieces
    return time.process_time() - start


def loads(pieces: int) -> float:
    """Return the seconds of processor time that the JSON of `pieces` chunks alone takes."""
    text = _event({"content": PIECE})[6:-2].decode()
    start = time.process_time()
    for _ in range(pieces):
        json.loads(text)
    return time.process_time() - start


def consume(consumer: Consumer, base: str, pieces: int, burst: int) -> float:
    """Return the seconds of processor time that one stream took, connection and token included."""
    start = time.process_time()
    assert asyncio.run(consumer(base, f"{pieces}/{burst}")) == pieces
    return time.process_time() - start


def consumers() -> dict[str, Consumer]:
    """Return what is to be compared, the SDK only where it is installed."""
    found: dict[str, Consumer] = {"ours": ours, "naive": naive}
    if importlib.util.find_spec("gigachat"):
        found["SDK"] = sdk
    else:
        print("The official SDK is not installed: pip install gigachat")
    return found


def compare(compared: dict[str, Consumer], base: str, pieces: int, burst: int) -> None:
    """Print the best of several interleaved rounds, in microseconds for each piece, and its ratio to ours."""
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, consumer in compared.items():
            cost = consume(consumer, base, pieces, burst) / pieces * 1e6
            best[name] = min(cost, best.get(name, cost))
    for name, cost in best.items():
        print(f"  {name:6} {cost:6.1f} µs   {cost / best['ours']:4.1f} x")


def main() -> None:
    """Start the far side, print the figures, stop the far side."""
    pieces = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    cost = min(decode(pieces) for _ in range(ROUNDS)) / pieces * 1e6
    plain = min(loads(pieces) for _ in range(ROUNDS)) / pieces * 1e6
    print(f"bytes to typed event, without the network: {cost:.1f} µs (json.loads alone: {plain:.1f} µs)")
    here, there = multiprocessing.Pipe()
    far_side = multiprocessing.get_context("spawn").Process(target=_server, args=(there,), daemon=True)
    far_side.start()
    try:
        base = f"http://127.0.0.1:{here.recv()}"
        compared = consumers()
        for burst, words in ((1, "one write for each piece"), (100, "a hundred pieces in one write")):
            print(f"{pieces} pieces, {words}:")
            compare(compared, base, pieces, burst)
    finally:
        far_side.terminate()
        far_side.join()


if __name__ == "__main__":
    main()
