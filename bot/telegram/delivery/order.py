"""The order in which updates are worked off."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager

from aiogram.types import Update

from bot.telegram.callbacks import LeavePressed, StopPressed

# The buttons that end an answer.
_AT_ONCE = tuple(f"{kind.__prefix__}{kind.__separator__}" for kind in (StopPressed, LeavePressed))


class InOrder:
    """Gives the messages and presses of one chat their turns one after another, as they came.

    Each update is a task of its own, and tasks may overtake each other. Handlers return at once: nobody waits
    long.
    """

    def __init__(self) -> None:
        self._last: dict[Hashable, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def turn(self, *lines: Hashable) -> AsyncIterator[Callable[[], None]]:
        """Run the block once those that asked before for any of the same lines have ended, or handed on.

        What is yielded hands the turn on before the block ends.
        """
        earlier = [self._last[line] for line in lines if line in self._last]
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last.update(dict.fromkeys(lines, mine))

        def hand_on() -> None:
            if not mine.done():
                mine.set_result(None)
            for line in [each for each in lines if self._last.get(each) is mine]:
                del self._last[line]

        try:
            if earlier:
                await asyncio.wait(earlier)
            yield hand_on
        finally:
            hand_on()


def lines_of(update: Update | None) -> list[Hashable]:
    """Return the lines in which an update keeps its order: its chat's; none lets a Stop pass at once.

    What is asked after a press, such as of "Erase all", must neither overtake it nor be overtaken; nor may a
    door that closed end what was asked since it opened again.
    """
    if update is None:
        return []
    message, query = update.message or update.edited_message, update.callback_query
    if message is not None:
        # What was asked in a group before it became a supergroup is asked before what came after it.
        return [*{message.chat.id, message.migrate_from_chat_id or message.chat.id}]
    if query is not None and query.message is not None and not (query.data or "").startswith(_AT_ONCE):
        return [query.message.chat.id]
    return [update.my_chat_member.chat.id] if update.my_chat_member else []
