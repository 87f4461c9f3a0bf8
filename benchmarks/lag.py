"""How far what people see lags behind what the model has written (`python -m benchmarks.lag`).

All rows run at once, each in a chat of its own; beside each a naive streamer that edits every 100 characters
and sleeps on a 429, for a minute longer than the answer takes.
"""

import asyncio
from contextlib import suppress

import aiohttp

from benchmarks.answers import Arena, Lags, Row, arena, lags_of

NAIVE_STEP = 100
PATIENCE = 60
FLOOD = 429

ROWS = (
    Row("private, 400 words in 10 s", 400, 10),
    Row("private, 400 words in 4 s", 400, 4),
    Row("private, 240 words in 60 s", 240, 60),
    Row("private, 20 sentences, two a second", 400, 10, words_per_piece=20),
    Row("private, 1,600 words in 20 s", 1600, 20),
    Row("group, 400 words in 10 s", 400, 10, group=True),
    Row("group, 240 words in 60 s", 240, 60, group=True),
    Row("drafts, 400 words in 10 s", 400, 10, drafts=True),
    Row("drafts, 240 words in 60 s", 240, 60, drafts=True),
)


async def measure() -> list[tuple[Lags, Lags]]:
    """Run all rows at once; return the lags of the bot and of the naive streamer."""
    async with arena(streams=len(ROWS)) as ground:
        pairs = (asyncio.gather(ground.answer(row, *ground.place(row)), naive(ground, row)) for row in ROWS)
        return [(ours, theirs) for ours, theirs in await asyncio.gather(*pairs)]


async def naive(ground: Arena, row: Row) -> Lags:
    """Edit every 100 characters, as pieces arrive; a 429 is slept out inside the loop."""
    _, chat = ground.place(row)
    loop = asyncio.get_running_loop()
    due = loop.time()
    arrivals: list[tuple[float, str]] = []
    for piece in row.scenario.pieces:
        due += piece.delay
        arrivals.append((due, piece.text))
    url = f"{ground.telegram.url}/bot{ground.telegram.token}/"
    with suppress(TimeoutError):
        async with asyncio.timeout(row.seconds + PATIENCE), aiohttp.ClientSession(url) as http:
            text, shown, message_id = "", 0, None
            for at, piece_text in arrivals:
                await asyncio.sleep(at - loop.time())
                text += piece_text
                if len(text) - shown >= NAIVE_STEP:
                    message_id, shown = await _show(http, chat.id, text, message_id), len(text)
            await _show(http, chat.id, text, message_id)
    words = [at for at, piece_text in arrivals for _ in piece_text.split()]
    return lags_of(ground.telegram, chat, 0, words, row)


async def _show(http: aiohttp.ClientSession, chat_id: int, text: str, message_id: int | None) -> int | None:
    fields = {"chat_id": chat_id, "text": text[:4096]} | ({"message_id": message_id} if message_id else {})
    method = "sendMessage" if message_id is None else "editMessageText"
    while True:
        async with http.post(method, json=fields) as got:
            answer = await got.json()
        if answer["ok"]:
            return int(answer["result"]["message_id"])
        if answer["error_code"] != FLOOD:  # the same text again: nothing to show
            return message_id
        await asyncio.sleep(answer["parameters"]["retry_after"])


def main() -> None:
    """Print the table."""
    print(f"{'seconds of lag':38} first   mean   last calls 429s")
    for row, (ours, theirs) in zip(ROWS, asyncio.run(measure()), strict=True):
        print(f"{row.name:36}  {ours}\n{'  naive streamer':36}  {theirs}")


if __name__ == "__main__":
    main()
