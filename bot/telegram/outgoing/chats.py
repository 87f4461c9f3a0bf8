"""What the courier keeps of each chat: its budgets, and whose turn it is."""

import asyncio
from dataclasses import dataclass, field

from bot.core.draft_pacing import DraftBudget
from bot.core.pacing import Allowance, ChatBudget

# A swept ledger costs nothing to make again.
SWEEP_ABOVE = 1000


@dataclass(slots=True)
class ChatState:
    """One chat's budgets and turns."""

    budget: ChatBudget
    answers: int = 0  # that grow by edits
    drafts: DraftBudget = field(default_factory=DraftBudget)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    previewing: asyncio.Lock = field(default_factory=asyncio.Lock)
    drafting: asyncio.Lock = field(default_factory=asyncio.Lock)
    paging: asyncio.Lock = field(default_factory=asyncio.Lock)
    making: asyncio.Lock = field(default_factory=asyncio.Lock)  # a message is sent, or a lost one looked for

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing of it matters any more."""
        locks = (self.sending, self.previewing, self.drafting, self.paging, self.making)
        locked = any(lock.locked() for lock in locks)
        quiet = self.budget.is_idle(now) and self.drafts.is_idle(now)
        return quiet and not (locked or self.answers)


class Chats:
    """The chats in which something happened of late."""

    def __init__(self) -> None:
        self._chats: dict[int, ChatState] = {}

    def of(self, chat_id: int) -> ChatState:
        """Return a chat; needs a running loop."""
        if chat_id not in self._chats and len(self._chats) >= SWEEP_ABOVE:
            self._sweep()
        return self._chats.setdefault(chat_id, ChatState(ChatBudget(Allowance.of_chat(chat_id))))

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        for chat_id, chat in list(self._chats.items()):
            if chat.is_idle(now):
                del self._chats[chat_id]
