"""`python -m bot admin …`: what admins do in Telegram, for scripts; a running bot notices it."""

import asyncio
import json
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bot.accounts.reports import NOTHING, act_lines, balance_text, figures_text
from bot.admin_panel import panel_of
from bot.advice import storage_told, terminal_advice_of
from bot.config import Settings
from bot.core.administration import TERMINAL
from bot.core.errors import BotError, ModelError, StorageError
from bot.core.models import Balance, chat_model_names
from bot.dialog.catalogue import served_spelling
from bot.dialog.run_context import Defaults
from bot.gigachat import GigaChatClient
from bot.gigachat_endpoint import endpoint_of
from bot.locales import Words, words_in
from bot.storage.database import Database
from bot.terminal.admin_broadcast import broadcast
from bot.terminal.admin_context import AdminContext, CommandResult
from bot.terminal.admin_people import decide, find, invite, limits, usage


async def administer(settings: Settings, asked: Namespace, language: str) -> int:
    """Run one command; return the exit status: 1 where the database refuses or nobody is found."""
    words, path = words_in(language), settings.database_path
    if not path.is_file():
        sys.stderr.write(f"✗ {words('admin-cli-no-database', path=str(path))}\n")
        return 1
    try:
        database = await Database.open(path)
        try:
            told = await _PARTS[asked.part](_context(settings, words, database), asked)
        finally:
            await database.close()
    except StorageError as error:
        sys.stderr.write(f"✗ {storage_told(error, words)}\n")
        return 1
    said = json.dumps(told.value, ensure_ascii=False, default=str) if asked.json else told.text
    (sys.stderr if told.status and not asked.json else sys.stdout).write(f"{said}\n")
    return told.status


def _context(settings: Settings, words: Words, database: Database) -> AdminContext:
    defaults = Defaults(settings.gigachat_model, settings.system_prompt, settings.context_tokens)
    panel = panel_of(settings, database, defaults, partial(_balance_of, settings))
    return AdminContext(settings, words, database, panel)


async def _figures(context: AdminContext, asked: Namespace) -> CommandResult:
    overview = await context.panel.overview()
    if asked.pictures is not None:
        questions, tokens = await context.panel.pictures()
        try:
            await asyncio.to_thread(_write, asked.pictures, questions, tokens)
        except OSError as error:
            return CommandResult(f"{asked.pictures}: {error.strerror}", None, 1)
    return CommandResult(figures_text(context.words, overview), asdict(overview))


def _write(folder: Path, questions: bytes, tokens: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questions.png").write_bytes(questions)
    (folder / "tokens.png").write_bytes(tokens)


async def _balance(context: AdminContext, _: Namespace) -> CommandResult:
    try:
        balance = await context.panel.balance()
    except ModelError as error:
        advice = context.words(terminal_advice_of(error))
        return CommandResult(context.words("admin-balance-failed", advice=advice), None, 1)
    return CommandResult(balance_text(context.words, balance), balance and [asdict(each) for each in balance])


async def _balance_of(settings: Settings) -> list[Balance] | None:
    async with GigaChatClient(endpoint_of(settings)) as client:
        return await client.balance()


async def _model(context: AdminContext, asked: Namespace) -> CommandResult:
    if asked.value is None and not asked.default:
        await context.panel.adjustments.refresh()
        present = context.panel.adjustments.defaults.model
        return CommandResult(present, {"model": present})
    name = None if asked.default else asked.value
    served = await _served(context.settings) if name else []
    if name and served:
        spelling = served_spelling(name, served)
        if spelling is None:
            return CommandResult(
                context.words("admin-cli-no-model", name=name, models=", ".join(served)), None, 1
            )
        name = spelling
    await context.panel.adjustments.set_model(name, TERMINAL)
    model = context.panel.adjustments.defaults.model
    if not name:
        return CommandResult(model, {"model": model})
    text = model if served else f"{model}\n{context.words('admin-cli-model-unchecked')}"
    return CommandResult(text, {"model": model, "checked": bool(served)})


async def _system(context: AdminContext, asked: Namespace) -> CommandResult:
    adjusted, text = context.panel.adjustments, asked.value or ""
    if asked.value is None and not asked.default:
        await adjusted.refresh()
    elif asked.default:
        await adjusted.set_system_prompt(None, TERMINAL)
    elif not await adjusted.write_system_prompt(text, TERMINAL):
        return CommandResult(
            context.words("system-too-long", length=len(text), limit=adjusted.longest_prompt), None, 1
        )
    prompt = adjusted.defaults.system_prompt
    return CommandResult(prompt or NOTHING, {"system_prompt": prompt})


async def _acts(context: AdminContext, asked: Namespace) -> CommandResult:
    found = await context.panel.newest_acts(asked.count)
    lines = act_lines(context.words, found, context.panel.tariff.zone)
    value = [asdict(act) for act in found.acts]
    return CommandResult("\n".join(lines) or context.words("admin-acts-none"), value)


async def _served(settings: Settings) -> list[str]:
    """Return the names of the chat models; none if GigaChat can't be asked."""
    with suppress(BotError):
        async with GigaChatClient(endpoint_of(settings)) as client:
            with suppress(ModelError):
                return chat_model_names(await client.models())
    return []


_PARTS: dict[str, Callable[[AdminContext, Namespace], Awaitable[CommandResult]]] = {
    "figures": _figures,
    "balance": _balance,
    "people": find,
    "groups": find,
    "usage": usage,
    "allow": decide,
    "ban": decide,
    "unban": decide,
    "limits": limits,
    "invite": invite,
    "broadcast": broadcast,
    "model": _model,
    "system": _system,
    "acts": _acts,
}
