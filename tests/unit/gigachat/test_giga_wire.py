"""GigaChat's JSON and what it comes to."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import (
    BadAnswerError,
    CredentialsRejectedError,
    ModelError,
    ProviderUnavailableError,
    TooManyRequestsError,
)
from bot.core.events import Finish, FinishReason, StreamEvent, TextDelta, Usage
from bot.gigachat.sse import SseDecoder
from bot.gigachat.template import ChunkTemplate
from bot.gigachat.wire import AnswerReader, Completion, read_completion

USAGE = {"prompt_tokens": 17, "completion_tokens": 25, "total_tokens": 42, "precached_prompt_tokens": 2}
SPENT = Usage(prompt=17, completion=25, total=42, precached=2)
MODEL = "GigaChat:2.0.28.2"


def chunk(content: object = "", reason: str | None = None, **more: Any) -> bytes:
    """Return one event as GigaChat writes it; `more` are fields of the delta, `top` is beside the choices."""
    top = more.pop("top", {})
    choice: dict[str, Any] = {"delta": {"content": content, **more}, "index": 0}
    if reason:
        choice["finish_reason"] = reason
    return event(
        {"choices": [choice], "created": 1794830400, "model": MODEL, "object": "chat.completion", **top}
    )


def event(value: object, *, ascii_only: bool = False) -> bytes:
    """Return one event with this JSON."""
    return b"data: " + json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":")).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
LAST = chunk("", "stop", top={"usage": USAGE})
STREAMS: dict[str, tuple[bytes, str, Finish]] = {
    "as documented": (
        chunk("Раз, ", role="assistant") + chunk("два.") + LAST + DONE,
        "Раз, два.",
        Finish(FinishReason.STOP, SPENT, MODEL),
    ),
    "a leading blank line, CRLF, no DONE": (
        (b"\n" + chunk("Раз") + LAST).replace(b"\n", b"\r\n"),
        "Раз",
        Finish(FinishReason.STOP, SPENT, MODEL),
    ),
    "a finish with text and no usage": (
        chunk("Раз, ") + chunk("два.", "length") + DONE,
        "Раз, два.",
        Finish(FinishReason.LENGTH, None, MODEL),
    ),
    "several usages": (
        chunk("а", top={"usage": {"total_tokens": 1}}) + chunk("б", top={"usage": None}) + LAST + DONE,
        "аб",
        Finish(FinishReason.STOP, SPENT, MODEL),
    ),
    "null, missing and no content": (
        chunk(None) + event({"choices": []}) + event({"choices": [{"index": 0}]}) + chunk("да") + LAST,
        "да",
        Finish(FinishReason.STOP, SPENT, MODEL),
    ),
    "usage after the finish": (
        chunk("да", "stop") + event({"choices": [], "usage": USAGE}) + DONE,
        "да",
        Finish(FinishReason.STOP, SPENT, MODEL),
    ),
    "a picture being drawn": (
        chunk("15", role="function_in_progress", name="text2image")
        + chunk('<img src="7c0e" fu', functions_state_id="x")
        + chunk('se="true"/>Кот[sou')
        + chunk("rces=[1]]!")
        + LAST,
        "Кот!",
        Finish(FinishReason.STOP, SPENT, MODEL),
    ),
    "a function's call": (
        chunk(None, "function_call", function_call={"name": "f", "arguments": {"a": 1}}),
        "",
        Finish(FinishReason.FUNCTION_CALL, None, MODEL),
    ),
    "a blacklist": (
        chunk("Не люблю ", role="assistant") + chunk("менять тему", "blacklist") + DONE,
        "Не люблю менять тему",
        Finish(FinishReason.BLACKLIST, None, MODEL),
    ),
    "an unknown reason": (chunk("а", "tired"), "а", Finish(FinishReason.UNKNOWN, None, MODEL)),
    "DONE without a reason": (chunk("а <") + DONE, "а <", Finish(FinishReason.UNKNOWN, None, MODEL)),
    "escapes, a pair torn between chunks": (
        event({"choices": [{"delta": {"content": 'я\u2028"\\\n\ud83d'}}]}, ascii_only=True)
        + event({"choices": [{"delta": {"content": "\ude00\ud83d"}}]}, ascii_only=True)
        + event({"choices": [{"finish_reason": "stop"}]}),
        'я\u2028"\\\n😀\ufffd',
        Finish(FinishReason.STOP),
    ),
    "the same pieces again and again": (
        chunk("а") + chunk("а") + chunk("б\tв") + chunk('"г"') + chunk("\u2028\\") + chunk("а") + LAST,
        'ааб\tв"г"\u2028\\а',
        Finish(FinishReason.STOP, SPENT, MODEL),
    ),
}


def answered(*chunks: bytes) -> list[StreamEvent]:
    """Return the events of an answer that came in these chunks."""
    decoder, reader = SseDecoder(), AnswerReader()
    found: list[StreamEvent] = []
    for each in chunks:
        found += filter(None, (reader.read(sse.data) for sse in decoder.feed(each)))
    found += filter(None, (reader.read(sse.data) for sse in decoder.close()))
    return found + reader.finish()


def check(chunks: list[bytes], text: str, finish: Finish) -> None:
    """Assert that the chunks come to this text, in pieces that are never empty, and this finish."""
    *pieces, last = answered(*chunks)
    assert last == finish
    assert all(isinstance(piece, TextDelta) and piece.text for piece in pieces)
    assert "".join(piece.text for piece in pieces if isinstance(piece, TextDelta)) == text


@pytest.mark.parametrize(("stream", "text", "finish"), STREAMS.values(), ids=STREAMS)
def test_every_split_reads_alike(stream: bytes, text: str, finish: Finish) -> None:
    """Text, finish and usage of every known variant of the wire survive a cut at every place."""
    for cut in range(len(stream) + 1):
        check([stream[:cut], stream[cut:]], text, finish)
    check([bytes([byte]) for byte in stream], text, finish)


@settings(max_examples=2000)
@given(st.sampled_from(sorted(STREAMS)), st.lists(st.integers(0, 1500), max_size=40))
def test_random_splits_read_alike(name: str, cuts: list[int]) -> None:
    """No set of cuts changes the answer: two thousand sets of up to 40 cuts in each run."""
    stream, text, finish = STREAMS[name]
    places = [0, *sorted(cuts), len(stream)]
    check([stream[start:end] for start, end in pairwise(places)], text, finish)


ODD = st.sampled_from(
    ['","x":"', "\\", '"', "\n", "\x00", "\u2028", "content", '"content":"', "а", "б ", "😀", ""]
)
CHUNKS = st.builds(
    chunk,
    st.none() | st.lists(ODD, max_size=4).map("".join),
    role=st.sampled_from(["assistant", "function_in_progress"]),
    top=st.sampled_from([{}, {"created": 5}, {"content": "а"}, {"x": {"content": "б "}}, {'"content': "а"}]),
)


@given(st.lists(CHUNKS, max_size=12))
def test_the_short_cut_reads_what_the_parser_reads(chunks: list[bytes]) -> None:
    """A chunk that is read by its surroundings comes to the text that JSON says, whatever stands in it."""
    template = ChunkTemplate()
    for each in chunks:
        spelled = each.decode()[6:-2]
        delta = json.loads(spelled)["choices"][0]["delta"]
        known = template.text_of(spelled)
        assert known is None or known == delta["content"]
        if delta["content"] and delta["role"] == "assistant":
            template.learn(spelled, delta["content"])


@pytest.mark.parametrize(
    "spelled",
    [
        '{"content":"а","choices":[{"delta":{"content":"а"}}]}',
        r'{"\"content":"а","choices":[{"delta":{"c\u006fntent":"а"}}]}',
    ],
)
def test_the_short_cut_is_sure_of_its_field(spelled: str) -> None:
    """A second "content" of the same text, wherever it stands, is never taken for the answer's."""
    template = ChunkTemplate()
    assert json.loads(spelled)["choices"][0]["delta"]["content"] == "а"
    template.learn(spelled, "а")
    assert template.text_of(spelled.replace("а", "б", 1)) is None


def test_the_short_cut_is_taken() -> None:
    """A chunk that differs in its text alone is not parsed again, which would cost half the speed."""
    template = ChunkTemplate()
    template.learn(chunk("раз").decode()[6:-2], "раз")
    assert template.text_of(chunk("два три").decode()[6:-2]) == "два три"
    assert template.text_of(chunk("", "stop").decode()[6:-2]) is None


FAULTS: list[tuple[object, type[ModelError], int | None]] = [
    ({"status": 429, "message": "Too many requests"}, TooManyRequestsError, 429),
    ({"status": 401, "message": "Token has expired"}, CredentialsRejectedError, 401),
    ({"status": 500, "message": "Internal Server Error"}, ProviderUnavailableError, 500),
    ({"code": 7, "message": "что-то"}, BadAnswerError, None),
    ({"error": {"message": "no"}}, BadAnswerError, None),
    ({"choices": [], "error_details": {"code": 1}}, BadAnswerError, None),
    ({}, BadAnswerError, None),
    ([], BadAnswerError, None),
]


@pytest.mark.parametrize(("value", "kind", "status"), FAULTS)
def test_a_failure_within_the_stream_is_typed(
    value: object, kind: type[ModelError], status: int | None
) -> None:
    """An error that comes with status 200 is neither shown as text nor taken for an end."""
    with pytest.raises(kind) as caught:
        AnswerReader().read(json.dumps(value))
    assert type(caught.value) is kind
    assert caught.value.status == status


@pytest.mark.parametrize(
    "data", ['{"choices":[', "<html>", '{"choices":[]} x', "1" * 5000, "[" * 100_000, "null"]
)
def test_what_is_no_object_is_refused(data: str) -> None:
    """Invalid JSON raises an error that does not quote it."""
    with pytest.raises(BadAnswerError, match="no JSON object") as caught:
        AnswerReader().read(data)
    assert data not in str(caught.value)


def test_harmless_extras_are_no_failure() -> None:
    """Empty error fields, a status of 200 and white space around the object change nothing."""
    reader = AnswerReader()
    extras = {"status": 200, "message": None, "error": None, "choices": [{"delta": {"content": "а"}}]}
    assert reader.read(f" {json.dumps(extras)} ") == TextDelta("а")
    assert reader.read("") is None


def test_a_whole_answer_is_read() -> None:
    """An answer without a stream keeps text, reason, usage and model, and loses its marks."""
    body = {
        "choices": [
            {
                "message": {"content": 'Кот<img src="1" fuse="true"/>', "role": "assistant"},
                "finish_reason": "length",
            }
        ],
        "model": MODEL,
        "usage": USAGE,
    }
    expected = Completion("Кот", Finish(FinishReason.LENGTH, SPENT, MODEL))
    assert read_completion(json.dumps(body).encode()) == expected


@pytest.mark.parametrize("body", [b"", b"<html></html>", b'{"choices":[]}', b'{"status":200,"message":"ok"}'])
def test_a_whole_answer_that_is_none_is_refused(body: bytes) -> None:
    """Something else than an answer never becomes an empty answer."""
    with pytest.raises(BadAnswerError):
        read_completion(body)
