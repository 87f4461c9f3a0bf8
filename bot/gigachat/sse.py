"""A decoder of server-sent events that reads bytes and awaits nothing."""

from dataclasses import dataclass
from typing import Final

from bot.core.errors import BadAnswerError

EVENT_LIMIT: Final = 1024 * 1024
_BLANK_LINE: Final = b"\n\n"


@dataclass(slots=True)
class SseEvent:
    """One dispatched event: the joined `data` lines and the `event` name ("" where none was given)."""

    # Not frozen: one is made for each piece, and a frozen one costs three times as much.
    data: str
    name: str = ""


class SseDecoder:
    """Turns the bytes of an event stream into events, wherever the network cut them.

    Follows the event stream format of the WHATWG HTML standard (section 9.2.6), but `close` also gives a
    last event whose blank line never came. `limit` bounds one event in bytes. `BadAnswerError` is raised for
    a longer one, after the events before it have been handed out.
    """

    def __init__(self, limit: int = EVENT_LIMIT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._skip_lf = False
        self._at_start = True
        self._overflowed = False

    def feed(self, chunk: bytes) -> list[SseEvent]:
        """Take the next bytes and return the events that they complete, in order."""
        if self._skip_lf or b"\r" in chunk:
            chunk = self._with_line_feeds(chunk)
        if not self._buffer and not self._overflowed and chunk.endswith(_BLANK_LINE):
            # Whole events, which is what the network mostly brings: no need for the buffer.
            events = self._events(chunk[:-2])
        else:
            self._refuse_overflow()
            events = self._buffered(chunk)
        if not events:
            self._refuse_overflow()
        return events

    def close(self) -> list[SseEvent]:
        """Return the event that the end of the stream left without its blank line, if there is one."""
        self._refuse_overflow()
        events = self._events(bytes(self._buffer))
        self._buffer.clear()
        if not events:
            self._refuse_overflow()
        return events

    def _buffered(self, chunk: bytes) -> list[SseEvent]:
        searched = max(len(self._buffer) - 1, 0)
        self._buffer += chunk
        events = []
        end = self._buffer.rfind(_BLANK_LINE, searched)
        if end >= 0:
            ready = bytes(self._buffer[:end])
            del self._buffer[: end + 2]
            events = self._events(ready)
        self._overflowed = self._overflowed or self._is_too_long(self._buffer)
        return events

    def _with_line_feeds(self, chunk: bytes) -> bytes:
        if self._skip_lf and chunk:
            # The \r of a \r\n that was cut in two has already ended the line.
            chunk = chunk.removeprefix(b"\n")
            self._skip_lf = False
        if b"\r" in chunk:
            self._skip_lf = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _events(self, ready: bytes) -> list[SseEvent]:
        if len(ready) > self._limit:
            ready = self._before_overflow(ready)
        # The cut is at a line feed, so no UTF-8 sequence is torn; U+2028 is text here, not a line's end.
        text = ready.decode("utf-8", "replace")
        if self._at_start:
            self._at_start = False
            text = text.removeprefix("\ufeff")
        events = []
        for block in text.split("\n\n"):
            if block.startswith("data: ") and "\n" not in block:
                events.append(SseEvent(block[6:]))
            elif (event := _parsed(block)) is not None:
                events.append(event)
        return events

    def _before_overflow(self, ready: bytes) -> bytes:
        kept = []
        for block in ready.split(_BLANK_LINE):
            if self._is_too_long(block):
                self._overflowed = True
                break
            kept.append(block)
        return _BLANK_LINE.join(kept)

    def _is_too_long(self, block: bytes | bytearray) -> bool:
        # The line feeds at its ends belong to blank lines, of which the second half may not have come yet.
        return len(block) > self._limit and len(block.strip(b"\n")) > self._limit

    def _refuse_overflow(self) -> None:
        if self._overflowed:
            self._buffer.clear()
            raise BadAnswerError(f"One event of the stream is longer than {self._limit} bytes.")


def _parsed(block: str) -> SseEvent | None:
    name = ""
    data: list[str] = []
    for line in block.split("\n"):
        field, _, value = line.partition(":")
        if field == "data":
            data.append(value.removeprefix(" "))
        elif field == "event":
            name = value.removeprefix(" ")
    return SseEvent("\n".join(data), name) if data else None
