-- Conversations, their turns as a tree, the Telegram messages of a turn, and who was met.
-- Times are unix seconds. A migration holds no BEGIN or COMMIT: the runner wraps it in one transaction.

CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    title TEXT,
    username TEXT,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)), -- 0: the bot was blocked or removed
    seen_at REAL NOT NULL
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT,
    username TEXT,
    language_code TEXT,
    seen_at REAL NOT NULL
) STRICT;

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    tip_id INTEGER REFERENCES turns (id) ON DELETE SET NULL,
    session_id TEXT NOT NULL,
    model TEXT,
    system_prompt TEXT,
    language TEXT,
    fresh_at REAL, -- when the context was last cleared
    UNIQUE (chat_id, thread_id)
) STRICT;

CREATE INDEX conversations_tip ON conversations (tip_id);

-- AUTOINCREMENT: buttons in old messages name turns, so the id of an erased turn must never come again.
-- parent_id < id: with parents that never change, the tree can't hold a circle.
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES turns (id) ON DELETE SET NULL CHECK (parent_id < id),
    asker_id INTEGER NOT NULL,
    speaker TEXT,
    question TEXT NOT NULL,
    quote_author TEXT,
    quote_text TEXT,
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'complete', 'stopped', 'failed', 'cut')),
    answer TEXT NOT NULL DEFAULT '',
    finish_reason TEXT,
    model TEXT,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    total_tokens INTEGER,
    precached_tokens INTEGER,
    asked_at REAL NOT NULL,
    finished_at REAL,
    CHECK ((quote_author IS NULL) = (quote_text IS NULL)),
    CHECK ((state = 'pending') = (finished_at IS NULL))
) STRICT;

CREATE INDEX turns_conversation ON turns (conversation_id);
CREATE INDEX turns_parent ON turns (parent_id);
CREATE INDEX turns_pending ON turns (id) WHERE state = 'pending';

-- What was said in one chat must never reach the prompt of another.
CREATE TRIGGER turns_stay_in_their_conversation BEFORE INSERT ON turns
WHEN NEW.parent_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a turn must follow a turn of its own conversation')
    WHERE NEW.conversation_id IS NOT (SELECT conversation_id FROM turns WHERE id = NEW.parent_id);
END;

-- One message may belong to several turns: a question asked again, an answer rewritten in place.
CREATE TABLE turn_messages (
    turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('question', 'answer')),
    part INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (turn_id, role, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX turn_messages_message ON turn_messages (chat_id, message_id, turn_id);
