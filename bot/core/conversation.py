"""The conversation and its turns, as every room knows them. What people wrote stands in no repr."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bot.core.events import FinishReason, Usage


class ConversationKey(NamedTuple):
    """Where a conversation lives: a chat and, in a forum, its topic (0: none, or the General topic)."""

    chat_id: int
    thread_id: int = 0


class Showing(StrEnum):
    """How an answer appears while it is written."""

    EDITS = "edits"  # one message that grows
    DRAFTS = "drafts"  # Telegram's own preview, in private chats only
    WHOLE = "whole"  # not before it is complete


class TurnState(StrEnum):
    """How far the answer of a turn came."""

    PENDING = "pending"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Quote:
    """A message that the question replies to or quotes."""

    author: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked; `speaker` is their name where several people talk, else None.

    One that `continues` asks, in the bot's words, to go on with the answer of the turn before it.
    """

    text: str = field(repr=False)
    asker_id: int
    speaker: str | None = None
    quote: Quote | None = None
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, in the state in which it ended; a pending one holds the text so far.

    `error` names the class of the error that ended it, None where none did.
    """

    text: str = field(repr=False)
    state: TurnState
    model: str | None = None
    usage: Usage | None = None
    finish_reason: FinishReason | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer; `parent_id` is the turn that it followed, None at a fresh start."""

    id: int
    parent_id: int | None
    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class ConversationSettings:
    """What a conversation changed (None: the bot's default); `session_id` keys the prompt cache.

    `rich` says whether tables and formulas of a finished answer are native ones.
    """

    session_id: str
    model: str | None = None
    system_prompt: str | None = field(default=None, repr=False)
    language: str | None = None
    showing: Showing = Showing.EDITS
    rich: bool = False


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One Telegram message of a turn."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A turn that a start finds without an end, or with an answer that may not stand in its chat yet.

    `stopping`: somebody stopped it before it ended. `starts`: how many starts, this one included, found it
    pending with a part of its answer written or shown. `asked_at` and `ended_at` are in unix seconds.
    """

    key: ConversationKey
    turn: Turn
    question_message: MessageRef | None
    update_id: int | None
    stopping: bool
    starts: int
    asked_at: float
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that the bot has met."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None


@dataclass(frozen=True, slots=True)
class User:
    """A person that the bot has met."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = field(default=None)
