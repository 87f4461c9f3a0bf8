"""A scripted answer: pieces of text, each with the time that it takes."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.sandbox.gigachat.usage import CHARACTERS_PER_TOKEN

FILLER = (
    "Утром город просыпается медленно: сначала светлеют крыши, потом окна, и только после них улицы. "
    "Дворники шуршат мётлами, трамвай звенит на повороте, а из пекарни на углу тянет тёплым хлебом. "
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One streamed piece: sent `delay` seconds after the one before, and not before the `gate` is set.

    `delta` replaces the whole delta object on the wire (for a null content, or a role that is no text).
    """

    text: str
    delay: float = 0.0
    gate: asyncio.Event | None = None
    delta: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """An answer from its first piece to its finish; the texts of the pieces join to the full text."""

    pieces: tuple[Piece, ...]
    finish_reason: str = "stop"

    @property
    def text(self) -> str:
        """The full text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def seconds(self) -> float:
        """How long the answer takes from its start to its last piece, gates aside."""
        return sum(piece.delay for piece in self.pieces)

    @classmethod
    def of(
        cls,
        answer: str | Sequence[str | Piece],
        *,
        words_per_piece: int | None = None,
        piece_delay: float = 0.0,
        first_delay: float = 0.0,
        finish_reason: str = "stop",
    ) -> "Scenario":
        """Make a scenario of a text (one piece, or so many words each) or of exact pieces; delays in s."""
        texts = _cut(answer, words_per_piece) if isinstance(answer, str) else answer
        pieces = [
            piece if isinstance(piece, Piece) else Piece(piece, piece_delay if number else first_delay)
            for number, piece in enumerate(texts)
        ]
        return cls(tuple(pieces), finish_reason)

    @classmethod
    def words(cls, n: int, seconds: float, *, words_per_piece: int = 1) -> "Scenario":
        """Make `n` words of Russian prose that stream evenly, the last one `seconds` after the start."""
        filler = FILLER.split()
        text = " ".join(filler[number % len(filler)] for number in range(n))
        delay = seconds / max(1, -(-n // words_per_piece))
        return cls.of(text, words_per_piece=words_per_piece, piece_delay=delay, first_delay=delay)

    def paced(self, factor: float) -> "Scenario":
        """Return the same answer with every delay multiplied."""
        return replace(self, pieces=tuple(replace(p, delay=p.delay * factor) for p in self.pieces))

    def behind(self, characters: int) -> "Scenario":
        """Return what of the answer comes behind so many characters, begun after the same wait."""
        kept: list[Piece] = []
        for piece in self.pieces:
            if characters < len(piece.text):
                delay = piece.delay if kept else self.pieces[0].delay
                kept.append(replace(piece, text=piece.text[max(0, characters) :], delay=delay))
            characters -= len(piece.text)
        return replace(self, pieces=tuple(kept))

    def limited(self, max_tokens: int) -> "Scenario":
        """Return the answer as `max_tokens` cuts it, with the reason "length" where it was cut."""
        room = max_tokens * CHARACTERS_PER_TOKEN
        if len(self.text) <= room:
            return self
        kept: list[Piece] = []
        for piece in self.pieces:
            if room <= 0:
                break
            kept.append(replace(piece, text=piece.text[:room]))
            room -= len(piece.text)
        return Scenario(tuple(kept), "length")

    def spaced(self, interval: float) -> "Scenario":
        """Return the answer with at least `interval` seconds between messages, as `update_interval` asks."""
        if interval <= 0:
            return self
        merged: list[Piece] = []
        now, sent_at = 0.0, -interval
        for piece in self.pieces:
            now += piece.delay
            alone = piece.gate is not None or piece.delta is not None
            if merged and now <= sent_at and not alone and merged[-1].delta is None:
                merged[-1] = replace(merged[-1], text=merged[-1].text + piece.text)
                continue
            due = max(now, sent_at + interval)
            merged.append(replace(piece, delay=due - max(sent_at, 0.0)))
            sent_at = due
        return replace(self, pieces=tuple(merged))


def _cut(text: str, words_per_piece: int | None) -> list[str]:
    if words_per_piece is None:
        return [text] if text else []
    words = re.findall(r"\s*\S+|\s+", text)
    return ["".join(words[i : i + words_per_piece]) for i in range(0, len(words), words_per_piece)]
