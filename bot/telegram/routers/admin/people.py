"""People and groups in /admin: found, looked at, allowed and banned."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, Update, User

from bot.accounts.decisions import STANDING_AFTER, Decisions
from bot.accounts.panel import AdminPanel
from bot.accounts.ports import Languages
from bot.accounts.reports import account_text
from bot.core.access import Policy, Standing
from bot.locales import LANGUAGES, Words, words_in
from bot.telegram.access.welcome import welcome
from bot.telegram.addressing import Actor
from bot.telegram.admin.callbacks import AdminPressed, ListPressed, SubjectPressed, fitting_search
from bot.telegram.admin.keyboards import ROWS, list_keyboard, subject_keyboard
from bot.telegram.filters import Pressed, ReplyToPrompt
from bot.telegram.keyboards import forced_reply
from bot.telegram.outgoing.letters import Letters
from bot.telegram.outgoing.say import Say


async def turn(
    query: CallbackQuery, callback_data: ListPressed, say: Say, words: Words, panel: AdminPanel
) -> None:
    """Show a page of the list."""
    page = await panel.found(callback_data.search, callback_data.first, ROWS, groups=callback_data.groups)
    await say.toast(query)
    variables = _about(callback_data, page.total)
    await say.instead(query, "admin-list", list_keyboard(words, page, callback_data), **variables)


async def ask(query: CallbackQuery, say: Say, words: Words) -> None:
    """Ask whom to look for; the reply is taken by `search`."""
    await say.toast(query)
    groups = query.data == AdminPressed(page="search-groups").pack()
    about = words("admin-search-groups" if groups else "admin-search-people")
    say("admin-search-invite", forced_reply(words, "admin-search-placeholder"), about=about)


async def search(message: Message, about: str, say: Say, words: Words, panel: AdminPanel) -> None:
    """Show who is found."""
    groups = about in {words_in(language)("admin-search-groups") for language in LANGUAGES}
    pressed = ListPressed(groups=groups, first=0, search=fitting_search(message.text or ""))
    page = await panel.found(pressed.search, 0, ROWS, groups=groups)
    say("admin-list", list_keyboard(words, page, pressed), **_about(pressed, page.total))


async def show(
    query: CallbackQuery, callback_data: SubjectPressed, say: Say, words: Words, panel: AdminPanel
) -> None:
    """Show one person or group."""
    await say.toast(query)
    await _show(query, callback_data.subject, say, words, panel)


async def decide(
    query: CallbackQuery, callback_data: SubjectPressed, say: Say, words: Words, actor: Actor,
    panel: AdminPanel, decisions: Decisions, policy: Policy, languages: Languages, letters: Letters, me: User,
    event_update: Update,
) -> None:  # fmt: skip
    """Allow, ban or unban, but no admin: no standing takes anything from one."""
    each, update_id = callback_data.subject, event_update.update_id
    if each in policy.admins:
        await say.toast(query, "admin-no-admin", alert=True)
        return
    decision = await decisions.decide(each, STANDING_AFTER[callback_data.act], actor.id, update_id)
    await say.toast(query)
    # Where everybody may talk nobody waits for a word.
    if decision.lets_in_by(update_id) and not policy.admits(each, Standing.UNKNOWN):
        letters.write([await welcome(each, words.language, languages, me)])
    await _show(query, each, say, words, panel)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="admin-people")
    router.callback_query.register(turn, ListPressed.filter())
    router.callback_query.register(ask, Pressed(AdminPressed(page="search")))
    router.callback_query.register(ask, Pressed(AdminPressed(page="search-groups")))
    router.message.register(search, ReplyToPrompt("admin-search-invite"))
    router.callback_query.register(show, SubjectPressed.filter(F.act == "show"))
    router.callback_query.register(decide, SubjectPressed.filter(F.act.in_(STANDING_AFTER)))
    return router


async def _show(query: CallbackQuery, each: int, say: Say, words: Words, panel: AdminPanel) -> None:
    account = await panel.account(each)
    page = account_text(words, account, panel.policy, panel.tariff.zone)
    is_admin = each in panel.policy.admins
    keyboard = subject_keyboard(words, each, account.standing, is_admin=is_admin)
    await say.instead(query, "admin-page", keyboard, page=page)


def _about(pressed: ListPressed, total: int) -> dict[str, str | int]:
    kind = "groups" if pressed.groups else "people"
    return {
        "kind": kind,
        "total": total,
        "searched": "yes" if pressed.search else "no",
        "search": pressed.search,
    }
