"""What the values of settings have to be, and how they are read from text."""

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

from bot.core.access import Mode
from bot.core.addresses import GIGACHAT_PROXIES, TELEGRAM_PROXIES, fault_of_url, is_proxy, is_scope


def fault(words: str, **facts: str) -> PydanticCustomError:
    """Return pydantic's error of one field: the key of the sentence in `locales/`, and what that mentions."""
    return PydanticCustomError(words, "see `locales`", facts)


def _checked_url(value: str) -> str:
    if words := fault_of_url(value):
        raise fault(words)
    return value.rstrip("/")


def _proxy(schemes: frozenset[str]) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not is_proxy(value.get_secret_value(), schemes):
            raise fault("setting-proxy")
        return value

    return AfterValidator(check)


def _checked_token(value: SecretStr) -> SecretStr:
    number, _, rest = value.get_secret_value().partition(":")
    if not number.isdecimal() or len(rest) < 20:  # noqa: PLR2004 - @BotFather's are 35 long
        raise fault("setting-token-shape")
    return value


def _checked_scope(value: str) -> str:
    if not is_scope(value):
        raise fault("setting-scope")
    return value


def _checked_file(value: Path) -> Path:
    try:
        value.open("rb").close()
    except OSError as error:
        raise fault("setting-unreadable", path=str(value), reason=str(error.strerror)) from None
    return value


def _readable_secret(value: Any) -> Any:
    if isinstance(value, PydanticCustomError):
        raise value  # what the secret's file had to say
    return value


def _read_ids(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return frozenset(int(each) for each in value.replace(",", " ").split())
    except ValueError:
        raise fault("setting-ids") from None


def _read_people(value: Any) -> Any:
    ids = _read_ids(value)
    if any(each <= 0 for each in ids):
        raise fault("setting-people")
    return ids


def _read_zone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, LookupError):  # no such zone, or a name such as "/etc"
        raise fault("setting-zone") from None


Url = Annotated[str, AfterValidator(_checked_url)]
Proxy = Annotated[SecretStr, _proxy(TELEGRAM_PROXIES)]
GigaChatProxy = Annotated[SecretStr, _proxy(GIGACHAT_PROXIES)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(str.lower)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
AccessMode = Annotated[Mode, BeforeValidator(str.lower)]
# NoDecode: pydantic-settings would take a list for JSON.
Ids = Annotated[frozenset[int], NoDecode, BeforeValidator(_read_ids)]
PeoplesIds = Annotated[frozenset[int], NoDecode, BeforeValidator(_read_people)]
TimeZone = Annotated[ZoneInfo, NoDecode, BeforeValidator(_read_zone)]
# 0 is no limit.
Count = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
Secret = Annotated[SecretStr, BeforeValidator(_readable_secret)]
BotToken = Annotated[Secret, AfterValidator(_checked_token)]
Scope = Annotated[str, AfterValidator(_checked_scope)]
ReadableFile = Annotated[Path, AfterValidator(_checked_file)]
