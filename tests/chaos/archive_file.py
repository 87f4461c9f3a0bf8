"""The bot's database as a stranger reads it, beside the bot that writes it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.chaos.evidence import Place, Stored

_LEFT = {
    "pending turns": "SELECT count(*) FROM turns WHERE state = 'pending'",
    "unshown answers": "SELECT count(*) FROM turns WHERE unshown",
    "undone updates": "SELECT count(*) FROM updates WHERE done_at IS NULL",
    "waiting letters": "SELECT count(*) FROM letters WHERE ended_at IS NULL",
}
_TURNS = """
SELECT turns.*, conversations.chat_id FROM turns JOIN conversations ON conversations.id = conversation_id
ORDER BY turns.id
"""
_MESSAGES = "SELECT turn_id, role, chat_id, message_id FROM turn_messages ORDER BY turn_id, role, part"
_LETTERS = "SELECT chat_id, message_id FROM letters WHERE message_id IS NOT NULL"


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def left_in(path: Path) -> dict[str, int]:
    """Return how much waits in the file, by its name."""
    with _reading(path) as connection:
        return {name: connection.execute(sql).fetchone()[0] for name, sql in _LEFT.items()}


def tips_in(path: Path) -> dict[int, int | None]:
    """Return the tip of each conversation."""
    with _reading(path) as connection:
        return dict(tuple(row) for row in connection.execute("SELECT id, tip_id FROM conversations"))


def letters_in(path: Path) -> list[Place]:
    """Return the messages that were letters."""
    with _reading(path) as connection:
        return [Place(*row) for row in connection.execute(_LETTERS)]


def turns_in(path: Path) -> list[Stored]:
    """Return all turns with their messages."""
    with _reading(path) as connection:
        messages: dict[tuple[int, str], list[Place]] = {}
        for turn_id, role, *place in connection.execute(_MESSAGES):
            messages.setdefault((turn_id, role), []).append(Place(*place))
        return [_turn(row, messages) for row in connection.execute(_TURNS)]


def _turn(row: sqlite3.Row, messages: dict[tuple[int, str], list[Place]]) -> Stored:
    return Stored(
        id=row["id"],
        conversation=row["conversation_id"],
        chat_id=row["chat_id"],
        parent_id=row["parent_id"],
        state=row["state"],
        question=row["question"],
        answer=row["answer"],
        asked_at=row["asked_at"],
        finished_at=row["finished_at"],
        continues=bool(row["continues"]),
        asked_in=next(iter(messages.get((row["id"], "question"), [])), None),
        shown_in=tuple(messages.get((row["id"], "answer"), [])),
    )
