"""Exceptions from the limits in /admin: by button, or written."""

import re
from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.accounts.panel import AdminPanel
from bot.accounts.reports import account_text, limits_of
from bot.core.quota import Limit, Limits
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.admin.callbacks import LimitPressed, SubjectPressed
from bot.telegram.admin.keyboards import limits_keyboard
from bot.telegram.filters import ReplyToPrompt
from bot.telegram.keyboards import forced_reply
from bot.telegram.outgoing.say import Say

# An invitation ends with whom it is about: an id, or a name with the id last in brackets.
_WHOSE = re.compile(r"(-?[0-9]{1,18})\)?$")
_FIELDS = {Limit.MINUTE: "per_minute", Limit.DAY: "tokens_day", Limit.MONTH: "tokens_month"}


async def page(
    query: CallbackQuery, callback_data: SubjectPressed, say: Say, words: Words, panel: AdminPanel
) -> None:
    """Show somebody's limits."""
    await say.toast(query)
    await _show(query, callback_data.subject, say, words, panel)


async def preset(
    query: CallbackQuery, callback_data: LimitPressed, say: Say, words: Words, actor: Actor, panel: AdminPanel
) -> None:
    """Set the limit whose button was pressed."""
    subject, field = callback_data.subject, _FIELDS[callback_data.what]
    limits = replace(await panel.adjustments.limits(subject), **{field: callback_data.value})
    await panel.adjustments.set_limits(subject, limits, actor.id)
    await say.toast(query)
    await _show(query, subject, say, words, panel)


async def reset(
    query: CallbackQuery,
    callback_data: SubjectPressed,
    say: Say,
    words: Words,
    actor: Actor,
    panel: AdminPanel,
) -> None:
    """Let the default hold for somebody again."""
    await panel.adjustments.set_limits(callback_data.subject, Limits(), actor.id)
    await say.toast(query)
    await _show(query, callback_data.subject, say, words, panel)


async def ask(
    query: CallbackQuery, callback_data: SubjectPressed, say: Say, words: Words, panel: AdminPanel
) -> None:
    """Ask for the three limits; the reply is taken by `written`."""
    await say.toast(query)
    reply = forced_reply(words, "admin-limits-placeholder")
    say("admin-limits-invite", reply, about=await panel.described(callback_data.subject))


async def written(
    message: Message, about: str, say: Say, words: Words, actor: Actor, panel: AdminPanel
) -> None:
    """Set the limits that were written."""
    limits, whose = limits_of(message.text or ""), _WHOSE.search(about)
    if limits is None or whose is None:
        say("admin-limits-wrong")
        say("admin-limits-invite", forced_reply(words, "admin-limits-placeholder"), about=about)
        return
    each = int(whose[1])
    await panel.adjustments.set_limits(each, limits, actor.id)
    account = await panel.account(each)
    page = account_text(words, account, panel.policy, panel.tariff.zone)
    say("admin-page", limits_keyboard(words, each, account.quota), page=page)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="admin-limits")
    router.callback_query.register(page, SubjectPressed.filter(F.act == "limits"))
    router.callback_query.register(preset, LimitPressed.filter())
    router.callback_query.register(reset, SubjectPressed.filter(F.act == "reset"))
    router.callback_query.register(ask, SubjectPressed.filter(F.act == "write"))
    router.message.register(written, ReplyToPrompt("admin-limits-invite"))
    return router


async def _show(query: CallbackQuery, each: int, say: Say, words: Words, panel: AdminPanel) -> None:
    account = await panel.account(each)
    page = account_text(words, account, panel.policy, panel.tariff.zone)
    await say.instead(query, "admin-page", limits_keyboard(words, each, account.quota), page=page)
