"""Settings: the environment and `.env` become one frozen, typed object."""

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.access import Mode
from bot.core.errors import SettingsError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What else may stand in an `.env` beside our own names: Compose reads the same file.
FOREIGN_PREFIXES = ("COMPOSE_", "TZ")


def _checked_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a URL that begins with https://")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https:// (http:// is accepted for this machine only)")
    return value.rstrip("/")


def _checked_proxy(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in {"http", "https", "socks5", "socks4"} or not parts.hostname:
        raise ValueError("is not a proxy such as http://host:port or socks5://host:port")
    return value


def _read_ids(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return frozenset(int(each) for each in value.replace(",", " ").split())
    except ValueError:
        raise ValueError("is not a list of ids such as 123456789,-1001234567890") from None


def _read_people(value: Any) -> Any:
    ids = _read_ids(value)
    if any(each <= 0 for each in ids):
        raise ValueError("holds an id that is no person's: those of people are positive")
    return ids


def _read_zone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, LookupError):  # no such zone, or a name such as "/etc"
        raise ValueError("is not a time zone such as Europe/Moscow") from None


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
                raise ValueError(f"{name.upper()} and {name.upper()}_FILE are both set: keep one of them")
            if path:
                values[name] = _secret_of(f"{name}_file", Path(path))
        return values

    @model_validator(mode="after")
    def _check_webhook(self) -> Self:
        if self.webhook_key_file and not self.webhook_cert_file:
            raise ValueError("WEBHOOK_KEY_FILE is of no use without its WEBHOOK_CERT_FILE")
        return self

    @model_validator(mode="after")
    def _check_token(self) -> Self:
        if self.bot_token is not None:
            number, _, rest = self.bot_token.get_secret_value().partition(":")
            if not number.isdecimal() or len(rest) < 20:  # noqa: PLR2004 - @BotFather's are 35 long
                raise ValueError("BOT_TOKEN does not look like @BotFather's 123456789:AAE…")
        return self


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and `.env`; raises `SettingsError`, one line that names the variable."""
    env_file = Path(overrides.pop("_env_file", ".env"))
    _refuse_unknown_names(_names_in(env_file), os.environ)
    try:
        return Settings(**{"_env_file": env_file, **overrides})
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None


def _secret_of(name: str, path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name.upper()}: {path} can't be read ({type(error).__name__})") from None
    if not secret:
        raise ValueError(f"{name.upper()}: {path} is empty")
    return secret


def _names_in(env_file: Path) -> list[str]:
    if not env_file.is_file():
        return []
    try:
        text = env_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{env_file} can't be read ({type(error).__name__})") from None
    names = []
    for binding in parse_stream(StringIO(text)):
        if binding.error or (binding.key and binding.value is None):
            raise SettingsError(f"{env_file}, line {binding.original.line}: NAME=value is needed")
        names += [binding.key] if binding.key else []
    return names


def _refuse_unknown_names(in_file: Iterable[str], environment: Mapping[str, str]) -> None:
    """Refuse unknown names of the file; of the environment, which is everybody's, misspelt ones of ours."""
    known = [name.upper() for name in Settings.model_fields]
    for name in in_file:
        if name.upper() not in known and not name.startswith(FOREIGN_PREFIXES):
            raise SettingsError(f".env: {name} is not a setting{_meant(name, known)}")
    for name in environment:
        if name.upper() not in known and _meant(name, known):
            raise SettingsError(f"{name} is not a setting{_meant(name, known)}")
    if environment.get("GIGACHAT_VERIFY_SSL_CERTS", "true").lower() in {"false", "0", "no", "off"}:
        raise SettingsError("GIGACHAT_VERIFY_SSL_CERTS: certificates are always verified, remove it")


def _meant(name: str, known: list[str]) -> str:
    close = get_close_matches(name.upper(), known, n=1, cutoff=0.85)
    return f", did you mean {close[0]}?" if close else ""


def _one_line(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"]).upper()
    sentence = first["msg"].removeprefix("Value error, ")
    return f"{name}: {sentence}" if name else sentence
