"""/admin: what the bot's own admins see and change, in private. For all others it does not exist."""

from aiogram import Router

from bot.telegram.filters import FromAdmin, InPrivate
from bot.telegram.routers.admin import broadcast, defaults, figures, limits, people


def make_router() -> Router:
    """Return a new router whose every message and button is an admin's: that is asked each time."""
    router = Router(name="admin")
    router.message.filter(FromAdmin(), InPrivate())
    router.callback_query.filter(FromAdmin(), InPrivate())
    router.include_routers(*(each.make_router() for each in (figures, people, limits, defaults, broadcast)))
    return router
