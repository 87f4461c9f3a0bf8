"""The HTML parse mode, with the errors of TDLib's parse_html (MessageEntity.cpp) at the same byte offsets."""

import re
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.text.links import LinkError, checked_link
from bot.sandbox.telegram.text.utf16 import units
from bot.sandbox.telegram.wire import Json

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_CHARACTER: Final = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE: Final = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?\s*""")
_NAME: Final = re.compile(r"<(/?)([^\s>]*)")


@dataclass(slots=True)
class _Open:
    name: str
    at: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Parser:
    source: str
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    position: int = 0

    def byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def run(self) -> None:
        while self.position < len(self.source):
            if self.source[self.position] == "<":
                self._tag()
            else:
                self._characters()
        if self.stack:
            name = self.stack[-1].name
            raise _unparsed(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _characters(self) -> None:
        matched = _CHARACTER.match(self.source, self.position)
        if matched:
            decimal, hexadecimal, named = matched.groups()
            self.text += _NAMED[named] if named else chr(int(decimal or hexadecimal, 10 if decimal else 16))
            self.position = matched.end()
            return
        self.text += self.source[self.position]
        self.position += 1

    def _tag(self) -> None:
        begun = self.position
        matched = _NAME.match(self.source, begun)
        assert matched is not None  # noqa: S101 - the caller saw the bracket
        slash, name = matched.group(1), matched.group(2).lower()
        self.position = matched.end()
        if slash:
            self._close(name, begun)
            return
        # TDLib reports an unclosed tag before an unknown one.
        if self.position >= len(self.source):
            raise _unparsed(f"Unclosed start tag at byte offset {self.byte(begun)}")
        if name not in _TYPES:
            raise _unparsed(f'Unsupported start tag "{name}" at byte offset {self.byte(begun)}')
        attributes = self._attributes(begun)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(begun)}')
        self.stack.append(_Open(name, units(self.text), attributes))

    def _attributes(self, begun: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while self.position < len(self.source) and self.source[self.position] != ">":
            matched = _ATTRIBUTE.match(self.source, self.position)
            if not matched or matched.end() == self.position:
                break
            name, *values = matched.groups()
            found[name.lower()] = next((value for value in values if value is not None), "")
            self.position = matched.end()
        rest = self.source[self.position :].lstrip()
        if not rest.startswith(">"):
            raise _unparsed(f"Unclosed start tag at byte offset {self.byte(begun)}")
        self.position = len(self.source) - len(rest) + 1
        return found

    def _close(self, name: str, begun: int) -> None:
        if not self.stack:
            raise _unparsed(f"Unexpected end tag at byte offset {self.byte(begun)}")
        opened = self.stack.pop()
        rest = self.source[self.position :].lstrip()
        if not rest.startswith(">"):
            raise _unparsed(f"Unclosed end tag at byte offset {self.byte(begun)}")
        if name and name != opened.name:
            raise _unparsed(
                f"Unmatched end tag at byte offset {self.byte(begun)}, "
                f'expected "</{opened.name}>", found "</{name}>"'
            )
        self.position = len(self.source) - len(rest) + 1
        self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        length = units(self.text) - opened.at
        if length == 0:
            return
        entity: Json = {"type": _TYPES[opened.name], "offset": opened.at, "length": length}
        if opened.name == "a":
            inside = self.text.encode("utf-16-le")[2 * opened.at :].decode("utf-16-le")
            try:
                entity["url"] = checked_link(opened.attributes.get("href") or inside)
            except LinkError:
                return  # TDLib drops a bad link here without a word
        if opened.name == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.name == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        if opened.name == "code" and opened.attributes.get("class", "").startswith("language-"):
            entity["language"] = opened.attributes["class"][len("language-") :]
        self.entities.append(entity)


def _unparsed(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return the text and its entities in order; what TDLib refuses is refused in its words."""
    parser = _Parser(source)
    parser.run()
    return parser.text, sorted(_merged_code(parser.entities), key=lambda e: (e["offset"], -e["length"]))


def _merged_code(entities: list[Json]) -> list[Json]:
    # <pre><code class="language-x"> is one `pre` with a language; a lone code tag has none.
    spans = {(e["offset"], e["length"]): e.get("language") for e in entities if e["type"] == "code"}
    fenced = {(e["offset"], e["length"]) for e in entities if e["type"] == "pre"}
    merged: list[Json] = []
    for entity in entities:
        span = (entity["offset"], entity["length"])
        if entity["type"] == "code":
            if span in fenced:
                continue
            entity.pop("language", None)
        if entity["type"] == "pre" and spans.get(span):
            entity["language"] = spans[span]
        merged.append(entity)
    return merged
