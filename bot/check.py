"""`python -m bot check`: is everything in place to run? One line for each part, with what to do."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram.exceptions import TelegramUnauthorizedError

from bot.advice import advice_of
from bot.app import bot_of
from bot.config import Settings
from bot.core.errors import (
    CertificateRejectedError,
    ModelError,
    SettingsError,
    StorageError,
)
from bot.dialog.catalogue import served_spelling
from bot.endpoint import endpoint_of
from bot.gigachat import GigaChatClient
from bot.locales import Words, words_in
from bot.storage.database import Database
from bot.telegram.failures import CALL_ERRORS


@dataclass(frozen=True, slots=True)
class Line:
    """What was found of one part."""

    name: str
    passed: bool
    text: str


Probe = Callable[[Settings, Words], Awaitable[list[Line]]]


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


async def _telegram(settings: Settings, words: Words) -> list[Line]:
    name = words("check-token")
    if settings.bot_token is None:
        return [Line(name, False, words("check-token-missing"))]
    bot = bot_of(settings)
    try:
        me = await bot.me()
    except TelegramUnauthorizedError:
        return [Line(name, False, words("check-token-failed"))]
    except CALL_ERRORS:
        return [Line(name, False, words("check-token-unreachable"))]
    finally:
        await bot.session.close()
    return [Line(name, True, words("check-token-ok", username=me.username or ""))]


async def _gigachat(settings: Settings, words: Words) -> list[Line]:
    """Certificate, key and model are checked by one conversation, in this order."""
    certificate, key, model = words("check-certificate"), words("check-key"), words("check-model")
    passed, skipped = words("check-ok"), words("check-skipped")
    try:
        async with GigaChatClient(endpoint_of(settings)) as client:
            await client.authorize()
            found = Line(model, *await _model(client, settings.gigachat_model, words))
    except CertificateRejectedError as error:
        advice = Line(certificate, False, words(advice_of(error)))
        return [advice, Line(key, False, skipped), Line(model, False, skipped)]
    except (ModelError, SettingsError) as error:
        text = str(error) if isinstance(error, SettingsError) else words(advice_of(error))
        return [Line(key, False, text), Line(model, False, skipped)]
    return [Line(certificate, True, passed), Line(key, True, passed), found]


async def _model(client: GigaChatClient, wanted: str, words: Words) -> tuple[bool, str]:
    names = [model.id for model in await client.models() if model.type == "chat"]
    if served_spelling(wanted, names):
        return True, wanted
    return False, words("check-model-failed", model=wanted, models=", ".join(names))


async def _database(settings: Settings, words: Words) -> list[Line]:
    name = words("check-database")
    try:
        database = await Database.open(settings.database_path)
        await database.close()
    except StorageError as error:
        return [Line(name, False, words("check-database-failed", reason=str(error).rstrip(".")))]
    return [Line(name, True, str(settings.database_path))]
