"""Drafts: messages that are seen growing and kept nowhere (core.telegram.org/api/bots/ai)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bot.sandbox.telegram.store.world import Chat
from bot.sandbox.telegram.wire import Json

LIFETIME: Final = 30.0  # seconds after the last frame; TDLib OptionManager.cpp, message_typing_draft_ttl


class Frame(NamedTuple):
    """What a draft showed from `at` (loop time, seconds) on; an empty text shows "Thinking…"."""

    at: float
    text: str
    entities: list[Json]


@dataclass(eq=False, slots=True)
class Draft:
    """One draft on a person's screen with all its frames."""

    chat: Chat
    draft_id: int
    thread_id: int | None
    can_stop: bool = False
    keep_on_stop: bool = False
    frames: list[Frame] = field(default_factory=list)
    ended: str | None = None
    expiry: asyncio.TimerHandle | None = None

    @property
    def text(self) -> str:
        """Return what it shows now."""
        return self.frames[-1].text

    def as_json(self) -> Json:
        """Return the draft for a page."""
        last = self.frames[-1]
        return {
            "draft_id": self.draft_id,
            "thread_id": self.thread_id,
            "text": last.text,
            "entities": last.entities,
            "can_stop": self.can_stop,
            "ended": self.ended,
        }


class Drafts:
    """All drafts; `told` is called with "draft" for each frame and "draft_gone" at each end."""

    def __init__(self, told: Callable[[str, Draft], None]) -> None:
        self.log: list[Draft] = []
        self._told = told
        self._shown: dict[tuple[int, int | None, int], Draft] = {}

    def show(self, draft: Draft, frame: Frame) -> None:
        """Show a frame under the draft's identity (chat, topic, id) for the next 30 seconds."""
        key = (draft.chat.id, draft.thread_id, draft.draft_id)
        shown = self._shown.setdefault(key, draft)
        if shown is draft:
            self.log.append(draft)
        shown.can_stop, shown.keep_on_stop = draft.can_stop, draft.keep_on_stop
        shown.frames.append(frame)
        if shown.expiry:
            shown.expiry.cancel()
        loop = asyncio.get_running_loop()
        shown.expiry = loop.call_later(LIFETIME, self.end, shown, "expired")
        self._told("draft", shown)

    def shown(self, chat: Chat) -> list[Draft]:
        """Return the drafts that the chat shows now, oldest first."""
        return [draft for draft in self._shown.values() if draft.chat is chat]

    def end(self, draft: Draft, reason: str) -> None:
        """Take a draft from the screen: it expired, was stopped, or gave way to a message."""
        if draft.ended is None:
            draft.ended = reason
            self._shown.pop((draft.chat.id, draft.thread_id, draft.draft_id), None)
            if draft.expiry:
                draft.expiry.cancel()
            self._told("draft_gone", draft)

    def give_way(self, chat: Chat, thread_id: int | None) -> None:
        """End what was shown where a normal message of the bot has arrived."""
        for draft in self.shown(chat):
            if draft.thread_id == thread_id:
                self.end(draft, "message")

    def close(self) -> None:
        """Cancel the timers."""
        for draft in self._shown.values():
            if draft.expiry:
                draft.expiry.cancel()
