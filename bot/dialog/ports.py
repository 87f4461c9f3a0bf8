"""What the dialog asks of the rooms around it."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.core.conversation import (
    Answer,
    ConversationKey,
    ConversationSettings,
    MessageRef,
    Question,
    Turn,
)
from bot.core.ending import Ending
from bot.core.events import StreamEvent
from bot.core.models import ModelInfo
from bot.core.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Ask:
    """One question on its way: where, what, in which message, and in which language the bot answers."""

    key: ConversationKey
    question: Question
    message: MessageRef
    language: str
    reply_to: MessageRef | None = None
    known_answers: tuple[int, ...] = ()  # ids of the messages that an earlier process left half-grown


class ChatModel(Protocol):
    """GigaChat, as far as the dialog needs it. Calls raise `ModelError`."""

    def stream(self, prompt: Prompt) -> AsyncGenerator[StreamEvent, None]:
        """Stream one answer: pieces of text, then exactly one finish."""
        ...

    async def models(self) -> list[ModelInfo]:
        """List the models that the key may use."""
        ...


class Archive(Protocol):
    """The memory of the conversations. Calls raise `StorageError`."""

    async def settings(self, key: ConversationKey) -> ConversationSettings:
        """Return what this conversation changed."""
        ...

    async def begin_turn(
        self,
        key: ConversationKey,
        question: Question,
        *,
        question_message: MessageRef | None,
        now: float,
        parent: int | Literal["tip"] | None = "tip",
    ) -> Turn:
        """Store a pending turn behind `parent` and make it the tip."""
        ...

    async def finish_turn(self, turn_id: int, answer: Answer, now: float) -> bool:
        """Store the answer of a pending turn; False if it had ended before."""
        ...

    async def branch_to(self, turn_id: int, limit: int = 40) -> Sequence[Turn]:
        """Return the turn and what came before it, oldest first."""
        ...

    async def tip(self, key: ConversationKey) -> Turn | None:
        """Return the last turn of the active branch."""
        ...

    async def turn_of_message(self, message: MessageRef) -> Turn | None:
        """Return the turn to which a Telegram message belongs."""
        ...


class LiveAnswer(Protocol):
    """One answer as people watch it. Only `finish` waits for the far side."""

    def wait(self, place: int) -> None:
        """Show the place in line; 0 means that the model is being asked now."""
        ...

    def grow(self, text: str) -> None:
        """Add a piece of text."""
        ...

    async def finish(self, ending: Ending) -> None:
        """Show the final text; returns when it is delivered or can't be."""
        ...


class Stage(Protocol):
    """Where answers appear."""

    def open(self, turn_id: int, ask: Ask, *, queued: bool, unread: Callable[[], object]) -> LiveAnswer:
        """Start to show an answer; `queued` says that other messages came between question and answer.

        `unread` is called once nobody can read the answer any more, so that no token is paid for it.
        """
        ...
