"""Settings: the environment and `.env` become one frozen, typed object."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.access import Mode
from bot.core.addresses import AUTH_URL, BASE_URL, SCOPE
from bot.core.errors import Fault, SettingsError
from bot.setting_names import misspelt_names, read_names, unknown_names
from bot.setting_types import (
    AccessMode,
    BotToken,
    Count,
    GigaChatProxy,
    Ids,
    LogFormat,
    LogLevel,
    PeoplesIds,
    Proxy,
    ReadableFile,
    Scope,
    Secret,
    TimeZone,
    Url,
    fault,
)

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
_MISSING = {
    "bot_token": Fault("BOT_TOKEN", "setting-token-missing"),
    "gigachat_credentials": Fault("GIGACHAT_CREDENTIALS", "setting-key-missing"),
}


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
    webhook_cert_file: ReadableFile | None = None
    webhook_key_file: ReadableFile | None = None

    gigachat_credentials: Secret | None = None
    gigachat_credentials_file: Path | None = None
    gigachat_scope: Scope = SCOPE
    gigachat_model: Annotated[str, Field(min_length=1)] = "GigaChat-2"
    gigachat_base_url: Url = BASE_URL
    gigachat_auth_url: Url = AUTH_URL
    gigachat_ca_bundle_file: ReadableFile | None = None
    gigachat_proxy: GigaChatProxy | None = None
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
                values[name] = fault("setting-twice", other=f"{name.upper()}_FILE")
            elif path:
                values[name] = _secret_of(f"{name}_file", Path(path))
        return values

    @field_validator("webhook_key_file")
    @classmethod
    def _check_certificate(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and info.data.get("webhook_cert_file", value) is None:
            raise fault("setting-alone", other="WEBHOOK_CERT_FILE")
        return value


def load_settings(needs: Sequence[str] = (), /, **overrides: Any) -> Settings:
    """Read the environment and `.env`; `needs` names those of the secrets that have to be set.

    Raises `SettingsError` with everything that is to be mended.
    """
    env_file = Path(overrides.pop("_env_file", ".env"))
    known = {name.upper() for name in Settings.model_fields}
    in_file, faults = read_names(env_file)
    faults += [*unknown_names(in_file, known), *misspelt_names(os.environ, known)]
    given = {name.upper() for name, value in (*in_file.items(), *os.environ.items()) if value}
    faults += [_MISSING[name] for name in needs if given.isdisjoint({name.upper(), f"{name.upper()}_FILE"})]
    try:
        settings = Settings(**{"_env_file": env_file, **overrides})
    except ValidationError as error:
        details = error.errors(include_input=False, include_url=False)
        raise SettingsError(*faults, *map(_fault_of, details)) from None
    if faults:
        raise SettingsError(*faults)
    return settings


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
    return ", ".join(re.findall(r"'([^']*)'", bound)) if isinstance(bound, str) else f"{bound:.15g}"


def _secret_of(name: str, path: Path) -> str | PydanticCustomError:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        facts = {"path": str(path), "reason": type(error).__name__}
        return fault("setting-unreadable", name=name.upper(), **facts)
    return secret or fault("setting-empty-file", name=name.upper(), path=str(path))
