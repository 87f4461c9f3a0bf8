"""What is really sent to GigaChat: a system message, the remembered turns, the question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.budget import estimate_tokens
from bot.core.conversation import Question, Turn, TurnState
from bot.core.events import FinishReason

SPEAKERS_HINT = (
    "Several people talk in this chat; each of their messages begins with its author's name. "
    "Answer the last message, in its language, and do not begin your answer with a name."
)
# What people write in place of a system prompt to have none, and of a limit to have the default.
DASHES = frozenset({"-", "–", "—"})
# States whose answers a person has read: what follows in the conversation builds on them.
REMEMBERED = frozenset({TurnState.COMPLETE, TurnState.STOPPED, TurnState.CUT})
# How many turns of a branch are looked at for a prompt, whatever the budget would hold.
REMEMBERED_TURNS = 40


class Role(StrEnum):
    """Whose words a message holds (Sber's API description, `messages[].role`)."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the prompt; `content` is never empty."""

    role: Role
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request: model, messages (at most one system message, the first), session and extra body fields.

    `options` holds GigaChat's optional body fields (temperature, max_tokens, …), already checked by name.
    """

    model: str
    messages: tuple[Message, ...]
    session_id: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)


def assemble(
    system_prompt: str | None, turns: Sequence[Turn], question: Question, budget: int
) -> tuple[Message, ...]:
    """Fit system prompt, the newest remembered turns and the question into `budget` tokens (estimated).

    `turns` are oldest first and end before the question. System prompt and question are kept whatever they
    cost; a turn is kept whole or not at all, and none older than the first that did not fit.
    """
    system = _system_messages(system_prompt, question)
    asked = Message(Role.USER, user_content(question))
    room = budget - estimated_tokens((*system, asked))
    return (*system, *_newest_that_fit(turns, room), asked)


def estimated_tokens(messages: Iterable[Message]) -> int:
    """Return an upper estimate of the tokens of messages."""
    return sum(estimate_tokens(message.content) for message in messages)


def user_content(question: Question) -> str:
    """Return the question as the model reads it: the quote in Markdown, the speaker, the text."""
    text = f"{question.speaker}: {question.text}" if question.speaker else question.text
    if question.quote is None:
        return text
    quoted = "\n".join(f"> {line}" for line in question.quote.text.splitlines())
    return f"> {question.quote.author}:\n{quoted}\n\n{text}"


def is_remembered(turn: Turn) -> bool:
    """Tell whether a turn belongs into later prompts.

    A blacklisted pair poisons the turns that follow it, and GigaChat refuses empty content.
    """
    answer = turn.answer
    return (
        answer.state in REMEMBERED
        and bool(answer.text.strip())
        and answer.finish_reason is not FinishReason.BLACKLIST
    )


def _system_messages(system_prompt: str | None, question: Question) -> list[Message]:
    texts = [system_prompt or "", SPEAKERS_HINT if question.speaker else ""]
    content = "\n\n".join(filter(None, texts))
    return [Message(Role.SYSTEM, content)] if content else []


def _newest_that_fit(turns: Iterable[Turn], room: int) -> list[Message]:
    kept: list[Message] = []
    for turn in reversed([turn for turn in turns if is_remembered(turn)]):
        pair = [
            Message(Role.USER, user_content(turn.question)),
            Message(Role.ASSISTANT, turn.answer.text),
        ]
        room -= estimated_tokens(pair)
        if room < 0:
            break
        kept[:0] = pair
    return kept
