"""The judge of every message: TDLib, on which the Bot API server is built."""

import json
from typing import Any

import tdjson

from bot.core.entities import Entity, RichText, utf16_length

_KINDS = {
    "bold": "textEntityTypeBold",
    "italic": "textEntityTypeItalic",
    "underline": "textEntityTypeUnderline",
    "strikethrough": "textEntityTypeStrikethrough",
    "spoiler": "textEntityTypeSpoiler",
    "code": "textEntityTypeCode",
    "blockquote": "textEntityTypeBlockQuote",
}


def ask(request: dict[str, Any]) -> dict[str, Any]:
    """Let TDLib carry out a synchronous request; no network, no login."""
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
    return answer


def _kind(entity: Entity) -> dict[str, Any]:
    if entity.type == "text_link":
        return {"@type": "textEntityTypeTextUrl", "url": entity.url}
    if entity.type == "pre" and entity.language:
        return {"@type": "textEntityTypePreCode", "language": entity.language}
    return {"@type": "textEntityTypePre" if entity.type == "pre" else _KINDS[entity.type]}


def verdict(rich: RichText) -> str:
    """Tell why Telegram would refuse the text and its entities; empty when it accepts them."""
    for entity in rich.entities:
        if not (0 <= entity.offset < entity.end <= utf16_length(rich.text)):
            return f"entity out of range: {entity}"
    entities = [
        {"@type": "textEntity", "offset": e.offset, "length": e.length, "type": _kind(e)}
        for e in rich.entities
    ]
    text = {"@type": "formattedText", "text": rich.text, "entities": entities}
    answer = ask({"@type": "getMarkdownText", "text": text})
    return answer["message"] if answer["@type"] == "error" else ""


ask({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
