"""Who may change things in a chat."""

import asyncio

from aiogram.methods import GetChatMember
from aiogram.types import User

from bot.telegram.addressing import Actor
from bot.telegram.outgoing.courier import Courier

# An admin who was demoted keeps their rights here for as long as this (s).
ADMINS_KNOWN_FOR = 300.0
KEPT_AT_MOST = 10_000
_ADMINS = frozenset({"creator", "administrator"})


class Rights:
    """Asks Telegram who is an admin, and remembers the answer for five minutes."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def may_change(self, chat_id: int, actor: Actor) -> bool:
        """Tell whether `actor` may change the settings of a chat: in private always, in groups admins."""
        if chat_id > 0 or actor.is_anonymous_admin:
            return True
        now = asyncio.get_running_loop().time()
        at, known = self._known.get((chat_id, actor.id), (float("-inf"), False))
        return known if now - at < ADMINS_KNOWN_FOR else await self._ask(chat_id, actor.id, now)

    async def may(self, chat_id: int, actor: Actor) -> str:
        """Return "yes" or "no" for `may_change`, as sentences ask for it."""
        return "yes" if await self.may_change(chat_id, actor) else "no"

    async def may_act_on(self, chat_id: int, actor: Actor, asker_id: int) -> bool:
        """Tell whether `actor` may stop or retry what `asker_id` asked: the asker, or an admin."""
        return actor.id == asker_id or await self.may_change(chat_id, actor)

    async def owns(self, chat_id: int, actor: Actor) -> bool:
        """Tell whether a chat belongs to `actor`: a private one always, a group to its creator.

        Asked anew each time. Who acts as the group itself may be any of its admins.
        """
        if chat_id > 0:
            return True
        if actor.id < 0:
            return False
        member = await self._courier.at_once(GetChatMember(chat_id=chat_id, user_id=actor.id))
        return member is not None and member.status == "creator"

    async def bot_reads_everything(self, chat_id: int, me: User) -> bool:
        """Tell whether no privacy mode hides messages from the bot here: it is off, or the bot an admin."""
        return bool(me.can_read_all_group_messages) or await self.may_change(
            chat_id, Actor(me.id, me.full_name)
        )

    async def _ask(self, chat_id: int, user_id: int, now: float) -> bool:
        member = await self._courier.at_once(GetChatMember(chat_id=chat_id, user_id=user_id))
        if member is None:
            return False  # unknown is no; not remembered, so that it is asked again
        if len(self._known) >= KEPT_AT_MOST:
            self._known.clear()
        self._known[chat_id, user_id] = (now, member.status in _ADMINS)
        return member.status in _ADMINS
