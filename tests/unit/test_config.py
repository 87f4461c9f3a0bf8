"""Settings: whatever is wrong is said at once, a line each that names the variable and shows no secret."""

import os
from pathlib import Path

import pytest

from bot.advice import faults_told
from bot.config import Settings, load_settings
from bot.core.access import Mode
from bot.core.errors import SettingsError
from bot.locales import LANGUAGES, words_in

TOKEN = "123456789:AAExample-token-of-thirty-five-chars"
SECRET = "c2VjcmV0LWlkOnNlY3JldC1zZWNyZXQ="


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's own settings out."""
    for name in list(os.environ):
        if (
            name.upper().startswith(("GIGACHAT_", "TELEGRAM_", "BOT_"))
            or name.lower() in Settings.model_fields
        ):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Path:
    """Write the `.env` of the present folder."""
    path = Path(".env")
    path.write_text(text, encoding="utf-8")
    return path


def refusals(language: str = "en") -> list[str]:
    """Return the lines with which the settings are refused."""
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.__cause__ is None, "a chained error would show its input in a traceback"
    return faults_told(caught.value, words_in(language)).split("\n")


def refusal() -> str:
    """Return the one line with which the settings are refused."""
    (line,) = refusals()
    return line


def test_token_and_key_are_enough() -> None:
    """Everything else has a default: today's hosts, one stream, verified certificates."""
    written(f"BOT_TOKEN={TOKEN}\nGIGACHAT_CREDENTIALS={SECRET}\n")
    settings = load_settings()
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.gigachat_streams == 1
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.gigachat_base_url == "https://api.giga.chat/v1"


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container overrides what stands in `.env`; an empty value is no value."""
    written("GIGACHAT_MODEL=GigaChat-2\nGIGACHAT_STREAMS=\n")
    monkeypatch.setenv("GIGACHAT_MODEL", "GigaChat-2-Max")
    settings = load_settings()
    assert (settings.gigachat_model, settings.gigachat_streams) == ("GigaChat-2-Max", 1)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("BOT_TOKEN=geheim", "BOT_TOKEN"),
        ("BOT_TOKEN=geheim:geheimgeheimgeheimgeheim", "BOT_TOKEN"),
        ("TELEGRAM_API_URL=geheim", "TELEGRAM_API_URL"),
        ("TELEGRAM_API_URL=http://example.org/geheim", "TELEGRAM_API_URL"),
        ("TELEGRAM_API_URL=ftp://127.0.0.1", "TELEGRAM_API_URL"),
        ("TELEGRAM_PROXY=geheim", "TELEGRAM_PROXY"),
        ("TELEGRAM_PROXY=http://[geheim", "TELEGRAM_PROXY"),
        ("TELEGRAM_PROXY=ftp://user:geheim@127.0.0.1", "TELEGRAM_PROXY"),
        ("TELEGRAM_PROXY=socks5h://user:geheim@127.0.0.1", "TELEGRAM_PROXY"),
        ("GIGACHAT_STREAMS=geheim", "GIGACHAT_STREAMS"),
        ("GIGACHAT_STREAMS=0", "GIGACHAT_STREAMS"),
        ("CONTEXT_TOKENS=3", "CONTEXT_TOKENS"),
        ("SHUTDOWN_GRACE=-1", "SHUTDOWN_GRACE"),
        ("HEALTH_PORT=70000", "HEALTH_PORT"),
        ("LOG_LEVEL=LOUD", "LOG_LEVEL"),
        ("ADMINS=geheim", "ADMINS"),
        ("ADMINS=-100123", "ADMINS"),
        ("ALLOWED=1,geheim", "ALLOWED"),
        ("ACCESS=geheim", "ACCESS"),
        ("TIMEZONE=geheim", "TIMEZONE"),
        ("TIMEZONE=/etc/geheim", "TIMEZONE"),
        ("TOKENS_PER_DAY=-1", "TOKENS_PER_DAY"),
        ("RETENTION_DAYS=geheim", "RETENTION_DAYS"),
    ],
)
def test_a_malformed_value_is_named_and_not_shown(line: str, name: str) -> None:
    """The owner learns which variable to mend; the value, which may be a secret, is not repeated."""
    written(line)
    assert refusal().startswith(name)
    assert "geheim" not in refusal()


def test_names_may_be_left_to_gigachats_proxy() -> None:
    """The way to GigaChat knows socks5h, which Telegram's library refuses."""
    written("GIGACHAT_PROXY=socks5h://user:geheim@127.0.0.1:1080\nTELEGRAM_PROXY=socks5://127.0.0.1:1080\n")
    assert load_settings().gigachat_proxy


def test_who_may_talk_is_read_as_people_write_it() -> None:
    """Ids stand behind commas, with or without spaces, groups with a minus; modes in letters of any case."""
    written("ADMINS=1, 2\nALLOWED=3,-1001\nACCESS=Invite\nTIMEZONE=Asia/Omsk\nTOKENS_PER_DAY=5000\n")
    settings = load_settings()
    assert (settings.admins, settings.allowed) == (frozenset({1, 2}), frozenset({3, -1001}))
    assert settings.access is Mode.INVITE
    assert settings.timezone.key == "Asia/Omsk"
    written("ADMINS=\n")
    assert load_settings().admins == frozenset()


@pytest.mark.parametrize("url", ["http://127.0.0.2:8081", "http://localhost:8081/", "http://[::1]:8081"])
def test_plain_http_is_accepted_for_loopback(url: str) -> None:
    """The sandbox and a Bot API server of one's own stand on this machine."""
    written(f"TELEGRAM_API_URL={url}")
    assert load_settings().telegram_api_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("BOT_TOKN=1", "BOT_TOKEN"),
        ("GIGACHAT_CREDENTIAL=geheim", "GIGACHAT_CREDENTIALS"),
        ("gigachat_steams=2", "GIGACHAT_STREAMS"),
        ("DATABASE_PTH=x", "DATABASE_PATH"),
    ],
)
def test_a_typo_in_the_file_is_refused_with_what_was_meant(typo: str, meant: str) -> None:
    """A misspelt variable would silently be a default: it stops the start instead."""
    written(typo)
    line = refusal()
    assert typo.partition("=")[0] in line
    assert meant in line
    assert "geheim" not in line


def test_a_typo_in_the_environment_is_refused_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the environment only names like ours can be typos; all others belong to somebody else."""
    monkeypatch.setenv("TELEGRAM_SOMETHING_ELSE", "1")
    monkeypatch.setenv("EDITOR", "vi")
    load_settings()
    monkeypatch.setenv("GIGACHAT_CREDENTALS", "geheim")
    assert refusal() == "GIGACHAT_CREDENTALS: there is no such setting. Did you mean GIGACHAT_CREDENTIALS?"


def test_compose_may_read_the_same_file() -> None:
    """Compose's own variables in `.env` are not typos."""
    written("COMPOSE_PROJECT_NAME=bot\nLOG_LEVEL=DEBUG\n")
    assert load_settings().log_level == "DEBUG"


def test_secrets_come_from_files() -> None:
    """A container's secrets are files; the line end that editors leave is not part of them."""
    Path("token").write_text(f"{TOKEN}\n")
    Path("key").write_text(f"{SECRET}\n")
    written("BOT_TOKEN_FILE=token\nGIGACHAT_CREDENTIALS_FILE=key\n")
    settings = load_settings()
    assert settings.bot_token is not None
    assert settings.gigachat_credentials is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.gigachat_credentials.get_secret_value() == SECRET


@pytest.mark.parametrize("name", ["BOT_TOKEN", "GIGACHAT_CREDENTIALS"])
def test_a_secret_file_that_can_not_be_read_is_named(name: str) -> None:
    """A missing or empty file, a folder or no text: variable and path are named, nothing of the content."""
    Path("folder").mkdir()
    Path("empty").write_text("\n")
    Path("binary").write_bytes(b"\xff\xfe\x00geheim")
    for path in ("missing", "empty", "folder", "binary"):
        written(f"{name}_FILE={path}")
        line = refusal()
        assert line.startswith(f"{name}_FILE")
        assert path in line
        assert "geheim" not in line


@pytest.mark.parametrize("name", ["BOT_TOKEN", "GIGACHAT_CREDENTIALS"])
def test_a_secret_given_twice_is_refused(name: str) -> None:
    """Which one counts would be a guess."""
    Path("secret").write_text(TOKEN)
    written(f"{name}={TOKEN}\n{name}_FILE=secret\n")
    assert name in refusal()
    assert TOKEN not in refusal()


def test_verification_can_not_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The official SDK's switch is refused, not ignored: its owner would believe that it works."""
    monkeypatch.setenv("GIGACHAT_VERIFY_SSL_CERTS", "False")
    assert refusal().startswith("GIGACHAT_VERIFY_SSL_CERTS")


def test_a_file_that_is_no_text_is_named() -> None:
    """An `.env` in a foreign encoding stops the start with a line, not with a traceback."""
    Path(".env").write_bytes("SYSTEM_PROMPT=Привет".encode("cp1251"))
    assert refusal().startswith(".env")


def test_settings_do_not_show_their_secrets() -> None:
    """Whoever logs the settings logs no secret."""
    proxy = "http://user:geheim@127.0.0.1:3128"
    written(
        f"BOT_TOKEN={TOKEN}\nGIGACHAT_CREDENTIALS={SECRET}\nTELEGRAM_PROXY={proxy}\nGIGACHAT_PROXY={proxy}\n"
    )
    shown = f"{load_settings()!r} {load_settings()}"
    assert not any(secret in shown for secret in (TOKEN, SECRET, "geheim"))


@pytest.mark.parametrize("line", ["GIGACHAT_MODEL GigaChat-2-Max", "BOT TOKEN=1", "GIGACHAT_MODEL"])
def test_a_line_that_is_none_is_named(line: str) -> None:
    """A line of `.env` without NAME=value stops the start and is named by its number."""
    written(f"# ours\n{line}\n")
    assert refusal() == ".env:2: a line such as NAME=value is needed"


@pytest.mark.parametrize(
    ("name", "meant"),
    [("DATABSE_PATH", "DATABASE_PATH"), ("LOG_LEVL", "LOG_LEVEL"), ("BOT_TOKN", "BOT_TOKEN")],
)
def test_a_misspelt_name_in_the_environment_is_noticed(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    """What looks like a setting but is none would be ignored in silence otherwise."""
    monkeypatch.setenv(name, "x")
    assert refusal() == f"{name}: there is no such setting. Did you mean {meant}?"


def test_compose_keeps_its_names() -> None:
    """Compose reads the same file: its own names and the time zone may stand there."""
    written("COMPOSE_PROJECT_NAME=bot\nTZ=Europe/Moscow\nLOG_LEVEL=info\n")
    assert load_settings().log_level == "INFO"


def test_everything_to_be_mended_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody starts the bot five times to find five mistakes."""
    written(
        "BOT_TOKEN=geheim\nGIGACHAT_STREAMS=0\nLOG_FORMAT=xml\nCONTEXT_TOKENS=9999999\nDATABASE_PTH=x\nFOO=1\n"
    )
    monkeypatch.setenv("LOG_LEVL", "x")
    assert refusals() == [
        "DATABASE_PTH: there is no such setting. Did you mean DATABASE_PATH?",
        "FOO: there is no such setting. Those that exist are in .env.example",
        "LOG_LEVL: there is no such setting. Did you mean LOG_LEVEL?",
        "BOT_TOKEN: does not look like @BotFather’s 123456789:AAE…",
        "GIGACHAT_STREAMS: a number from 1 is needed",
        "CONTEXT_TOKENS: a number up to 1000000 is needed",
        "LOG_FORMAT: one of these is needed: text, json",
    ]
    Path("empty").write_text("")
    written(
        "1\nLOG_LEVEL=loud\n2\nBOT_TOKEN_FILE=empty\nWEBHOOK_KEY_FILE=empty\nGIGACHAT_BASE_URL=http://example.org\n"
        "GIGACHAT_CA_BUNDLE_FILE=nowhere\nGIGACHAT_SCOPE=a b\nGIGACHAT_PROXY=ssh://host\n"
    )
    assert sorted(line.partition(": ")[0] for line in refusals()) == [
        ".env:1", ".env:3", "BOT_TOKEN_FILE", "GIGACHAT_BASE_URL", "GIGACHAT_CA_BUNDLE_FILE",
        "GIGACHAT_PROXY", "GIGACHAT_SCOPE", "LOG_LEVEL", "LOG_LEVL", "WEBHOOK_KEY_FILE",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["", "BOT_TOKEN=\nLOG_LEVEL=loud\n"])
def test_what_a_command_needs_is_missed_at_once(line: str) -> None:
    """The very first start names both secrets that it lacks, beside whatever else is wrong."""
    written(line)
    with pytest.raises(SettingsError) as caught:
        load_settings(("bot_token", "gigachat_credentials"))
    named = [fault.name for fault in caught.value.faults]
    assert named == ["BOT_TOKEN", "GIGACHAT_CREDENTIALS", *(["LOG_LEVEL"] if line else [])]
    Path("token").write_text(TOKEN)
    written(f"BOT_TOKEN_FILE=token\nGIGACHAT_CREDENTIALS={SECRET}\n")
    assert load_settings(("bot_token", "gigachat_credentials")).bot_token


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", ["geheim", "-1", "1e99", "nan", "", "1.5"])
def test_every_refusal_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, value: str, language: str
) -> None:
    """Whichever setting is given nonsense, its line tells in the owner's language what would be right."""
    vague = words_in(language)("setting-malformed")
    for name in Settings.model_fields:
        with monkeypatch.context() as environment:
            environment.setenv(name.upper(), value)
            try:
                load_settings()
            except SettingsError as error:
                line = faults_told(error, words_in(language))
                assert line.startswith(f"{name.upper()}: ")
                assert vague not in line
