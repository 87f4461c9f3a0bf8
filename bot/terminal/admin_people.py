"""People and groups for `python -m bot admin`: found, looked at, let in, shut out, limited."""

import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict

from bot.accounts.decisions import STANDING_AFTER
from bot.accounts.invitations import Invitations, invitation_link
from bot.accounts.reports import access_text, account_text, called, described, limits_text, seen_text
from bot.config import Settings
from bot.core.access import Decision, Mode
from bot.core.administration import TERMINAL
from bot.core.people import Group, Person
from bot.core.quota import Limits
from bot.storage.access import Access
from bot.terminal.admin_context import AdminContext, CommandResult

# How many people or groups are listed.
LISTED = 1000


async def find(context: AdminContext, asked: Namespace) -> CommandResult:
    """List people, or groups, those that were seen last first."""
    search, groups = " ".join(asked.search), asked.part == "groups"
    return _listed(context, (await context.panel.found(search, 0, LISTED, groups=groups)).rows)


async def usage(context: AdminContext, asked: Namespace) -> CommandResult:
    """Tell what a person or a group asked, spent and may."""
    account, panel = await context.panel.account(asked.id), context.panel
    if account.who is None:
        return CommandResult(context.words("admin-cli-nobody"), None, 1)
    text = account_text(context.words, account, panel.policy, panel.tariff.zone)
    value = asdict(account.who) | asdict(account.spending) | {"limits": asdict(account.quota)}
    return CommandResult(text, value)


async def decide(context: AdminContext, asked: Namespace) -> CommandResult:
    """Let somebody in, shut them out, or take back what was decided."""
    if asked.id in context.settings.admins:
        return CommandResult(context.words("admin-no-admin"), None, 1)
    standing = STANDING_AFTER[asked.part]
    await Access(context.database).decide(asked.id, Decision(standing, TERMINAL), asked.part, time.time())
    name = called(await context.panel.directory.one(asked.id), asked.id)
    text = f"{name}: {access_text(context.words, context.panel.policy, asked.id, standing)}"
    return await _done_to(context, asked.id, text, {"id": asked.id, "standing": standing})


async def limits(context: AdminContext, asked: Namespace) -> CommandResult:
    """Show and change exceptions from the limits."""
    limits = await context.panel.adjustments.limits(asked.id)
    if asked.default:
        limits = Limits()
    given = (asked.per_minute, asked.day, asked.month)
    present = (limits.per_minute, limits.tokens_day, limits.tokens_month)
    changed = Limits(*(new if new is not None else old for new, old in zip(given, present, strict=True)))
    if asked.default or any(each is not None for each in given):
        await context.panel.adjustments.set_limits(asked.id, changed, TERMINAL)
    quota = context.panel.tariff.quota(asked.id, changed, of_group=asked.id < 0)
    return await _done_to(context, asked.id, limits_text(context.words, changed, quota), asdict(quota))


async def invite(context: AdminContext, _: Namespace) -> CommandResult:
    """Make a one-time invitation."""
    code = await Invitations(Access(context.database), context.panel.acts, time.time).make(TERMINAL)
    username = await _username(context.settings)
    link = invitation_link(username, code) if username else f"/start {code}"
    invites = context.settings.access is Mode.INVITE
    text = link if invites else f"{link}\n{context.words('admin-cli-invite-off')}"
    return CommandResult(text, {"code": code, "link": link if username else None})


def _listed(context: AdminContext, found: Sequence[Person | Group]) -> CommandResult:
    if not found:
        return CommandResult(context.words("admin-cli-nobody"), [], 1)
    lines = []
    for who in found:
        seen = seen_text(who, context.panel.tariff.zone)
        access = access_text(context.words, context.panel.policy, who.id, who.standing)
        lines.append(f"{described(who)} · {access} · {seen}")
    return CommandResult("\n".join(lines), [asdict(who) for who in found])


async def _done_to(context: AdminContext, each: int, text: str, value: dict[str, object]) -> CommandResult:
    """Return what was done to an id, with a doubt where the bot never saw it: it may be mistyped."""
    who = await context.panel.directory.one(each)
    known = who is not None and who.seen_at is not None  # what was decided of an id makes nobody seen
    told = text if known else f"{text}\n{context.words('admin-cli-never-seen')}"
    return CommandResult(told, value | {"known": known})


async def _username(settings: Settings) -> str | None:
    """Return what the bot is called; None if Telegram can't be asked."""
    from bot.telegram.outgoing.failures import CALL_ERRORS  # noqa: PLC0415 - as above
    from bot.telegram_bot import bot_of  # noqa: PLC0415 - aiogram takes two seconds to import

    if settings.bot_token is None:
        return None
    bot = bot_of(settings)
    try:
        return (await bot.me()).username
    except CALL_ERRORS:
        return None
    finally:
        await bot.session.close()
