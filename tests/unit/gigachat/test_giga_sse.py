"""The decoder of server-sent events."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import BadAnswerError
from bot.gigachat.sse import SseDecoder, SseEvent

CASES = {
    "line feeds": (b"data: a\n\ndata: b\n\n", [SseEvent("a"), SseEvent("b")]),
    "carriage returns and line feeds": (b"data: a\r\n\r\ndata: b\r\n\r\n", [SseEvent("a"), SseEvent("b")]),
    "carriage returns": (b"data: a\r\rdata: b\r\r", [SseEvent("a"), SseEvent("b")]),
    "mixed ends of lines": (b"data: a\r\n\ndata: b\n\r\ndata: c\r\r\n", [SseEvent(x) for x in "abc"]),
    "a byte order mark": (b"\xef\xbb\xbfdata: a\n\n", [SseEvent("a")]),
    "a second byte order mark": (b"\n\n\xef\xbb\xbfdata: a\n\ndata: b\n\n", [SseEvent("b")]),
    "comments": (b": ping\n\n:\ndata: a\n: pong\n\n", [SseEvent("a")]),
    "no space": (b"data:a\n\ndata:  b\n\n", [SseEvent("a"), SseEvent(" b")]),
    "no colon": (b"data\n\n", [SseEvent("")]),
    "several lines": (b"data: a\ndata\ndata: b\n\n", [SseEvent("a\n\nb")]),
    "several lines with CRLF": (
        b"event: e\r\ndata: a\r\ndata: b\r\n\r\n",
        [SseEvent("a\nb", "e")],
    ),
    "a name": (b"event: done\ndata: a\n\ndata: b\n\n", [SseEvent("a", "done"), SseEvent("b")]),
    "a name alone": (b"event: done\n\ndata: b\n\n", [SseEvent("b")]),
    "unknown fields": (b"id: 1\nretry: 2\ndatax: 3\ndata: a\n\n", [SseEvent("a")]),
    "separators within a line": (
        "data: a\u2028\u2029\x85\x0bb\n\n".encode(),
        [SseEvent("a\u2028\u2029\x85\x0bb")],
    ),
    "many blank lines": (b"\n\n\ndata: a\n\n\n\n\ndata: b\n\n\n", [SseEvent("a"), SseEvent("b")]),
    "no blank line at the end": (b"data: a\n\ndata: b\n", [SseEvent("a"), SseEvent("b")]),
    "no line's end at the end": (b"data: a\n\ndata: b", [SseEvent("a"), SseEvent("b")]),
    "broken UTF-8": (b"data: \xd0\n\ndata: b\n\n", [SseEvent("\ufffd"), SseEvent("b")]),
    "nothing": (b"", []),
}


def decoded(*chunks: bytes, limit: int = 1024) -> list[SseEvent]:
    """Return all events of a stream that came in these chunks."""
    decoder = SseDecoder(limit)
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    return events + decoder.close()


def consume(decoder: SseDecoder, events: list[SseEvent], *chunks: bytes) -> None:
    """Add all events of a stream to `events`, so that they outlive an error."""
    for chunk in chunks:
        events += decoder.feed(chunk)
    events += decoder.feed(b"") + decoder.close()


def oracle(stream: bytes) -> list[SseEvent]:
    """Decode a whole stream line by line, as the standard's prose goes."""
    events: list[SseEvent] = []
    data: list[str] = []
    name = ""
    for line in [*re.split("\r\n|\n|\r", stream.decode("utf-8", "replace").removeprefix("\ufeff")), ""]:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            events += [SseEvent("\n".join(data), name)] if data else []
            data, name = [], ""
        elif field == "data":
            data.append(value)
        elif field == "event":
            name = value
    return events


@pytest.mark.parametrize(("stream", "events"), CASES.values(), ids=CASES)
def test_every_split_decodes_alike(stream: bytes, events: list[SseEvent]) -> None:
    """An event does not depend on where the network cut its bytes, be it twice or after each byte."""
    for first in range(len(stream) + 1):
        for second in range(first, len(stream) + 1):
            assert decoded(stream[:first], stream[first:second], stream[second:]) == events
    assert decoded(*(bytes([byte]) for byte in stream)) == events


LINES = st.sampled_from(
    [
        b"data: \xd0\xaf",
        b"data:",
        b"data",
        b"event: e",
        b": c",
        b"",
        b"",
        b"",
        b"x: y",
        b"data: \xe2\x80\xa8z",
        b"\xff",
    ]
)
STREAMS = st.lists(st.tuples(LINES, st.sampled_from([b"\n", b"\r\n", b"\r"])), max_size=30).map(
    lambda lines: b"".join(line + end for line, end in lines)
)


@given(STREAMS, st.binary(max_size=3), st.lists(st.integers(0, 300), max_size=12))
def test_any_stream_decodes_as_the_standard_says(stream: bytes, torn: bytes, cuts: list[int]) -> None:
    """No mixture of lines, ends and cuts decodes to something else than the standard's prose."""
    stream += torn
    places = [0, *sorted(cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(places)]
    assert decoded(*chunks, limit=10_000) == oracle(stream)


def test_a_long_event_is_refused_at_every_split() -> None:
    """Memory is bounded by one event, and the events before the long one are not lost with it."""
    fits, long = b"data: " + b"x" * 94, b"data: " + b"x" * 95
    assert len(decoded(b"\n" + fits + b"\n\n" + fits, limit=100)) == 2
    for stream in (b"data: a\n\n" + long + b"\n\n", b"data: a\n\n" + long, b"data: a\n\n" + long * 2):
        for cut in range(len(stream) + 1):
            decoder = SseDecoder(100)
            events: list[SseEvent] = []
            with pytest.raises(BadAnswerError, match="longer than 100 bytes"):
                consume(decoder, events, stream[:cut], stream[cut:])
            assert events == [SseEvent("a")]


def test_many_small_chunks_of_a_long_event_stay_cheap() -> None:
    """A long event in single bytes costs a time linear in its length, else this would not end."""
    decoder = SseDecoder()
    for byte in b"data: " + b"x" * 500_000:
        assert not decoder.feed(bytes((byte,)))
    assert len(decoder.feed(b"\n\n")[0].data) == 500_000
