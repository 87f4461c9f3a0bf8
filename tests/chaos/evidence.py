"""What is known after a run of the kill test: what people asked, what chats show, what the file says.

Times are unix seconds.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

# The question tells its number and how often it was edited, an answer besides which request it is from.
_ASKED = re.compile(r"Вопрос (\d+)\.(\d+):")
_MARK = re.compile(r"(Начало|Далее) (\d+)\.(\d+)\.(\d+):")


class Mark(NamedTuple):
    """How the answer of one request begins; `kind` is "Начало", or "Далее" for one that goes on."""

    kind: str
    number: int
    revision: int
    serial: int

    def __str__(self) -> str:
        return f"{self.kind} {self.number}.{self.revision}.{self.serial}:"


def marks_in(text: str) -> list[Mark]:
    """Return the marks that a text holds."""
    return [Mark(kind, int(n), int(r), int(s)) for kind, n, r, s in _MARK.findall(text)]


def numbers_in(text: str) -> list[tuple[int, int]]:
    """Return number and revision of the questions that a text holds."""
    return [(int(number), int(revision)) for number, revision in _ASKED.findall(text)]


class Place(NamedTuple):
    """A message: its chat and its number there."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot as people see it in the end."""

    place: Place
    text: str
    labels: tuple[str, ...] = ()

    @property
    def is_growing(self) -> bool:
        """Whether it still offers to stop, or to leave the line."""
        offers = ("Стоп", "Stop", "Не ждать", "Leave")
        return any(offer in label for offer in offers for label in self.labels)


@dataclass(slots=True)
class Asked:
    """A question as its asker knows it; `revisions` counts its edits."""

    number: int
    place: Place
    at: float
    revisions: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """A turn as the file has it."""

    id: int
    conversation: int
    chat_id: int
    parent_id: int | None
    state: str
    question: str
    answer: str
    asked_at: float
    finished_at: float | None = None
    continues: bool = False
    asked_in: Place | None = None
    shown_in: tuple[Place, ...] = ()

    @property
    def is_worth_paging(self) -> bool:
        """Whether it counts as a version once another one is shown."""
        return self.state in {"complete", "stopped", "cut"} and bool(self.answer.strip())


@dataclass(frozen=True, slots=True)
class Paid:
    """A request that GigaChat began to answer."""

    mark: Mark
    at: float
    remembered: tuple[str, ...] = ()  # the answers that the prompt held


@dataclass
class Evidence:
    """All of it."""

    asked: list[Asked] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    turns: list[Stored] = field(default_factory=list)
    tips: dict[int, int | None] = field(default_factory=dict)  # by conversation
    letters: set[Place] = field(default_factory=set)
    commands: Counter[tuple[int, str]] = field(default_factory=Counter)  # by chat and command
    stops: list[tuple[int, float]] = field(default_factory=list)  # by /stop or in a draft: chat and time
    told: dict[Mark, str] = field(default_factory=dict)  # whole answers as GigaChat would give them
    paid: list[Paid] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)  # what waits in the file, by its name

    def versions(self) -> Iterator[list[Stored]]:
        """Yield the turns that answer one message at one point, oldest first."""
        groups: dict[tuple[Place | None, int | None, bool], list[Stored]] = {}
        for turn in sorted(self.turns, key=lambda each: each.id):
            groups.setdefault((turn.asked_in, turn.parent_id, turn.continues), []).append(turn)
        yield from groups.values()

    @cached_property
    def by_id(self) -> dict[int, Stored]:
        """The turns by their ids."""
        return {turn.id: turn for turn in self.turns}

    def number_of(self, turn: Stored) -> int | None:
        """Return the number of the question that a turn answers or goes on with."""
        while turn.continues and turn.parent_id in self.by_id:
            turn = self.by_id[turn.parent_id]
        found = numbers_in(turn.question)
        return found[-1][0] if found else None
