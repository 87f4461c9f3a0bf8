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
    Unfinished,
)
from bot.core.ending import Ending
from bot.core.events import StreamEvent
from bot.core.figures import Answered, Totals
from bot.core.models import ModelInfo
from bot.core.prompt import Prompt
from bot.core.trace import Trace


@dataclass(frozen=True, slots=True)
class Ask:
    """One question on its way: where, what, in which message, in which language the bot answers, and when.

    `asked_at` is in unix seconds, `update_id` the update that brought it, None if it is not known any more.
    An answer `in_place` takes over the messages in which its question's answer stands already.
    """

    key: ConversationKey
    question: Question
    message: MessageRef
    language: str
    asked_at: float
    update_id: int | None = None
    reply_to: MessageRef | None = None
    quoted_by_hand: bool = False  # the model must read which part of `reply_to` is meant
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class AlreadyShown:
    """What of an answer stands in its chat already, or may.

    `sending_after`: one more message of it may stand, newer than this id; its sending was never confirmed.
    `length`: how many characters of its text people may have read.
    """

    messages: Sequence[MessageRef] = ()
    sending_after: int | None = None
    length: int = 0


NOTHING = AlreadyShown()


class ChatModel(Protocol):
    """GigaChat, as far as the dialog needs it. Calls raise `ModelError`."""

    def stream(self, prompt: Prompt) -> AsyncGenerator[StreamEvent, None]:
        """Stream one answer: pieces of text, then exactly one finish."""
        ...

    async def models(self) -> list[ModelInfo]:
        """List the models that the key may use."""
        ...


class AnswerMeter(Protocol):
    """Who counts what becomes of answers; each call returns at once and raises nothing."""

    def hearing(self, asked: Trace) -> Callable[[], object]:
        """Return what is to be called at each piece of this question's answer."""
        ...

    def ended(self, ending: Ending) -> None:
        """Count an answer by its end."""
        ...


class Archive(Protocol):
    """The memory of the conversations. Calls raise `StorageError`. Times (`now`) are unix seconds.

    A turn is pending from `begin_turn` or `begin_version` until it is finished or settled, which counts once:
    what comes later finds it ended and changes nothing.
    """

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
        update_id: int | None = None,
    ) -> Turn:
        """Store a pending turn behind `parent`, make it the tip, and be done with the update that asked."""
        ...

    async def finish_turn(self, turn_id: int, answer: Answer, now: float) -> bool:
        """Store the answer of a pending turn as not shown yet; False if it had ended before."""
        ...

    async def settle_turn(
        self, turn_id: int, answer: Answer, answered: Answered, now: float
    ) -> Totals | None:
        """Store the answer of a pending turn as not shown yet, and its cost; None if it had ended before."""
        ...

    async def shown(self, turn_id: int) -> None:
        """Note that an answer stands in its chat, or never will."""
        ...

    async def keep_partial(self, turn_id: int, text: str) -> None:
        """Store the text so far of a pending turn."""
        ...

    async def note_stopping(self, turn_ids: Sequence[int]) -> None:
        """Note which pending turns somebody stopped."""
        ...

    async def unfinished(self) -> Sequence[Unfinished]:
        """Return the turns without an end and those to be shown, oldest first; called once at a start."""
        ...

    async def sending_after(self, turn_id: int) -> int | None:
        """Return the mark of a send whose message was never noted."""
        ...

    async def branch(self, key: ConversationKey, limit: int) -> Sequence[Turn]:
        """Return the last `limit` turns of the active branch, oldest first."""
        ...

    async def branch_to(self, turn_id: int, limit: int) -> Sequence[Turn]:
        """Return the last `limit` turns up to and with this one, oldest first."""
        ...

    async def tip(self, key: ConversationKey) -> Turn | None:
        """Return the last turn of the active branch."""
        ...

    async def key_of_turn(self, turn_id: int) -> ConversationKey | None:
        """Return the conversation of a turn."""
        ...

    async def turn_of_message(
        self, message: MessageRef, role: Literal["question", "answer"] | None = None
    ) -> Turn | None:
        """Return the turn that a message shows or asks; `role` asks for one of both."""
        ...

    async def question_message(self, turn_id: int) -> MessageRef | None:
        """Return the message that asked."""
        ...

    async def answer_messages(self, turn_id: int) -> Sequence[MessageRef]:
        """Return the messages that show the answer of a turn, first part first."""
        ...

    async def take_over_messages(self, turn_id: int) -> Sequence[MessageRef]:
        """Let a turn have the messages that show its question's answer, and return them."""
        ...

    async def begin_version(
        self, turn_id: int, question: Question, now: float, update_id: int | None = None
    ) -> Turn:
        """Store a pending turn beside another, asked by the same message, and make it the tip."""
        ...

    async def versions(self, turn_id: int) -> Sequence[Turn]:
        """Return the turns that answer the question message of a turn, itself among them, oldest first."""
        ...

    async def make_tip(self, turn_id: int) -> None:
        """Let the conversation go on from this turn, which is to be shown in place of its other versions."""
        ...

    async def rewrite_question(self, turn_id: int, question: Question) -> bool:
        """Replace the question of a pending turn; False if it had ended."""
        ...

    async def continuation(self, turn_id: int) -> Turn | None:
        """Return the newest turn that goes on with the answer of this one."""
        ...


class LiveAnswer(Protocol):
    """One answer as people watch it. Only `finish` waits for the far side."""

    def wait(self, place: int, seconds: int | None) -> None:
        """Show the place in line, and in about how many `seconds` the turn comes, if that is known.

        Place 0 means that the model is being asked now.
        """
        ...

    def busy(self) -> None:
        """Show that the model refuses for now, and is asked again, if that goes on for long."""
        ...

    def grow(self, text: str) -> None:
        """Add a piece of text."""
        ...

    def restart(self) -> None:
        """Forget the text: another one will come."""
        ...

    async def finish(self, ending: Ending, patience: float) -> None:
        """Show the final text; returns when it is delivered, or can't be within `patience` seconds."""
        ...


class AnswerDisplay(Protocol):
    """Where answers appear."""

    async def open(
        self,
        turn_id: int,
        ask: Ask,
        *,
        queued: bool,
        already_shown: AlreadyShown,
        unread: Callable[[], object],
    ) -> LiveAnswer:
        """Start to show an answer; `queued` says that other messages came between question and answer.

        It appears in the messages that are `standing`, as far as they suffice.
        `unread` is called once nobody can read the answer any more, so that no token is paid for it.
        """
        ...


class Notices(Protocol):
    """The bot's own words to people whose questions get no answer. Calls raise `StorageError`."""

    async def passed_over(self, key: ConversationKey, language: str, count: int) -> None:
        """Tell a conversation that so many of its questions are passed over; returns once that is stored."""
        ...
