"""Who may talk: admins answer requests, and invite; in groups they hear where /admin works."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message, Update, User

from bot.accounts.decisions import Decisions
from bot.accounts.invitations import VALID_DAYS, Invitations, invitation_link
from bot.accounts.ports import Languages, Names
from bot.core.access import Mode, Policy, Standing
from bot.locales import Words
from bot.telegram.access.requests import Requests
from bot.telegram.access.welcome import welcome
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import RequestPressed
from bot.telegram.filters import FromAdmin, InPrivate, OurCommand
from bot.telegram.menu import register_admins_commands
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say

_OUTCOMES = {
    Standing.ALLOWED: "request-allowed",
    Standing.REFUSED: "request-refused",
    Standing.BANNED: "request-banned",
}


async def answer(
    query: CallbackQuery, callback_data: RequestPressed, say: Say, actor: Actor, letters: Letters,
    decisions: Decisions, names: Names, languages: Languages, words: Words, me: User, event_update: Update,
) -> None:  # fmt: skip
    """Let somebody in or not, unless another admin was first, and show who decided."""
    wanted = Standing.ALLOWED if callback_data.allow else Standing.REFUSED
    decision = await decisions.answer(callback_data.subject, wanted, actor.id, event_update.update_id)
    await say.toast(query)
    if decision.lets_in_by(event_update.update_id):
        letters.write([await welcome(callback_data.subject, callback_data.language, languages, me)])
    request = (query.message.text or "") if isinstance(query.message, Message) else ""
    admin = actor.name if decision.by == actor.id else await names.name(decision.by or 0)
    key = "request-invited" if decision.invited else _OUTCOMES[decision.standing]
    known = admin or (str(decision.by) if decision.by else words("act-terminal"))
    await say.instead(query, key, None, request=request, admin=known)


async def greet(
    _: Message, say: Say, words: Words, actor: Actor, letters: Letters, requests: Requests, bot: Bot,
    policy: Policy,
) -> None:  # fmt: skip
    """Greet an admin, show who waits to be let in, and what the menu offers admins."""
    say("start")
    letters.write(await requests.undecided(actor.id, words))
    await register_admins_commands(bot, policy, actor.id)


async def invite(
    message: Message, say: Say, actor: Actor, invitations: Invitations, policy: Policy, me: User
) -> None:
    """Make a link that lets one person in; not where others would read it."""
    if message.chat.type != "private":
        say("invite-in-private")
        return
    if policy.mode is not Mode.INVITE:
        say("invite-off")
        return
    code = await invitations.make(actor.id)
    say("invite-link", link=invitation_link(me.username or "", code), days=VALID_DAYS)


async def admin_elsewhere(_: Message, say: Say) -> None:
    """Say where /admin works: in a group others would read what it shows."""
    say("admin-in-private")


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="access")
    router.callback_query.register(answer, RequestPressed.filter(), FromAdmin())
    router.message.register(greet, FromAdmin(), InPrivate(), OurCommand("start"))
    router.message.register(invite, FromAdmin(), OurCommand("invite"))
    router.message.register(admin_elsewhere, FromAdmin(), ~InPrivate(), OurCommand("admin"))
    return router
