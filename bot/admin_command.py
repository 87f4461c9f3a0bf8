"""`python -m bot admin …`: what admins do in Telegram, for scripts; a running bot notices it."""

import json
import sys
import time
from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from bot.config import Settings
from bot.core.access import Decision, Mode, Policy, Standing
from bot.core.errors import BotError, ModelError, StorageError
from bot.core.people import Group, Person
from bot.core.quota import Limits, Tariff, day_of, month_of
from bot.dialog.catalogue import served_spelling
from bot.dialog.run_context import Defaults
from bot.endpoint import endpoint_of
from bot.gigachat import GigaChatClient
from bot.locales import Words, words_in
from bot.rules import policy_of, tariff_of
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.database import Database
from bot.storage.directory import Directory
from bot.storage.limits import AllLimits
from bot.storage.overrides import Overrides
from bot.storage.usage import Usage
from bot.telegram.admin.adjustments import Adjustments
from bot.telegram.admin.reports import (
    NOTHING,
    access_text,
    act_text,
    called,
    described,
    figures_text,
    limits_text,
    moment,
    subject_text,
)

# Acts of the command line are this admin's.
TERMINAL = 0
# How many people or groups are listed.
LISTED = 1000
# An invitation that nobody took is worth nothing after so long (s).
VALID_FOR = 7 * 86_400.0
DECISIONS = {"allow": Standing.ALLOWED, "ban": Standing.BANNED, "unban": Standing.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Told:
    """What a command says, as text and as a value for JSON, and its exit status."""

    text: str
    value: object
    status: int = 0


@dataclass(frozen=True, slots=True)
class Office:
    """What the commands work with."""

    settings: Settings
    words: Words
    tariff: Tariff
    policy: Policy
    database: Database
    adjustments: Adjustments
    directory: Directory


async def administer(settings: Settings, asked: Namespace, language: str) -> int:
    """Run one command; return the exit status: 1 where the database refuses or nobody is found."""
    words, path = words_in(language), settings.database_path
    if not path.is_file():
        sys.stderr.write(f"✗ {words('admin-cli-no-database', path=str(path))}\n")
        return 1
    try:
        database = await Database.open(path)
        try:
            told = await _PARTS[asked.part](_office(settings, words, database), asked)
        finally:
            await database.close()
    except StorageError as error:
        sys.stderr.write(f"✗ {error}\n")
        return 1
    said = json.dumps(told.value, ensure_ascii=False, default=str) if asked.json else told.text
    (sys.stderr if told.status and not asked.json else sys.stdout).write(f"{said}\n")
    return told.status


def _office(settings: Settings, words: Words, database: Database) -> Office:
    defaults = Defaults(settings.gigachat_model, settings.system_prompt, settings.context_tokens)
    adjustments = Adjustments(defaults, Overrides(database), AllLimits(database), Acts(database), time.time)
    rules = tariff_of(settings), policy_of(settings)
    return Office(settings, words, *rules, database, adjustments, Directory(database))


async def _figures(office: Office, _: Namespace) -> Told:
    usage, today = Usage(office.database), day_of(time.time(), office.tariff.zone)
    day, month = await usage.figures(today, today), await usage.figures(month_of(today), today)
    models = await usage.by_model(month_of(today), today)
    value = {"day": asdict(day), "month": asdict(month), "models": [asdict(each) for each in models]}
    return Told(figures_text(office.words, day, month, models), value)


async def _people(office: Office, asked: Namespace) -> Told:
    return _listed(office, (await office.directory.people(" ".join(asked.search), size=LISTED)).rows)


async def _groups(office: Office, asked: Namespace) -> Told:
    return _listed(office, (await office.directory.groups(" ".join(asked.search), size=LISTED)).rows)


async def _usage(office: Office, asked: Namespace) -> Told:
    who = await office.directory.one(asked.id)
    if who is None:
        return Told(office.words("admin-cli-nobody"), None, 1)
    usage, today = Usage(office.database), day_of(time.time(), office.tariff.zone)
    days = await usage.by_day(month_of(today), today, asked.id)
    month = [each.figures for each in days]
    present = [each.figures for each in days if each.day == today]
    spent: dict[str, str | int] = {
        "day_questions": sum(each.questions for each in present),
        "day_tokens": sum(each.total_tokens for each in present),
        "month_questions": sum(each.questions for each in month),
        "month_tokens": sum(each.total_tokens for each in month),
    }
    limits = await office.adjustments.limits(asked.id)
    quota = office.tariff.quota(asked.id, limits, of_group=asked.id < 0)
    shown = limits_text(office.words, limits, quota)
    access = access_text(office.words, office.policy, asked.id, who.standing)
    text = subject_text(office.words, who, spent, access=access, limits=shown, zone=office.tariff.zone)
    return Told(text, asdict(who) | spent | {"limits": asdict(quota)})


async def _decide(office: Office, asked: Namespace) -> Told:
    if asked.id in office.settings.admins:
        return Told(office.words("admin-no-admin"), None, 1)
    standing = DECISIONS[asked.part]
    await Access(office.database).decide(asked.id, Decision(standing, TERMINAL), asked.part, time.time())
    name = called(await office.directory.one(asked.id), asked.id)
    text = f"{name}: {access_text(office.words, office.policy, asked.id, standing)}"
    return Told(text, {"id": asked.id, "standing": standing})


async def _limits(office: Office, asked: Namespace) -> Told:
    limits = await office.adjustments.limits(asked.id)
    if asked.default:
        limits = Limits()
    given = (asked.per_minute, asked.day, asked.month)
    present = (limits.per_minute, limits.tokens_day, limits.tokens_month)
    changed = Limits(*(new if new is not None else old for new, old in zip(given, present, strict=True)))
    if asked.default or any(each is not None for each in given):
        await office.adjustments.set_limits(asked.id, changed, TERMINAL)
    quota = office.tariff.quota(asked.id, changed, of_group=asked.id < 0)
    return Told(limits_text(office.words, changed, quota), asdict(quota))


async def _invite(office: Office, _: Namespace) -> Told:
    code = await Access(office.database).invite(TERMINAL, time.time(), time.time() + VALID_FOR)
    await Acts(office.database).add(TERMINAL, "invite", time.time())
    username = await _username(office.settings)
    link = f"https://t.me/{username}?start={code}" if username else f"/start {code}"
    invites = office.settings.access is Mode.INVITE
    text = link if invites else f"{link}\n{office.words('admin-cli-invite-off')}"
    return Told(text, {"code": code, "link": link if username else None})


async def _model(office: Office, asked: Namespace) -> Told:
    name = None if asked.default else asked.value
    served = await _served(office.settings) if name else []
    if name and served:
        spelling = served_spelling(name, served)
        if spelling is None:
            return Told(office.words("admin-cli-no-model", name=name, models=", ".join(served)), None, 1)
        name = spelling
    await office.adjustments.set_model(name, TERMINAL)
    return Told(office.adjustments.defaults.model, {"model": office.adjustments.defaults.model})


async def _system(office: Office, asked: Namespace) -> Told:
    adjusted, text = office.adjustments, asked.value or ""
    if asked.default:
        await adjusted.set_system_prompt(None, TERMINAL)
    elif not await adjusted.write_system_prompt(text, TERMINAL):
        return Told(office.words("system-too-long", length=len(text), limit=adjusted.longest_prompt), None, 1)
    prompt = adjusted.defaults.system_prompt
    return Told(prompt or NOTHING, {"system_prompt": prompt})


async def _acts(office: Office, asked: Namespace) -> Told:
    acts = await Acts(office.database).newest(asked.count)
    ids = {each for act in acts for each in (act.admin_id, act.subject) if each}
    names = {each: called(await office.directory.one(each), each) for each in ids}
    lines = [act_text(office.words, act, names, office.tariff.zone) for act in acts]
    return Told("\n".join(lines) or office.words("admin-acts-none"), [asdict(act) for act in acts])


_PARTS: dict[str, Callable[[Office, Namespace], Awaitable[Told]]] = {
    "figures": _figures,
    "people": _people,
    "groups": _groups,
    "usage": _usage,
    "allow": _decide,
    "ban": _decide,
    "unban": _decide,
    "limits": _limits,
    "invite": _invite,
    "model": _model,
    "system": _system,
    "acts": _acts,
}


def _listed(office: Office, found: Sequence[Person | Group]) -> Told:
    if not found:
        return Told(office.words("admin-cli-nobody"), [], 1)
    lines = []
    for who in found:
        seen = NOTHING if who.seen_at is None else moment(who.seen_at, office.tariff.zone)
        access = access_text(office.words, office.policy, who.id, who.standing)
        lines.append(f"{described(who)} · {access} · {seen}")
    return Told("\n".join(lines), [asdict(who) for who in found])


async def _served(settings: Settings) -> list[str]:
    """Return the names of the chat models; none if GigaChat can't be asked."""
    with suppress(BotError):
        async with GigaChatClient(endpoint_of(settings)) as client:
            with suppress(ModelError):
                return [model.id for model in await client.models() if model.type == "chat"]
    return []


async def _username(settings: Settings) -> str | None:
    """Return what the bot is called; None if Telegram can't be asked."""
    from bot.account import bot_of  # noqa: PLC0415 - aiogram takes two seconds to import
    from bot.telegram.outgoing.failures import CALL_ERRORS  # noqa: PLC0415 - as above

    if settings.bot_token is None:
        return None
    bot = bot_of(settings)
    try:
        return (await bot.me()).username
    except CALL_ERRORS:
        return None
    finally:
        await bot.session.close()
