"""Parameters of a call: read from wherever a client may put them, checked, typed."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from aiohttp import web

from bot.sandbox.telegram.api.schema import OBJECTS, SCHEMA
from bot.sandbox.telegram.errors import ApiError, bad_request
from bot.sandbox.telegram.wire import Json

_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0", ""})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str

    def __repr__(self) -> str:
        return f"<{self.name}, {len(self.content)} bytes>"


Raw: TypeAlias = dict[str, Any]


async def read_raw(request: web.Request) -> Raw:
    """Return what the query, a form, a multipart body or a JSON body carries; the body wins."""
    raw: Raw = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except json.JSONDecodeError as error:
            raise bad_request("can't parse JSON object") from error
        return raw | (body if isinstance(body, dict) else {})
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error
    for name, value in form.items():
        if isinstance(value, web.FileField):
            with value.file:
                raw[name] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            raw[name] = value
    return raw


@dataclass(slots=True)
class Params:
    """The typed parameters of one call; `uploads` are the files by their part names."""

    method: str
    values: Json = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a string, empty where it is missing."""
        return str(self.values.get(name, ""))

    def number(self, name: str, default: int = 0) -> int:
        """Return an integer."""
        return int(self.values.get(name, default))

    def flag(self, name: str) -> bool:
        """Return a boolean, False where it is missing."""
        return bool(self.values.get(name, False))

    def mapping(self, name: str) -> Json | None:
        """Return a JSON object, or None where it is missing."""
        found: Json | None = self.values.get(name)
        return found

    def array(self, name: str) -> list[Any] | None:
        """Return a JSON array, or None where it is missing."""
        found: list[Any] | None = self.values.get(name)
        return found

    @property
    def chat_id(self) -> int | str | None:
        """Return the chat that the call is about, if it names one."""
        found: int | str | None = self.values.get("chat_id")
        return found

    def file(self, name: str) -> Upload | str | None:
        """Return an upload (direct or through attach://), a string (file id or URL), or None."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name, value)


def typed(method: str, raw: Raw, violate: Callable[[str], None]) -> Params:
    """Return the parameters by the method's schema.

    What the schema does not know is told to `violate` and dropped; a value of the wrong kind is told and
    refused with a 400.
    """
    uploads = {name: value for name, value in raw.items() if isinstance(value, Upload)}
    params = Params(method, uploads=uploads)
    attached = {str(value).removeprefix("attach://") for value in raw.values()}
    for name, value in raw.items():
        kind = SCHEMA[method].get(name)
        if kind is None:
            if name not in attached:
                violate(f"{method}: unknown parameter '{name}'")
        elif not isinstance(value, Upload):
            params.values[name] = _converted(method, name, kind, value, violate)
    return params


def _converted(method: str, name: str, kind: str, value: Any, violate: Callable[[str], None]) -> Any:
    try:
        converted = _CONVERTERS[kind](value)
    except (ValueError, TypeError) as error:
        violate(f"{method}: '{name}' is no {kind}")
        what = "JSON object" if kind in {"object", "array"} else kind
        raise bad_request(f"can't parse {name}: expected {what}") from error
    _check_fields(method, name, converted, violate)
    return converted


def _check_fields(method: str, name: str, value: Any, violate: Callable[[str], None]) -> None:
    known = OBJECTS.get("entities" if name == "caption_entities" else name)
    if known is None:
        return
    for item in value if isinstance(value, list) else [value]:
        for key in item.keys() - known if isinstance(item, dict) else ():
            violate(f"{method}: unknown field '{key}' in {name}")


def _integer(value: Any) -> int:
    if isinstance(value, bool | float):
        raise TypeError(value)
    return int(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in _TRUE:
        return True
    if str(value).lower() in _FALSE:
        return False
    raise ValueError(value)


def _string(value: Any) -> str:
    if not isinstance(value, str | int):
        raise TypeError(value)
    return str(value)


def _chat(value: Any) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _integer(value)


def _structure(wanted: type) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        parsed = json.loads(value) if isinstance(value, str) else value
        if not isinstance(parsed, wanted):
            raise TypeError(parsed)
        return parsed

    return convert


_CONVERTERS: Final[dict[str, Callable[[Any], Any]]] = {
    "int": _integer,
    "str": _string,
    "bool": _boolean,
    "chat": _chat,
    "object": _structure(dict),
    "array": _structure(list),
    "file": _string,
}
