"""Who may talk: admins answer requests, and invite."""

from collections.abc import Callable

from aiogram import Router
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, Message, Update, User

from bot.core.access import Mode, Policy, Standing
from bot.locales import language_of, words_in
from bot.telegram.access.decisions import AccessTable, ActLog, Decisions, Names
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import RequestPressed
from bot.telegram.filters import FromAdmin, OurCommand
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say

# An invitation that nobody took is worth nothing after so many days.
VALID_DAYS = 7
DAY = 86_400.0

Clock = Callable[[], float]
_OUTCOMES = {
    Standing.ALLOWED: "request-allowed",
    Standing.REFUSED: "request-refused",
    Standing.BANNED: "request-banned",
}


async def answer(
    query: CallbackQuery, callback_data: RequestPressed, say: Say, actor: Actor, letters: Letters,
    decisions: Decisions, names: Names, me: User, event_update: Update,
) -> None:  # fmt: skip
    """Let somebody in or not, unless another admin was first, and show who decided."""
    wanted = Standing.ALLOWED if callback_data.allow else Standing.REFUSED
    decision = await decisions.answer(callback_data.subject, wanted, actor.id, event_update.update_id)
    await say.toast(query)
    if decision.standing is Standing.ALLOWED and decision.update_id == event_update.update_id:
        letters.write([_welcome(callback_data, me)])
    request = (query.message.text or "") if isinstance(query.message, Message) else ""
    admin = actor.name if decision.by == actor.id else await names.name(decision.by or 0)
    key = _OUTCOMES[decision.standing]
    await say.instead(query, key, None, request=request, admin=admin or str(decision.by or ""))


async def invite(
    message: Message, say: Say, actor: Actor, access: AccessTable, acts: ActLog, policy: Policy, me: User,
    now: Clock,
) -> None:  # fmt: skip
    """Make a link that lets one person in; not where others would read it."""
    if message.chat.type != "private" or policy.mode is not Mode.INVITE:
        say("invite-off" if policy.mode is not Mode.INVITE else "invite-in-private")
        return
    code = await access.invite(actor.id, now(), now() + VALID_DAYS * DAY)
    await acts.add(actor.id, "invite", now())
    say("invite-link", link=f"https://t.me/{me.username}?start={code}", days=VALID_DAYS)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="access")
    router.callback_query.register(answer, RequestPressed.filter(), FromAdmin())
    router.message.register(invite, FromAdmin(), OurCommand("invite"))
    return router


def _welcome(pressed: RequestPressed, me: User) -> SendMessage:
    words = words_in(language_of(pressed.language))
    private = pressed.subject > 0
    text = words("access-granted") if private else words("start-group", username=me.username or "")
    return SendMessage(chat_id=pressed.subject, text=text)
