"""GigaChat's JSON, read into the values that all rooms share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.core.errors import BadAnswerError
from bot.core.events import Finish, FinishReason, StreamEvent, TextDelta, Usage
from bot.core.surrogates import PairJoiner, join_surrogates
from bot.gigachat.errors import error_in_body
from bot.gigachat.markers import MarkStripper, without_marks
from bot.gigachat.template import ChunkTemplate

# Cheaper than json.loads, which looks for white space around the document with two regular expressions.
_raw_decode: Final = json.JSONDecoder().raw_decode

# A chunk that bears one of these is a failure reported with status 200 (seen in the official SDK 0.2.4a1).
_FAULT_FIELDS: Final = frozenset({"status", "message", "code", "error", "error_details"})

# The first five are v1's; the others are what v2 calls the same ends (Sber's API description, Sep 2026).
_REASONS: Final = {reason.value: reason for reason in FinishReason} | {
    "request_blacklist": FinishReason.BLACKLIST,
    "response_blacklist": FinishReason.BLACKLIST,
    "request_filter": FinishReason.BLACKLIST,
    "function_call_error": FinishReason.ERROR,
}


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer: its text without marks (it may be empty) and how it ended."""

    text: str = field(repr=False)
    finish: Finish


class AnswerReader:
    """Reads the events of one streamed answer, chunk by chunk.

    `finishing` is true once a finish reason came, `done` once the far side said `[DONE]`.
    """

    def __init__(self) -> None:
        self.done = False
        self._reason: FinishReason | None = None
        self._usage: Usage | None = None
        self._model: str | None = None
        self._template = ChunkTemplate()
        self._marks = MarkStripper()
        self._pairs: PairJoiner | None = None

    @property
    def finishing(self) -> bool:
        """Whether the answer is complete, though its usage may still be on the way."""
        return self.done or self._reason is not None

    def read(self, data: str) -> TextDelta | None:
        """Read the data of one event and return its text, or None where it adds none.

        Raises `BadAnswerError` for what is no chunk, and the error that a chunk reports.
        """
        if data == "[DONE]":
            self.done = True
        if self.done or not data:
            return None
        text = self._template.text_of(data)
        if text is None:
            text = self._parsed_text(data)
        if self._pairs is not None:
            text = self._pairs.feed(text)
        text = self._marks.feed(text)
        return TextDelta(text) if text else None

    def finish(self) -> list[StreamEvent]:
        """Return the text that was held back, if there is any, and the one `Finish`.

        A stream that ended by `[DONE]` without a reason finishes as UNKNOWN.
        """
        torn = self._pairs.close() if self._pairs else ""
        rest = self._marks.feed(torn) + self._marks.close()
        finish = Finish(self._reason or FinishReason.UNKNOWN, self._usage, self._model)
        return [TextDelta(rest), finish] if rest else [finish]

    def _parsed_text(self, data: str) -> str:
        text = _text(self._choice(parsed_chunk(data)))
        if text:
            self._template.learn(data, text)
        if "\\u" in data and self._pairs is None:
            # From the first escape on: raw UTF-8 holds no half of a pair.
            self._pairs = PairJoiner()
        return text

    def _choice(self, chunk: Mapping[str, Any]) -> Mapping[str, Any]:
        if "usage" in chunk:
            # Threads send several; the last one counts.
            self._usage = read_usage(chunk["usage"]) or self._usage
        if self._model is None and isinstance(model := chunk.get("model"), str):
            self._model = model
        choice = _first_choice(chunk)
        if reason := choice.get("finish_reason"):
            self._reason = _reason(reason)
        return choice


def parsed_chunk(data: str) -> dict[str, Any]:
    """Return the chunk that `data` spells; raises the typed error for anything else."""
    try:
        data = data.strip()
        chunk, end = _raw_decode(data)
    except (ValueError, RecursionError):
        chunk, end = None, 0
    if not isinstance(chunk, dict) or end != len(data):
        # Without the parser's error, which quotes the text.
        raise BadAnswerError("The stream holds an event that is no JSON object.") from None
    if "choices" not in chunk or not _FAULT_FIELDS.isdisjoint(chunk):
        _refuse_fault(chunk)
    return chunk


def read_completion(body: bytes) -> Completion:
    """Return the answer to a request without a stream; raises the typed error for anything else."""
    chunk = parsed_chunk(body.decode("utf-8", "replace").strip())
    choice = _first_choice(chunk)
    if not choice:
        raise BadAnswerError("The answer holds no choice.")
    model = chunk.get("model")
    finish = Finish(
        _reason(choice.get("finish_reason")),
        read_usage(chunk.get("usage")),
        model if isinstance(model, str) else None,
    )
    return Completion(without_marks(join_surrogates(_text(choice))), finish)


def read_usage(usage: object) -> Usage | None:
    """Return the tokens of a `usage` object, None where there is none; a missing or odd number counts 0."""
    if not isinstance(usage, dict):
        return None

    def count(name: str) -> int:
        value = usage.get(name)
        return value if isinstance(value, int) else 0

    return Usage(
        prompt=count("prompt_tokens"),
        completion=count("completion_tokens"),
        total=count("total_tokens"),
        precached=count("precached_prompt_tokens"),
    )


def _first_choice(chunk: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = chunk["choices"]
    if choices and isinstance(choices, list) and isinstance(choices[0], dict):
        return choices[0]
    return {}


def _text(choice: Mapping[str, Any]) -> str:
    part = choice.get("delta") or choice.get("message")
    if not isinstance(part, dict):
        return ""
    # function_in_progress carries the seconds left for a picture as its content: never the answer's text.
    if part.get("role", "assistant") not in {"assistant", None, ""}:
        return ""
    content = part.get("content")
    return content if isinstance(content, str) else ""


def _reason(name: object) -> FinishReason:
    return _REASONS.get(name, FinishReason.UNKNOWN) if isinstance(name, str) else FinishReason.UNKNOWN


def _refuse_fault(chunk: Mapping[str, Any]) -> None:
    reported = {name for name in _FAULT_FIELDS if chunk.get(name)}
    if chunk.get("status") == 200:  # noqa: PLR2004 - the one status that reports no failure
        reported.discard("status")
    if reported or "choices" not in chunk:
        raise error_in_body(chunk)
