"""`python -m bot check`: is everything in place to run? One line for each part, with what to do."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram.exceptions import TelegramUnauthorizedError

from bot.advice import faults_told, storage_told, terminal_advice_of
from bot.config import Settings
from bot.core.errors import (
    CertificateRejectedError,
    ModelError,
    SettingsError,
    StorageError,
)
from bot.core.models import chat_model_names
from bot.dialog.catalogue import served_spelling
from bot.gigachat import GigaChatClient
from bot.gigachat_endpoint import endpoint_of
from bot.locales import Words, words_in
from bot.storage.startup_check import Found, check_startup
from bot.telegram.outgoing.failures import CALL_ERRORS
from bot.telegram_bot import bot_of


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found of one part."""

    name: str
    passed: bool
    text: str


# Sentences that say what is wrong with a path and not what to do, and the error that has none.
_OF_THE_PATH = frozenset(
    {"storage-no-folder", "storage-no-files", "storage-no-right", "storage-cant-open", "storage-foreign"}
    | {"storage-no-database", "storage-refused", None}
)
Probe = Callable[[Settings, Words], Awaitable[list[CheckResult]]]


async def check(settings: Settings, language: str) -> int:
    """Print a line for each part; return the exit status, 1 if anything failed."""
    words = words_in(language)
    probes: tuple[Probe, ...] = (_telegram, _gigachat, _database)
    failed = False
    for probe in probes:
        for line in await probe(settings, words):
            failed |= not line.passed
            sys.stdout.write(f"{'✓' if line.passed else '✗'} {line.name}: {line.text}\n")
    return int(failed)


async def _telegram(settings: Settings, words: Words) -> list[CheckResult]:
    name = words("check-token")
    if settings.bot_token is None:
        return [CheckResult(name, False, f"BOT_TOKEN: {words('setting-token-missing')}")]
    bot = bot_of(settings)
    try:
        me = await bot.me()
    except TelegramUnauthorizedError:
        return [CheckResult(name, False, f"BOT_TOKEN: {words('setting-token-rejected')}")]
    except CALL_ERRORS:
        return [CheckResult(name, False, words("check-token-unreachable"))]
    finally:
        await bot.session.close()
    return [CheckResult(name, True, words("check-token-ok", username=me.username or ""))]


async def _gigachat(settings: Settings, words: Words) -> list[CheckResult]:
    """Certificate, key and model are checked by one conversation, in this order."""
    certificate, key, model = words("check-certificate"), words("check-key"), words("check-model")
    trusted, skipped = CheckResult(certificate, True, words("check-ok")), words("check-skipped")
    if settings.gigachat_credentials is None:
        advice = CheckResult(key, False, f"GIGACHAT_CREDENTIALS: {words('setting-key-missing')}")
        return [CheckResult(certificate, False, skipped), advice, CheckResult(model, False, skipped)]
    try:
        async with GigaChatClient(endpoint_of(settings)) as client:
            await client.authorize()
            found = CheckResult(model, *await _model(client, settings.gigachat_model, words))
    except (CertificateRejectedError, SettingsError) as error:
        text = (
            faults_told(error, words)
            if isinstance(error, SettingsError)
            else words(terminal_advice_of(error))
        )
        return [
            CheckResult(certificate, False, text),
            CheckResult(key, False, skipped),
            CheckResult(model, False, skipped),
        ]
    except ModelError as error:
        # Whoever refuses the key has shown a good certificate before.
        met = trusted if error.status is not None else CheckResult(certificate, False, skipped)
        return [
            met,
            CheckResult(key, False, words(terminal_advice_of(error))),
            CheckResult(model, False, skipped),
        ]
    return [trusted, CheckResult(key, True, words("check-ok")), found]


async def _model(client: GigaChatClient, wanted: str, words: Words) -> tuple[bool, str]:
    names = chat_model_names(await client.models())
    if served_spelling(wanted, names):
        return True, wanted
    return False, words("check-model-failed", model=wanted, models=", ".join(names))


async def _database(settings: Settings, words: Words) -> list[CheckResult]:
    name, path = words("check-database"), str(settings.database_path)
    try:
        found = await check_startup(settings.database_path)
    except StorageError as error:
        told = storage_told(error, words)
        if error.told in _OF_THE_PATH:
            told = f"{told}. {words('check-database-failed')}"
        return [CheckResult(name, False, told)]
    if found is Found.NOTHING:
        return [
            CheckResult(name, True, words("check-database-new", path=str(settings.database_path.absolute())))
        ]
    return [
        CheckResult(name, True, words("check-database-older", path=path) if found is Found.OLDER else path)
    ]
