"""Turns as rows of the table `turns`."""

import sqlite3

from bot.core.conversation import Answer, Question, Quote, Turn, TurnState
from bot.core.events import FinishReason, Usage


def turn_of(row: sqlite3.Row) -> Turn:
    """Build the turn that a row with all columns of `turns` holds."""
    return Turn(row["id"], row["parent_id"], _question_of(row), _answer_of(row))


def _question_of(row: sqlite3.Row) -> Question:
    quote = None if row["quote_text"] is None else Quote(row["quote_author"], row["quote_text"])
    return Question(row["question"], row["asker_id"], row["speaker"], quote, bool(row["continues"]))


def _answer_of(row: sqlite3.Row) -> Answer:
    usage = None
    if row["total_tokens"] is not None:
        usage = Usage(
            prompt=row["prompt_tokens"],
            completion=row["completion_tokens"],
            total=row["total_tokens"],
            precached=row["precached_tokens"],
        )
    reason = None if row["finish_reason"] is None else FinishReason(row["finish_reason"])
    return Answer(row["answer"], TurnState(row["state"]), row["model"], usage, reason, row["error"])


def question_columns(question: Question) -> tuple[int, str | None, str, str | None, str | None, bool]:
    """Return asker_id, speaker, question, quote_author, quote_text and continues."""
    quote = question.quote
    return (
        question.asker_id,
        question.speaker,
        question.text,
        quote.author if quote else None,
        quote.text if quote else None,
        question.continues,
    )


def answer_columns(answer: Answer) -> tuple[str | int | None, ...]:
    """Return state, answer, finish_reason, error, model and the four token counts: prompt to precached."""
    usage = answer.usage
    tokens = (usage.prompt, usage.completion, usage.total, usage.precached) if usage else (None,) * 4
    return (answer.state.value, answer.text, answer.finish_reason, answer.error, answer.model, *tokens)
