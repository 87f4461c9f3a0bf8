"""A file with something in every table, of a person who will be forgotten and of others who will not."""

import json
from datetime import date

from bot.core.access import Decision, Standing
from bot.core.conversation import (
    Answer,
    Chat,
    ConversationKey,
    MessageRef,
    Question,
    Quote,
    Turn,
    TurnState,
    User,
)
from bot.core.events import Usage
from bot.core.figures import Answered
from bot.core.letters import LetterDraft
from bot.core.quota import Limits
from bot.storage.access import Access
from bot.storage.acts import Acts
from bot.storage.broadcasts import Broadcasts
from bot.storage.chats_and_users import ChatsAndUsers
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.limits import StoredLimits
from tests.storage.spending import note

ADMIN = 1
GROUP = -5551234
DAY = date(2025, 7, 10)


def update_of(person_id: int, chat_id: int, text: str) -> str:
    """Return a message as Telegram's JSON."""
    sender = {"id": person_id, "is_bot": False, "first_name": text}
    message = {"message_id": 1, "date": 1, "from": sender, "chat": {"id": chat_id}, "text": text}
    return json.dumps({"update_id": 0, "message": message}, ensure_ascii=False)


async def ask(
    database: Database,
    key: ConversationKey,
    question: Question,
    *,
    answer: str = "",
    now: float = 10.0,
    message: int = 1,
) -> Turn:
    """Store a question, its messages and its answer."""
    conversations = Conversations(database)
    asked = MessageRef(key.chat_id, message)
    turn = await conversations.begin_turn(key, question, question_message=asked, now=now)
    await conversations.finish_turn(turn.id, Answer(answer, TurnState.COMPLETE, "GigaChat-2"), now + 1)
    await conversations.set_answer_messages(turn.id, [MessageRef(key.chat_id, message + 1)])
    await conversations.shown(turn.id)
    return turn


async def live(database: Database, person_id: int, word: str) -> None:
    """Let a person leave a trace in every table; each text of theirs holds `word`."""
    person = User(person_id, word, "Surname", f"{word}_name")
    await ChatsAndUsers(database).note_seen(Chat(person_id, "private", None, f"{word}_name"), person, 10.0)
    private = ConversationKey(person_id)
    await Conversations(database).set_system_prompt(private, f"{word}: be brief")
    await ask(database, private, Question(f"{word}?", person_id), answer=f"{word}!")
    await ask(database, private, Question("?", person_id, None, Quote(word, f"{word}…")), answer=f"{word}!")
    await ask(
        database, ConversationKey(GROUP), Question(f"{word}?", person_id, f"{word} Surname"), answer=word
    )
    await Access(database).decide(person_id, Decision(Standing.ALLOWED, ADMIN), "act", 1.0)
    await StoredLimits(database).set_limits(person_id, Limits(per_minute=5))
    for chat in (person_id, GROUP):
        await note(database, Answered(DAY, person_id, chat, "GigaChat-2", usage=Usage(1, 2, 3)))
    await Acts(database).add(ADMIN, "allow", 2.0, subject=person_id, details=f"{word} Surname")
    await Broadcasts(database).begin("{}", [person_id], ADMIN, 3.0)
    code = await Access(database).invite(ADMIN, 1.0)
    await Access(database).decide(person_id, Decision(Standing.UNKNOWN, ADMIN), "act", 1.0)
    assert await Access(database).redeem(code, person_id, 2.0)
    inbox = Inbox(database)
    updates = [
        (person_id % 1000 * 10 + n, update_of(person_id, chat, word))
        for n, chat in enumerate((person_id, GROUP))
    ]
    await inbox.store(updates, 10.0)
    await inbox.done(None, [LetterDraft(person_id, json.dumps({"chat_id": person_id, "text": word}))], 10.0)
