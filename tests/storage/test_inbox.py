"""Updates and letters against a plain model of them: the same acts, crashes among them, the same memory."""

import asyncio
import tempfile
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core.conversation import ConversationKey, MessageRef, Question
from bot.core.errors import StorageError
from bot.core.letters import Letter, LetterDraft
from bot.core.updates import StoredUpdate
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.letters import Letters
from tests.storage.ruin import killed_copy

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CHATS = st.sampled_from([7, -5, -100])
# Far enough apart that old ones are forgotten.
IDS = st.integers(1, 20).map(lambda number: number * 100)
UPDATES = st.lists(st.tuples(IDS, TEXTS), max_size=6)
DRAFTS = st.lists(st.builds(LetterDraft, CHATS, TEXTS), max_size=3)
MESSAGES = st.integers(1, 30)


@dataclass
class Model:
    """What inbox and outbox are, without a database. `done` and `ended` hold when something was over."""

    updates: dict[int, StoredUpdate] = field(default_factory=dict)
    done: dict[int, float] = field(default_factory=dict)
    letters: dict[int, Letter] = field(default_factory=dict)
    ended: dict[int, float] = field(default_factory=dict)
    arrived: dict[int, MessageRef] = field(default_factory=dict)

    def undone(self) -> list[StoredUpdate]:
        """Return what a start works off."""
        return [each for _, each in sorted(self.updates.items()) if each.update_id not in self.done]

    def waiting(self) -> list[Letter]:
        """Return what is to be sent."""
        return [each for _, each in sorted(self.letters.items()) if each.id not in self.ended]


class Post(RuleBasedStateMachine):
    """Acts on a real file and on the model alike; a crash leaves file and log as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.model = Model()
        self.now = 0.0
        self.lives = count()
        self.open(Path(self.folder.name) / "bot.sqlite3")

    def open(self, path: Path) -> None:
        """Start, and find what the last life left."""
        self.database = self.runner.run(Database.open(path))
        self.inbox, self.letters = Inbox(self.database), Letters(self.database)
        self.conversations = Conversations(self.database)
        assert self.runner.run(self.inbox.undone()) == self.model.undone()

    def teardown(self) -> None:
        """Stop."""
        self.runner.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(updates=UPDATES)
    def take(self, updates: list[tuple[int, str]]) -> None:
        """Store updates, some of which have come before."""
        self.now += 1
        new = [each for each in dict(updates) if each not in self.model.updates]
        assert self.runner.run(self.inbox.store(updates, self.now)) == new
        for update_id, body in reversed(updates):  # of two with one id the first counts
            if update_id in new:
                self.model.updates[update_id] = StoredUpdate(update_id, body, 0)

    @rule(update_id=st.none() | IDS, drafts=DRAFTS)
    def work_off(self, update_id: int | None, drafts: list[LetterDraft]) -> None:
        """End an update's work, whether it is there, done or neither, with the words that it brought."""
        self.now += 1
        ids = self.runner.run(self.inbox.done(update_id, drafts, self.now))
        assert ids == sorted(ids)
        assert not set(ids) & set(self.model.letters), "an id never comes again"
        for letter_id, draft in zip(ids, drafts, strict=True):
            self.model.letters[letter_id] = Letter(letter_id, draft.chat_id, draft.body, self.now)
        self._is_done(update_id)

    @rule(update_id=IDS)
    def take_up_again(self, update_id: int) -> None:
        """Begin the work of an update again, whether it is there, done or neither."""
        self.runner.run(self.inbox.begin_again(update_id))
        self.model.updates |= {
            found.update_id: replace(found, starts=found.starts + 1)
            for found in self.model.undone()
            if found.update_id == update_id
        }

    @rule(update_id=IDS, refused=st.booleans())
    def ask(self, update_id: int, refused: bool) -> None:
        """Begin the turn that an update asks for; where that is refused the update stays."""
        self.now += 1
        begun = self.conversations.begin_turn(
            ConversationKey(7), Question("?", 7), question_message=None, now=self.now, update_id=update_id,
            parent=10**6 if refused else "tip",
        )  # fmt: skip
        if refused:
            with pytest.raises(StorageError):
                self.runner.run(begun)
        else:
            self.runner.run(begun)
            self._is_done(update_id)

    def _is_done(self, update_id: int | None) -> None:
        if update_id in self.model.updates:
            self.model.done.setdefault(update_id, self.now)

    @precondition(lambda self: self.model.letters)
    @rule(mark=MESSAGES, data=st.data())
    def send(self, mark: int, data: st.DataObject) -> None:
        """Begin to send a letter, ended ones too."""
        letter_id = data.draw(st.sampled_from(sorted(self.model.letters)))
        self.runner.run(self.letters.begin_sending(letter_id, mark))
        self.model.letters[letter_id] = replace(self.model.letters[letter_id], sending_after=mark)

    @precondition(lambda self: self.model.letters)
    @rule(message_id=st.none() | MESSAGES, data=st.data())
    def end(self, message_id: int | None, data: st.DataObject) -> None:
        """Let a letter arrive or be given up, ended ones too."""
        self.now += 1
        letter_id = data.draw(st.sampled_from(sorted(self.model.letters)))
        self.runner.run(self.letters.ended(letter_id, message_id, self.now))
        if letter_id not in self.model.ended:
            self.model.ended[letter_id] = self.now
            if message_id is not None:
                chat_id = self.model.letters[letter_id].chat_id
                self.model.arrived[letter_id] = MessageRef(chat_id, message_id)

    @rule()
    def become_supergroup(self) -> None:
        """Let the group get its new id."""
        self.runner.run(self.conversations.migrate_chat(-5, -100))
        for letter in self.model.waiting():
            if letter.chat_id == -5:
                self.model.letters[letter.id] = replace(letter, chat_id=-100, sending_after=None)

    @rule(age=st.integers(0, 10))
    def purge(self, age: int) -> None:
        """Forget what was over before a while."""
        before = self.now - age
        self.runner.run(self.inbox.purge(before))
        newest = max(self.model.updates, default=0)
        for update_id in [each for each, at in self.model.done.items() if at < before]:
            if update_id <= newest - 1000:  # what Telegram may hand over again is remembered
                del self.model.done[update_id], self.model.updates[update_id]
        newest_in: dict[int, int] = {}
        for ref in self.model.arrived.values():
            newest_in[ref.chat_id] = max(ref.message_id, newest_in.get(ref.chat_id, 0))
        for letter_id in [each for each, at in self.model.ended.items() if at < before]:
            arrived = self.model.arrived.get(letter_id)
            if arrived is not None and arrived.message_id == newest_in[arrived.chat_id]:
                continue  # so far a chat's numbers have come
            del self.model.ended[letter_id]
            self.model.arrived.pop(letter_id, None)
            self.model.letters.pop(letter_id)

    @rule()
    def stop(self) -> None:
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
        """Read the outbox from both."""
        assert self.runner.run(self.letters.waiting()) == self.model.waiting()
        for chat_id in (7, -5, -100):
            for after in (0, 15):
                ids = {ref.message_id for ref in self.model.arrived.values() if ref.chat_id == chat_id}
                known = self.runner.run(self.conversations.known_messages(chat_id, after))
                assert known == {each for each in ids if each > after}


TestPost = Post.TestCase
TestPost.settings = settings(max_examples=25, stateful_step_count=25)


@pytest.mark.parametrize(
    "fault", ["UPDATE ON updates", "INSERT ON turns", "INSERT ON turn_messages", "UPDATE ON conversations"]
)
async def test_a_fault_while_a_turn_begins_leaves_its_update_to_be_asked_again(
    database: Database, fault: str
) -> None:
    """Wherever the beginning of a turn breaks, there is no turn, and the update is still to be worked off."""
    inbox, conversations = Inbox(database), Conversations(database)
    await inbox.store([(1, "{}")], 1.0)
    await conversations.settings(ConversationKey(7))
    await database.rows(f"CREATE TEMP TRIGGER fault BEFORE {fault} BEGIN SELECT RAISE(ABORT, 'a fault'); END")

    async def ask() -> None:
        await conversations.begin_turn(
            ConversationKey(7), Question("?", 7), question_message=MessageRef(7, 1), now=1.0, update_id=1
        )

    with pytest.raises(StorageError, match="a fault"):
        await ask()
    await database.rows("DROP TRIGGER fault")
    assert await conversations.unfinished() == []
    assert [each.update_id for each in await inbox.undone()] == [1]
    await ask()
    assert [each.update_id for each in await conversations.unfinished()] == [1]
    assert await inbox.undone() == []


async def test_a_version_is_the_end_of_the_update_that_asked_for_it(conversations: Conversations) -> None:
    """A replayed press of Retry finds its update done: one press makes one version."""
    inbox = Inbox(conversations._database)
    await inbox.store([(1, "{}"), (2, "{}")], 1.0)
    turn = await conversations.begin_turn(
        ConversationKey(7), Question("?", 7), question_message=None, now=1.0, update_id=1
    )
    version = await conversations.begin_version(turn.id, turn.question, 2.0, update_id=2)
    assert await inbox.undone() == []
    found = await conversations.unfinished()
    assert [(each.turn.id, each.update_id) for each in found] == [(turn.id, 1), (version.id, 2)]


async def test_a_fault_between_an_update_and_its_letters_leaves_both(database: Database) -> None:
    """No update counts as done whose words are not stored: its work is repeated instead."""
    inbox, letters = Inbox(database), Letters(database)
    await inbox.store([(1, "{}")], 1.0)
    await database.rows(
        "CREATE TEMP TRIGGER fault BEFORE INSERT ON letters WHEN NEW.body = 'two' "
        "BEGIN SELECT RAISE(ABORT, 'a fault'); END"
    )
    with pytest.raises(StorageError, match="a fault"):
        await inbox.done(1, [LetterDraft(7, "one"), LetterDraft(7, "two")], 2.0)
    assert await letters.waiting() == []
    assert [each.update_id for each in await inbox.undone()] == [1]


async def test_a_full_disk_takes_an_update_whole_or_not_at_all(database: Database) -> None:
    """Updates that don't fit are refused together, so Telegram keeps them, and fit once there is room."""
    inbox = Inbox(database)
    (pages,) = await database.rows("PRAGMA page_count")
    await database.rows(f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(StorageError, match="the disk is full"):
        await inbox.store([(1, "short"), (2, "long" * 10_000)], 1.0)
    assert await inbox.undone() == []
    await database.rows("PRAGMA max_page_count = 100000")
    assert await inbox.store([(1, "short"), (2, "long" * 10_000)], 1.0) == [1, 2]


async def test_text_that_utf8_can_t_hold_does_not_keep_an_update_out(database: Database) -> None:
    """Half of a surrogate pair, which JSON may carry, is replaced in updates and letters."""
    inbox = Inbox(database)
    await inbox.store([(1, "а\ud83d")], 1.0)
    await inbox.done(None, [LetterDraft(7, "б\ud83d\ude00\0")], 1.0)
    assert [each.body for each in await inbox.undone()] == ["а\ufffd"]
    assert [each.body for each in await Letters(database).waiting()] == ["б😀\0"]
