"""People and groups for `python -m bot admin`: found, looked at, let in, shut out, limited."""

import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict

from bot.config import Settings
from bot.core.access import Decision, Mode, Standing
from bot.core.people import Group, Person
from bot.core.quota import Limits, day_of, month_of
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.usage import Usage
from bot.telegram.admin.reports import (
    NOTHING,
    access_text,
    called,
    described,
    limits_text,
    moment,
    subject_text,
)
from bot.terminal.admin_office import TERMINAL, Office, Told

# How many people or groups are listed.
LISTED = 1000
# An invitation that nobody took is worth nothing after so long (s).
VALID_FOR = 7 * 86_400.0
DECISIONS = {"allow": Standing.ALLOWED, "ban": Standing.BANNED, "unban": Standing.UNKNOWN}


async def people(office: Office, asked: Namespace) -> Told:
    """List people, those who were seen last first."""
    return _listed(office, (await office.directory.people(" ".join(asked.search), size=LISTED)).rows)


async def groups(office: Office, asked: Namespace) -> Told:
    """List groups, those that were seen last first."""
    return _listed(office, (await office.directory.groups(" ".join(asked.search), size=LISTED)).rows)


async def usage(office: Office, asked: Namespace) -> Told:
    """Tell what a person or a group asked, spent and may."""
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


async def decide(office: Office, asked: Namespace) -> Told:
    """Let somebody in, shut them out, or take back what was decided."""
    if asked.id in office.settings.admins:
        return Told(office.words("admin-no-admin"), None, 1)
    standing = DECISIONS[asked.part]
    await Access(office.database).decide(asked.id, Decision(standing, TERMINAL), asked.part, time.time())
    name = called(await office.directory.one(asked.id), asked.id)
    text = f"{name}: {access_text(office.words, office.policy, asked.id, standing)}"
    return Told(text, {"id": asked.id, "standing": standing})


async def limits(office: Office, asked: Namespace) -> Told:
    """Show and change exceptions from the limits."""
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


async def invite(office: Office, _: Namespace) -> Told:
    """Make a one-time invitation."""
    code = await Access(office.database).invite(TERMINAL, time.time(), time.time() + VALID_FOR)
    await Acts(office.database).add(TERMINAL, "invite", time.time())
    username = await _username(office.settings)
    link = f"https://t.me/{username}?start={code}" if username else f"/start {code}"
    invites = office.settings.access is Mode.INVITE
    text = link if invites else f"{link}\n{office.words('admin-cli-invite-off')}"
    return Told(text, {"code": code, "link": link if username else None})


def _listed(office: Office, found: Sequence[Person | Group]) -> Told:
    if not found:
        return Told(office.words("admin-cli-nobody"), [], 1)
    lines = []
    for who in found:
        seen = NOTHING if who.seen_at is None else moment(who.seen_at, office.tariff.zone)
        access = access_text(office.words, office.policy, who.id, who.standing)
        lines.append(f"{described(who)} · {access} · {seen}")
    return Told("\n".join(lines), [asdict(who) for who in found])


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
