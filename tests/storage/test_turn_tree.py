"""The archive against a plain model of it: the same acts, the same answers."""

import asyncio
import tempfile
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core.conversation import Answer, ConversationKey, MessageRef, Question, Quote, Turn, TurnState
from bot.core.events import FinishReason, Usage
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from tests.storage.ruin import killed_copy

KEYS = st.sampled_from(
    [ConversationKey(7), ConversationKey(-5), ConversationKey(-100), ConversationKey(-100, 3)]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
QUESTIONS = st.builds(
    Question,
    TEXTS,
    st.integers(1, 2**40),
    st.none() | TEXTS,
    st.none() | st.builds(Quote, TEXTS, TEXTS),
    st.booleans(),
)
TOKENS = st.integers(0, 2**31)
ANSWERS = st.builds(
    Answer,
    TEXTS,
    st.sampled_from([state for state in TurnState if state is not TurnState.PENDING]),
    st.none() | TEXTS,
    st.none() | st.builds(Usage, TOKENS, TOKENS, TOKENS, TOKENS),
    st.none() | st.sampled_from(FinishReason),
    st.none() | TEXTS,
)


@dataclass
class Model:
    """What an archive is, without a database."""

    turns: dict[int, Turn] = field(default_factory=dict)
    keys: dict[int, ConversationKey] = field(default_factory=dict)
    tips: dict[ConversationKey, int | None] = field(default_factory=dict)
    shown: dict[int, list[MessageRef]] = field(default_factory=dict)
    unshown: set[int] = field(default_factory=set)

    def branch_to(self, turn_id: int | None, limit: int) -> list[Turn]:
        """Walk the parents."""
        line: list[Turn] = []
        while turn_id is not None and len(line) < limit:
            line.insert(0, self.turns[turn_id])
            turn_id = self.turns[turn_id].parent_id
        return line


class Archive(RuleBasedStateMachine):
    """Acts on a real file and on the model alike, restarts included."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.model = Model()
        self.lives = count()
        self.open(Path(self.folder.name) / "bot.sqlite3")

    def open(self, path: Path) -> None:
        """Start."""
        self.database = self.runner.run(Database.open(path))
        self.archive = Conversations(self.database)

    def teardown(self) -> None:
        """Stop."""
        self.runner.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(key=KEYS, question=QUESTIONS, message=st.none() | st.integers(1, 50), data=st.data())
    def ask(self, key: ConversationKey, question: Question, message: int | None, data: st.DataObject) -> None:
        """Begin a turn at the tip, at the root or after any turn of its conversation."""
        own = [turn_id for turn_id, home in self.model.keys.items() if home == key]
        choices: list[int | Literal["tip"] | None] = ["tip", None, *own]
        parent = data.draw(st.sampled_from(choices))
        asked = None if message is None else MessageRef(key.chat_id, message)
        begun = self.archive.begin_turn(key, question, question_message=asked, now=1.0, parent=parent)
        turn = self.runner.run(begun)
        expected = self.model.tips.get(key) if parent == "tip" else parent
        assert turn == Turn(turn.id, expected, question, Answer("", TurnState.PENDING))
        assert turn.id > max(self.model.turns, default=0)
        self.model.turns[turn.id] = turn
        self.model.keys[turn.id] = key
        self.model.tips[key] = turn.id
        assert self.runner.run(self.archive.question_message(turn.id)) == asked

    @precondition(lambda self: self.model.turns)
    @rule(answer=ANSWERS, data=st.data())
    def end(self, answer: Answer, data: st.DataObject) -> None:
        """End any turn, ended ones too."""
        turn = self.model.turns[data.draw(st.sampled_from(sorted(self.model.turns)))]
        pending = turn.answer.state is TurnState.PENDING
        assert self.runner.run(self.archive.finish_turn(turn.id, answer, 2.0)) is pending
        if pending:
            self.model.turns[turn.id] = replace(turn, answer=answer)
            self.model.unshown.add(turn.id)

    @precondition(lambda self: self.model.turns)
    @rule(text=TEXTS, data=st.data())
    def grow(self, text: str, data: st.DataObject) -> None:
        """Keep the text so far of any turn; ended ones keep theirs."""
        turn = self.model.turns[data.draw(st.sampled_from(sorted(self.model.turns)))]
        self.runner.run(self.archive.keep_partial(turn.id, text))
        if turn.answer.state is TurnState.PENDING:
            self.model.turns[turn.id] = replace(turn, answer=replace(turn.answer, text=text))

    @precondition(lambda self: self.model.turns)
    @rule(data=st.data())
    def stand(self, data: st.DataObject) -> None:
        """Note that an answer stands in its chat."""
        turn_id = data.draw(st.sampled_from(sorted(self.model.turns)))
        self.runner.run(self.archive.shown(turn_id))
        self.model.unshown.discard(turn_id)

    @precondition(lambda self: self.model.turns)
    @rule(messages=st.lists(st.integers(51, 99), max_size=4, unique=True), data=st.data())
    def show(self, messages: list[int], data: st.DataObject) -> None:
        """Show an answer in these messages."""
        turn_id = data.draw(st.sampled_from(sorted(self.model.turns)))
        refs = [MessageRef(1000, message) for message in messages]
        self.runner.run(self.archive.set_answer_messages(turn_id, refs))
        self.model.shown[turn_id] = refs

    @rule(key=KEYS)
    def clear(self, key: ConversationKey) -> None:
        """Start a fresh context."""
        self.runner.run(self.archive.start_afresh(key, 3.0))
        self.model.tips[key] = None

    @rule()
    def restart(self) -> None:
        """Close and open the file."""
        self.runner.run(self.database.close())
        self.open(self.database.path)

    @rule()
    def crash(self) -> None:
        """Go on with what a kill would have left."""
        left = killed_copy(self.database.path, Path(self.folder.name) / f"life{next(self.lives)}")
        self.runner.run(self.database.close())
        self.open(left)

    @invariant()
    def agree(self) -> None:
        """Read everything from both."""
        self.runner.run(self._branches_agree())
        self.runner.run(self._turns_agree())
        self.runner.run(self._messages_agree())

    async def _branches_agree(self) -> None:
        """Every conversation shows the model's active branch, whole or its last two turns."""
        for key, tip in self.model.tips.items():
            for limit in (2, 40):
                assert await self.archive.branch(key, limit) == self.model.branch_to(tip, limit)

    async def _turns_agree(self) -> None:
        """Every turn stands where the model has it, and what is pending or not shown is listed."""
        for turn_id, key in self.model.keys.items():
            assert await self.archive.key_of_turn(turn_id) == key
            assert await self.archive.branch_to(turn_id, 40) == self.model.branch_to(turn_id, 40)
        expected = [
            (self.model.keys[turn.id], turn)
            for turn in self.model.turns.values()
            if turn.answer.state is TurnState.PENDING or turn.id in self.model.unshown
        ]
        assert [(each.key, each.turn) for each in await self.archive.unfinished()] == expected

    async def _messages_agree(self) -> None:
        """Parts come in order, and a message leads to the newest turn that it shows."""
        owners: dict[MessageRef, int] = {}
        for turn_id, listed in sorted(self.model.shown.items()):
            assert await self.archive.answer_messages(turn_id) == listed
            owners.update(dict.fromkeys(listed, turn_id))
        for ref, turn_id in owners.items():
            assert await self.archive.turn_of_message(ref) == self.model.turns[turn_id]


TestArchive = Archive.TestCase
TestArchive.settings = settings(max_examples=20, stateful_step_count=20)
