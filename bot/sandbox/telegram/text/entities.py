"""Outgoing text with its entities, checked and normalised as TDLib's fix_formatted_text would.

Texts and order of the errors: TDLib 1.8.69, observed. Not modelled: nesting rules, and the detection of links
and mentions in a bot's own text.
"""

from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.text.links import LinkError, checked_link
from bot.sandbox.telegram.text.markup import parse_html
from bot.sandbox.telegram.text.utf16 import boundaries, units
from bot.sandbox.telegram.wire import Json, words

MESSAGE_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
RAW_BYTES: Final = 32768  # Bot API server, get_formatted_text: checked before parsing
MOST_ENTITIES: Final = 100  # undocumented; python-telegram-bot's MessageLimit.MESSAGE_ENTITIES
ENTITIES_BYTES: Final = 9500  # the size at which Telegram's servers answer ENTITIES_TOO_LONG, about
TYPES: Final = words(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
    "blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time"
)
_FIELDS: Final = ("url", "language", "user", "custom_emoji_id", "unix_time", "date_time_format")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities after all checks."""

    text: str
    entities: list[Json]


def formatted(text: str, entities: list[Any] | None, parse_mode: str | None) -> Formatted:
    """Return the text as Telegram would store it, or raise the 400 that it would answer.

    A parse mode wins over entities (Bot API server, get_formatted_text). The length is not checked here:
    sends and edits have different words for it.
    """
    if len(text.encode()) > RAW_BYTES:
        raise bad_request("text is too long")
    if parse_mode and parse_mode.lower() != "none":
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, found = parse_html(text)
    else:
        found = [_checked_shape(entity) for entity in entities or []]
    checked = _fixed(text, [entity for entity in found if entity["type"] in TYPES])
    return _trimmed(*_without_returns(text, checked))


def _checked_shape(entity: Any) -> Json:
    if not isinstance(entity, dict):
        raise bad_request("expected an Object as MessageEntity")
    for name in ("offset", "length"):
        if not isinstance(entity.get(name), int):
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    return {"type": str(entity.get("type")), "offset": entity["offset"], "length": entity["length"]} | {
        name: entity[name] for name in _FIELDS if entity.get(name) is not None
    }


def _fixed(text: str, entities: list[Json]) -> list[Json]:
    whole, starts = units(text), boundaries(text)
    kept: list[Json] = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        _check_bounds(entity, whole, starts)
        if entity["length"] > 0:
            kept.append(_checked_kind(entity))
    kept = kept[:MOST_ENTITIES]
    if sum(map(_wire_bytes, kept)) > ENTITIES_BYTES:
        raise bad_request("ENTITIES_TOO_LONG")
    return kept


def _check_bounds(entity: Json, whole: int, starts: dict[int, int]) -> None:
    begin, length = entity["offset"], entity["length"]
    end = begin + length
    if not 0 <= begin <= 1_000_000:
        raise bad_request(f"receive an entity with incorrect offset {begin}")
    if not 0 <= length <= 1_000_000:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if begin > whole and length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {begin}")
    if length and begin not in starts:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {starts[begin + 1]}")
    if length and end > whole:
        raise bad_request(
            f"entity beginning at UTF-16 offset {begin} ends after the end of the text at UTF-16 offset {end}"
        )
    if length and end not in starts:
        raise bad_request(
            f"entity beginning at UTF-16 offset {begin} ends in a middle of a UTF-16 symbol "
            f"at byte offset {starts[end + 1]}"
        )


def _checked_kind(entity: Json) -> Json:
    if entity["type"] != "text_link":
        return entity
    url = str(entity.get("url", ""))
    try:
        return entity | {"url": checked_link(url)}
    except LinkError as error:
        raise bad_request(f"entity URL '{url}' is invalid: {error}") from error


def _wire_bytes(entity: Json) -> int:
    # MTProto: constructor, offset and length of four bytes each, then strings padded to four.
    strings = (str(entity[name]) for name in ("url", "language") if name in entity)
    return 12 + sum(4 * ((len(value.encode()) + 4) // 4) for value in strings)


def _without_returns(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    if "\r" not in text:
        return text, entities
    raw = text.encode("utf-16-le")
    moved = []
    for entity in entities:
        begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
        before = raw[:begin].decode("utf-16-le").count("\r")
        inside = raw[begin:end].decode("utf-16-le").count("\r")
        moved.append(entity | {"offset": entity["offset"] - before, "length": entity["length"] - inside})
    return text.replace("\r", ""), moved


def _trimmed(text: str, entities: list[Json]) -> Formatted:
    # An entity keeps the space before the text in place, as in TDLib; nothing keeps the space after it.
    right = text.rstrip()
    lead = len(right) - len(right.lstrip())
    first = entities[0]["offset"] if entities else lead
    lead = min(lead, first)
    whole = units(right) - lead
    kept = []
    for entity in entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], whole - offset)
        if length > 0:
            kept.append(entity | {"offset": offset, "length": length})
    return Formatted(right[lead:], kept)
