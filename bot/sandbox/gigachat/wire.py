"""Server-sent events as GigaChat writes them, and the ways in which they have been seen to differ."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Usage = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WireForm:
    """How events look in bytes; the defaults are the form recorded in 2026.

    `usage` says which chunks carry it: the last, none (a recording of 2023), or every one. `finish_with_text`
    puts the finish into the chunk of the last text. `done` ends with `[DONE]`, `last_newline` ends that line.
    `ascii` escapes all but ASCII, an emoji as two surrogates. `cuts` sends an event in several writes: inside
    each character of more than one byte, or at every byte.
    """

    leading_blank: bool = False
    newline: Literal["\n", "\r\n", "\r"] = "\n"
    space: bool = True
    comments: bool = False
    usage: Literal["last", "none", "every"] = "last"
    finish_with_text: bool = False
    done: bool = True
    last_newline: bool = True
    ascii: bool = False
    cuts: Literal["none", "characters", "bytes"] = "none"

    def event(self, payload: Mapping[str, object]) -> bytes:
        """Encode one JSON event, with the blank line that ends it."""
        text = json.dumps(payload, ensure_ascii=self.ascii, separators=(",", ":"))
        comment = f": keep-alive{self.newline}{self.newline}" if self.comments else ""
        return f"{comment}{self._field}{text}{self.newline}{self.newline}".encode()

    def opening(self) -> bytes:
        """Encode what stands before the first event."""
        return self.newline.encode() if self.leading_blank else b""

    def closing(self) -> bytes:
        """Encode what stands after the last event."""
        if not self.done:
            return b""
        return f"{self._field}[DONE]{2 * self.newline if self.last_newline else ''}".encode()

    def parts(self, encoded: bytes) -> Iterator[bytes]:
        """Split encoded bytes into the writes that send them."""
        start = 0
        for index in range(1, len(encoded)):
            # The upper two bits of a byte that continues a character are 10 (RFC 3629).
            inside = encoded[index] & 0xC0 == 0x80
            if self.cuts == "bytes" or (self.cuts == "characters" and inside):
                yield encoded[start:index]
                start = index
        if encoded:
            yield encoded[start:]

    @property
    def _field(self) -> str:
        return "data: " if self.space else "data:"


@dataclass(frozen=True, slots=True)
class Chunks:
    """Builds the JSON of one answer; `created` is Unix time in seconds, `version` the echoed model."""

    version: str
    created: int

    def chunk(
        self, delta: Mapping[str, object], *, finish: str | None = None, usage: Usage | None = None
    ) -> dict[str, object]:
        """Build one streamed object; `finish_reason` and `usage` are absent, never null."""
        choice: dict[str, object] = {"delta": dict(delta), "index": 0}
        return self._object(choice, finish, usage)

    def whole(self, text: str, finish: str, usage: Usage) -> dict[str, object]:
        """Build the answer that does not stream."""
        choice: dict[str, object] = {"message": {"content": text, "role": "assistant"}, "index": 0}
        return self._object(choice, finish, usage)

    def _object(
        self, choice: dict[str, object], finish: str | None, usage: Usage | None
    ) -> dict[str, object]:
        if finish is not None:
            choice["finish_reason"] = finish
        built: dict[str, object] = {
            "choices": [choice],
            "created": self.created,
            "model": self.version,
            "object": "chat.completion",
        }
        if usage is not None:
            built["usage"] = dict(usage)
        return built
