"""What somebody takes along: their conversations as Markdown to read and as JSON to keep. Pure."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.conversation import ConversationKey, TurnState
from bot.core.privacy import KeptConversation, KeptTurn
from bot.locales import Words

# Bot API: a bot may send files of up to 50 MB. What is longer goes on in a next file.
LARGEST_FILE = 40_000_000

_JSON_HEAD, _JSON_TAIL = b'{"records": [\n', b"\n]}\n"


class Takeout:
    """Writes conversations into files of at most `largest` bytes, but for a single longer turn."""

    def __init__(self, words: Words, zone: ZoneInfo, largest: int = LARGEST_FILE) -> None:
        self._words = words
        self._zone = zone
        self._markdown = _Volumes(_bytes(words("export-zone", zone=zone.key) + "\n\n"), b"", b"", largest)
        self._json = _Volumes(_JSON_HEAD, b",\n", _JSON_TAIL, largest)

    def add(self, kept: KeptConversation) -> None:
        """Write a conversation with its turns, oldest first."""
        self._json.write(_line(_place(kept.key) | {"settings": _settings(kept)}))
        self._markdown.write(_bytes(self._headline(kept)))
        for each in kept.turns:
            self._json.write(_line(_place(kept.key) | {"turn": self._turn(each)}))
            self._markdown.write(_bytes(self._told(each)))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the names and contents of the files: those to read, then those to keep."""
        yield from _named("conversations", "md", self._markdown.closed())
        yield from _named("conversations", "json", self._json.closed())

    def _headline(self, kept: KeptConversation) -> str:
        where = self._words(
            "export-place",
            place="private" if kept.key.chat_id > 0 else "group",
            chat=str(kept.key.chat_id),
            topic=str(kept.key.thread_id),
        )
        lines = [f"# {where}\n"]
        if kept.settings and kept.settings.model:
            lines.append(f"{self._words('button-model')}: {kept.settings.model}\n")
        if kept.settings and kept.settings.system_prompt:
            lines.append(f"{self._words('button-system')}: {kept.settings.system_prompt}\n")
        return "\n".join(lines) + "\n"

    def _told(self, each: KeptTurn) -> str:
        question, answer = each.turn.question, each.turn.answer
        speaker = question.speaker or self._words("export-question")
        again = f" ({self._words('export-again')})" if each.again else ""
        lines = [f"## {speaker}, {self._moment(each.asked_at):%Y-%m-%d %H:%M}{again}", ""]
        if question.quote:
            lines += [*_quoted(_quoted(f"{question.quote.author}: {question.quote.text}".splitlines())), ">"]
        lines += [*_quoted(question.text.splitlines()), ""]
        whole = answer.state is TurnState.COMPLETE
        state = "" if whole else f" ({self._words('export-state', state=answer.state.value)})"
        lines += [f"### {answer.model or 'GigaChat'}{state}", ""]
        lines += _quoted(answer.text.splitlines()) or [self._words("export-no-answer")]
        return "\n".join(lines) + "\n\n"

    def _turn(self, each: KeptTurn) -> dict[str, object]:
        told: dict[str, object] = asdict(each.turn)
        told["asked_at"] = self._moment(each.asked_at).isoformat()
        told["finished_at"] = each.finished_at and self._moment(each.finished_at).isoformat()
        return told

    def _moment(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, self._zone)


class _Volumes:
    """Parts of a text, joined into as few files as are allowed; each of them is whole by itself."""

    def __init__(self, head: bytes, between: bytes, tail: bytes, largest: int) -> None:
        self._head, self._between, self._tail = head, between, tail
        self._room = largest - len(head) - len(tail)
        self._parts: list[bytes] = []
        self._size = 0
        self._closed: list[bytes] = []

    def write(self, part: bytes) -> None:
        """Add a part."""
        if self._parts and self._size + len(part) > self._room:
            self._close()
        self._parts.append(part)
        self._size += len(part) + len(self._between)

    def closed(self) -> list[bytes]:
        """Return the files; nothing can be added any more."""
        if self._parts or not self._closed:
            self._close()
        return self._closed

    def _close(self) -> None:
        self._closed.append(self._head + self._between.join(self._parts) + self._tail)
        self._parts, self._size = [], 0


def _named(name: str, suffix: str, files: list[bytes]) -> Iterator[tuple[str, bytes]]:
    for number, content in enumerate(files, start=1):
        yield f"{name}.{suffix}" if len(files) == 1 else f"{name}-{number}.{suffix}", content


def _place(key: ConversationKey) -> dict[str, object]:
    return {"chat_id": key.chat_id, "thread_id": key.thread_id}


def _settings(kept: KeptConversation) -> dict[str, object] | None:
    return None if kept.settings is None else asdict(kept.settings)


def _quoted(lines: list[str]) -> list[str]:
    # What people and models write has headings of its own, which must not pass for those of the export.
    return [f"> {line}".rstrip() for line in lines]


def _line(told: dict[str, object]) -> bytes:
    return _bytes(json.dumps(told, ensure_ascii=False))


def _bytes(text: str) -> bytes:
    # Half of a surrogate pair, which JSON can carry, has no UTF-8.
    return text.encode("utf-8", "replace")
