"""The stream's bytes, in the usual form and in every other that has been seen, and its pace."""

import asyncio
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from bot.sandbox.gigachat import GigaChatDouble, Piece, Scenario, WireForm
from tests.contract.sandbox_gigachat.conftest import Client, events, text_of

TEXT = "Раз, два, три — 👨‍👩‍👧 готово!"


def unhurried(event: Any) -> Any:
    """Strip what differs from run to run."""
    return {name: value for name, value in event.items() if name not in ("created", "model")}


async def test_the_usual_form(double: GigaChatDouble, client: Client) -> None:
    """Role in the first delta only, finish and usage in the last chunk, then [DONE], nothing else."""
    double.script(["Раз, ", "два."])
    first, second, last, done = events(await client.stream())
    assert unhurried(first) == {
        "choices": [{"delta": {"content": "Раз, ", "role": "assistant"}, "index": 0}],
        "object": "chat.completion",
    }
    assert unhurried(second)["choices"] == [{"delta": {"content": "два."}, "index": 0}]
    assert last["choices"] == [{"delta": {"content": ""}, "index": 0, "finish_reason": "stop"}]
    assert last["usage"] == {
        "prompt_tokens": 2,
        "completion_tokens": 3,
        "total_tokens": 5,
        "precached_prompt_tokens": 0,
    }
    assert done == "[DONE]"


async def test_the_bytes_of_the_usual_form(double: GigaChatDouble, client: Client) -> None:
    """The headers and bytes are those of the recordings: no charset, chunked, Cyrillic unescaped."""
    double.script("Да")
    async with client.begin() as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["Transfer-Encoding"] == "chunked"
        raw = await response.read()
    assert raw.startswith('data: {"choices":[{"delta":{"content":"Да","role":"assistant"}'.encode())
    assert raw.endswith(b"\n\ndata: [DONE]\n\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
async def test_other_line_ends(double: GigaChatDouble, client: Client, newline: Any) -> None:
    """Any of the three line ends stands after every line, the same text between."""
    double.script(TEXT, words_per_piece=1)
    double.completions.wire = WireForm(newline=newline)
    raw = (await client.stream()).decode()
    assert raw.count(newline) == 2 * len(raw.split(newline * 2)) - 2
    assert text_of(events(raw.replace(newline, "\n").encode())) == TEXT


async def test_decorations(double: GigaChatDouble, client: Client) -> None:
    """A leading blank line, comments and a missing space appear where they are asked for."""
    double.script(["а", "б"])
    double.completions.wire = WireForm(leading_blank=True, comments=True, space=False, last_newline=False)
    raw = await client.stream()
    assert raw.startswith(b"\n: keep-alive\n\ndata:{")
    assert raw.count(b": keep-alive\n\n") == 3
    assert raw.endswith(b"\n\ndata:[DONE]")


async def test_where_usage_stands(double: GigaChatDouble, client: Client) -> None:
    """Usage can be missing, or stand in every chunk and grow."""
    double.script(["абвг", "дежз"])
    double.completions.wire = WireForm(usage="none")
    assert b"usage" not in await client.stream()
    double.completions.wire = WireForm(usage="every", done=False)
    counts = [event["usage"]["completion_tokens"] for event in events(await client.stream())]
    assert counts == [1, 2, 2]


async def test_finish_with_text(double: GigaChatDouble, client: Client) -> None:
    """The finish can share its chunk with the last text, of which nothing is lost."""
    double.script(["Раз, ", "два."])
    double.completions.wire = WireForm(finish_with_text=True)
    *_, last, _done = read = events(await client.stream())
    assert last["choices"][0]["delta"]["content"] == "два."
    assert text_of(read) == "Раз, два."
    assert double.chats[-1].text == "Раз, два."


@pytest.mark.parametrize("cuts", ["characters", "bytes"])
async def test_awkward_cuts(double: GigaChatDouble, client: Client, cuts: Any) -> None:
    """Bytes really arrive cut inside characters, and join to the right text."""
    double.script(TEXT)
    double.completions.wire = WireForm(cuts=cuts)
    async with client.begin() as response:
        parts = [part async for part, _ in response.content.iter_chunks()]
    torn = [part for part in parts if part and part[0] & 0xC0 == 0x80]
    assert torn, "some part begins in the middle of a character"
    assert text_of(events(b"".join(parts))) == TEXT


async def test_escaped_halves_of_an_emoji(double: GigaChatDouble, client: Client) -> None:
    """With escapes, the two surrogates of an emoji can travel in two chunks."""
    double.script(["\ud83d", "\ude00"])
    double.completions.wire = WireForm(ascii=True)
    raw = await client.stream()
    assert rb"\ud83d" in raw
    joined = text_of(events(raw)).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    assert joined == "😀"


async def test_a_delta_of_its_own(double: GigaChatDouble, client: Client) -> None:
    """A piece can carry any delta: a null content, or a role that is no text."""
    busy = {"role": "function_in_progress", "name": "text2image", "content": "9"}
    double.script([Piece("", delta=busy), Piece("", delta={"content": None}), "Готово"])
    deltas = [event["choices"][0]["delta"] for event in events(await client.stream())[:-2]]
    assert deltas == [busy, {"content": None}, {"content": "Готово", "role": "assistant"}]


async def test_an_empty_answer(double: GigaChatDouble, client: Client) -> None:
    """An answer without a word still has its finish."""
    double.script("")
    last, done = events(await client.stream())
    assert last["choices"][0] == {
        "delta": {"content": "", "role": "assistant"},
        "index": 0,
        "finish_reason": "stop",
    }
    assert done == "[DONE]"


async def test_real_pacing(double: GigaChatDouble, client: Client) -> None:
    """Pieces leave at their times, counted from the start of the answer, and the client sees them then."""
    double.script(["а", "б", "в"], first_delay=2, piece_delay=0.5)
    loop = asyncio.get_running_loop()
    start, seen = loop.time(), []
    async with client.begin() as response:
        async for part in response.content.iter_any():
            seen += [(round(loop.time() - start, 6), part.count(b"data:"))]
    assert seen == [(2.0, 1), (2.5, 1), (3.0, 3)], "the last text, its finish and [DONE] come together"
    assert [round(piece.at - start, 6) for piece in double.chats[0].pieces] == [2.0, 2.5, 3.0]


async def test_four_hundred_words_in_ten_seconds(double: GigaChatDouble, client: Client) -> None:
    """The helper for long answers keeps its count and its time."""
    scenario = Scenario.words(400, 10, words_per_piece=4)
    double.script(scenario)
    start = asyncio.get_running_loop().time()
    assert text_of(events(await client.stream())) == scenario.text
    assert len(scenario.text.split()) == 400
    assert len(double.chats[0].pieces) == 100
    assert asyncio.get_running_loop().time() - start == pytest.approx(10)


async def test_a_gate(double: GigaChatDouble, client: Client) -> None:
    """A gated piece waits for its event, however long."""
    gate = asyncio.Event()
    double.script(["а", Piece("б", gate=gate)])
    answer = asyncio.create_task(client.stream())
    await double.until(lambda: double.chats[0].text == "а" if double.chats else False)
    await asyncio.sleep(1000)
    assert not answer.done()
    gate.set()
    assert text_of(events(await answer)) == "аб"


async def test_without_a_stream(double: GigaChatDouble, client: Client) -> None:
    """The same answer without a stream is one JSON object, after the same time."""
    double.script(["Раз, ", "два."], piece_delay=3)
    start = asyncio.get_running_loop().time()
    status, body = await client.chat()
    assert asyncio.get_running_loop().time() - start == pytest.approx(3)
    assert (status, body["choices"]) == (
        200,
        [{"message": {"content": "Раз, два.", "role": "assistant"}, "index": 0, "finish_reason": "stop"}],
    )
    assert body["model"].startswith("GigaChat-2:")


async def test_max_tokens_cut_the_answer(double: GigaChatDouble, client: Client) -> None:
    """An answer over `max_tokens` ends early and says so."""
    double.script("абвгдежзик", words_per_piece=1)
    _, body = await client.chat(max_tokens=2)
    assert body["choices"][0]["message"]["content"] == "абвгдежз"
    assert body["choices"][0]["finish_reason"] == "length"
    assert body["usage"]["completion_tokens"] == 2


async def test_update_interval_spaces_the_chunks(double: GigaChatDouble, client: Client) -> None:
    """With `update_interval` chunks come no closer than that, and nothing of the text is lost."""
    double.script(list("абвгдежзик"), piece_delay=0.25)
    assert text_of(events(await client.stream(update_interval=1))) == "абвгдежзик"
    pieces = double.chats[0].pieces
    gaps = [later.at - earlier.at for earlier, later in pairwise(pieces)]
    assert [piece.text for piece in pieces] == ["а", "бвгд", "ежзи", "к"]
    assert gaps == pytest.approx([1, 1, 1])


async def test_headers_of_the_conversation(client: Client) -> None:
    """The ids of request and session are echoed, and made up where the client sends none."""
    client.headers = {"X-Request-ID": "r-1", "X-Session-ID": "s-1"}
    async with client.begin() as response:
        assert (response.headers["X-Request-ID"], response.headers["X-Session-ID"]) == ("r-1", "s-1")
    client.headers = {}
    async with client.begin(stream=False) as response:
        assert UUID(response.headers["X-Session-ID"]) != UUID(response.headers["X-Request-ID"])


async def test_the_prefix_cache(double: GigaChatDouble, client: Client) -> None:
    """A session that goes on finds its earlier messages cached, another session or changed words don't."""
    double.script("отвт")
    client.headers = {"X-Session-ID": "s-1"}
    first = {"role": "user", "content": "первый вопрос"}
    follow = [first, {"role": "assistant", "content": "отвт"}, {"role": "user", "content": "ещё"}]

    async def precached(messages: list[dict[str, str]]) -> int:
        _, body = await client.chat(messages=messages)
        count: int = body["usage"]["precached_prompt_tokens"]
        return count

    assert await precached([first]) == 0
    assert await precached(follow) == 5, "four tokens of the question, one of the answer"
    assert await precached([{**first, "content": "другой"}, *follow[1:]]) == 0
    client.headers = {"X-Session-ID": "s-2"}
    assert await precached(follow) == 0


async def test_the_record_of_a_request(double: GigaChatDouble, client: Client) -> None:
    """What was asked and answered can be read afterwards, in loop time."""
    observed: list[str] = []
    double.journal.on_event = lambda kind, exchange: observed.append(f"{kind} {exchange.endpoint}")
    double.script(["а", "б"], piece_delay=1)
    await client.stream("вопрос")
    exchange = double.chats[0]
    assert (exchange.method, exchange.path, exchange.status) == ("POST", "/v1/chat/completions", 200)
    assert exchange.body["messages"] == [{"role": "user", "content": "вопрос"}]
    assert exchange.finished
    assert not exchange.aborted
    assert exchange.ended_at == exchange.at + 1
    assert observed == ["request chat", "piece chat", "piece chat", "end chat"]
