"""Settings: the environment and `.env` become one frozen, typed object."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.access import Mode
from bot.core.errors import Fault, SettingsError
from bot.setting_names import misspelt_names, names_in, unknown_names

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Pydantic's kinds of errors (docs.pydantic.dev/latest/errors/validation_errors), the key of our sentence and
# what of the error's context it mentions. Our own kinds are such keys themselves.
_SENTENCES = {
    "int_parsing": ("setting-whole", None),
    "int_from_float": ("setting-whole", None),
    "int_parsing_size": ("setting-whole", None),
    "float_parsing": ("setting-number", None),
    "finite_number": ("setting-number", None),
    "bool_parsing": ("setting-switch", None),
    "string_too_short": ("setting-empty", None),
    "greater_than": ("setting-above", "gt"),
    "greater_than_equal": ("setting-at-least", "ge"),
    "less_than_equal": ("setting-at-most", "le"),
    "literal_error": ("setting-choice", "expected"),
    "enum": ("setting-choice", "expected"),
}


def _checked_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _fault("setting-url")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise _fault("setting-url-plain")
    return value.rstrip("/")


def _checked_proxy(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in {"http", "https", "socks5", "socks4"} or not parts.hostname:
        raise _fault("setting-proxy")
    return value


def _read_ids(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return frozenset(int(each) for each in value.replace(",", " ").split())
    except ValueError:
        raise _fault("setting-ids") from None


def _read_people(value: Any) -> Any:
    ids = _read_ids(value)
    if any(each <= 0 for each in ids):
        raise _fault("setting-people")
    return ids


def _read_zone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, LookupError):  # no such zone, or a name such as "/etc"
        raise _fault("setting-zone") from None


Url = Annotated[str, AfterValidator(_checked_url)]
Proxy = Annotated[SecretStr, AfterValidator(_checked_proxy)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(str.lower)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
AccessMode = Annotated[Mode, BeforeValidator(str.lower)]
# NoDecode: pydantic-settings would take a list for JSON.
Ids = Annotated[frozenset[int], NoDecode, BeforeValidator(_read_ids)]
PeoplesIds = Annotated[frozenset[int], NoDecode, BeforeValidator(_read_people)]
TimeZone = Annotated[ZoneInfo, NoDecode, BeforeValidator(_read_zone)]
# 0 is no limit.
Count = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
BotToken = Annotated[SecretStr, Field(min_length=1)]


class Settings(BaseSettings):
    """Everything that an owner can set. Each field is the variable of the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # unknown names are refused by `load_settings`, with the name that was meant
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: BotToken | None = None
    bot_token_file: Path | None = None
    telegram_api_url: Url = "https://api.telegram.org"
    telegram_proxy: Proxy | None = None
    webhook_url: Url | None = None
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8443
    webhook_cert_file: Path | None = None
    webhook_key_file: Path | None = None

    gigachat_credentials: SecretStr | None = None
    gigachat_credentials_file: Path | None = None
    gigachat_scope: str = "GIGACHAT_API_PERS"
    gigachat_model: Annotated[str, Field(min_length=1)] = "GigaChat-2"
    gigachat_base_url: str = "https://api.giga.chat/v1"
    gigachat_auth_url: str = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
    gigachat_ca_bundle_file: Path | None = None
    gigachat_proxy: SecretStr | None = None
    gigachat_streams: Annotated[int, Field(ge=1, le=1000)] = 1
    queue_limit: Annotated[int, Field(ge=1, le=100_000)] = 100
    admins_first: bool = False

    admins: PeoplesIds = frozenset()
    access: AccessMode = Mode.OPEN
    allowed: Ids = frozenset()
    questions_per_minute: Count = 10
    tokens_per_day: Count = 0
    tokens_per_month: Count = 0
    group_questions_per_minute: Count = 20
    group_tokens_per_day: Count = 0
    group_tokens_per_month: Count = 0
    timezone: TimeZone = ZoneInfo("Europe/Moscow")
    balance_warning: Count = 0
    retention_days: Annotated[int, Field(ge=0, le=36_500)] = 0

    system_prompt: str | None = None
    context_tokens: Annotated[int, Field(ge=500, le=1_000_000)] = 8_000
    database_path: Path = Path("bot.sqlite3")
    shutdown_grace: Annotated[float, Field(ge=0, le=600)] = 10.0
    backlog_age: Annotated[float, Field(gt=0, le=31_536_000)] = 3600.0
    outbox_age: Annotated[float, Field(gt=0, le=31_536_000)] = 86_400.0
    health_port: Annotated[int, Field(ge=0, le=65535)] = 0
    listen_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    log_format: LogFormat = "text"
    log_level: LogLevel = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: Any) -> Any:
        for name in ("bot_token", "gigachat_credentials"):
            path = values.get(f"{name}_file")
            if path and values.get(name):
                raise _fault("setting-twice", name=name.upper(), other=f"{name.upper()}_FILE")
            if path:
                values[name] = _secret_of(f"{name}_file", Path(path))
        return values

    @model_validator(mode="after")
    def _check_webhook(self) -> Self:
        if self.webhook_key_file and not self.webhook_cert_file:
            raise _fault("setting-alone", name="WEBHOOK_KEY_FILE", other="WEBHOOK_CERT_FILE")
        return self

    @model_validator(mode="after")
    def _check_token(self) -> Self:
        if self.bot_token is not None:
            number, _, rest = self.bot_token.get_secret_value().partition(":")
            if not number.isdecimal() or len(rest) < 20:  # noqa: PLR2004 - @BotFather's are 35 long
                raise _fault("setting-token-shape", name="BOT_TOKEN")
        return self


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and `.env`; raises `SettingsError` with everything that is to be mended."""
    env_file = Path(overrides.pop("_env_file", ".env"))
    known = {name.upper() for name in Settings.model_fields}
    faults = [*unknown_names(names_in(env_file), known), *misspelt_names(os.environ, known)]
    try:
        settings = Settings(**{"_env_file": env_file, **overrides})
    except ValidationError as error:
        details = error.errors(include_input=False, include_url=False)
        raise SettingsError(*faults, *map(_fault_of, details)) from None
    if faults:
        raise SettingsError(*faults)
    return settings


def _fault(words: str, **facts: str) -> PydanticCustomError:
    return PydanticCustomError(words, "see `locales`", facts)


def _fault_of(details: ErrorDetails) -> Fault:
    context = details.get("ctx", {})
    if not details["type"].startswith("setting-"):
        words, fact = _SENTENCES.get(details["type"], ("setting-malformed", None))
        context = {"bound": _plain(context[fact])} if fact else {}
    else:
        words = details["type"]
    name = context.get("name") or ".".join(str(part) for part in details["loc"]).upper()
    return Fault(name, words, context)


def _plain(bound: Any) -> str:
    """Return a bound, or pydantic's "'text' or 'json'", without words of any language."""
    return ", ".join(re.findall(r"'([^']*)'", bound)) if isinstance(bound, str) else str(bound)


def _secret_of(name: str, path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        facts = {"path": str(path), "reason": type(error).__name__}
        raise _fault("setting-unreadable", name=name.upper(), **facts) from None
    if not secret:
        raise _fault("setting-empty-file", name=name.upper(), path=str(path))
    return secret
