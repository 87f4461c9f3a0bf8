-- Many people: who may talk, how much, what it cost, and what admins did.
-- Ids of people are positive, ids of groups and channels negative, as Telegram's are.

-- What a person or a group is to this bot; one without a row is unknown.
CREATE TABLE access (
    id INTEGER PRIMARY KEY,
    standing TEXT NOT NULL CHECK (standing IN ('asked', 'allowed', 'refused', 'banned')),
    changed_at REAL NOT NULL,
    changed_by INTEGER, -- the admin; NULL: the person, by asking
    update_id INTEGER -- the update that changed it: worked off again after a crash, it changes nothing twice
) STRICT;

-- One-time codes. Only their hash stands here, so that a stolen file lets nobody in.
CREATE TABLE invitations (
    code_hash TEXT PRIMARY KEY, -- SHA-256, in hexadecimal
    made_by INTEGER NOT NULL,
    made_at REAL NOT NULL,
    expires_at REAL, -- NULL: never
    used_by INTEGER, -- NULL with a time of use: somebody who was forgotten since
    used_at REAL
) STRICT, WITHOUT ROWID;

-- Exceptions from the default limits. NULL: the default; 0: no limit.
CREATE TABLE limits (
    id INTEGER PRIMARY KEY,
    per_minute INTEGER CHECK (per_minute >= 0),
    tokens_day INTEGER CHECK (tokens_day >= 0),
    tokens_month INTEGER CHECK (tokens_month >= 0)
) STRICT;

-- What was asked and what it cost, by day. An asker or a private chat of 0 is somebody who was forgotten.
CREATE TABLE usage (
    day TEXT NOT NULL, -- 2025-12-31, in the bot's time zone
    asker_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    model TEXT NOT NULL,
    questions INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    answers INTEGER NOT NULL, -- those of which a first text came: the two sums below are theirs
    waited REAL NOT NULL, -- seconds in line
    first_text REAL NOT NULL, -- seconds from the question to the first text
    PRIMARY KEY (day, asker_id, chat_id, model)
) STRICT, WITHOUT ROWID;

-- With the tokens in them, the index alone answers how much somebody has spent: that is asked all the time.
CREATE INDEX usage_asker ON usage (asker_id, day, total_tokens);
CREATE INDEX usage_chat ON usage (chat_id, day, total_tokens);

-- What admins changed without a restart.
CREATE TABLE overrides (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE acts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    admin_id INTEGER NOT NULL, -- 0: the command line
    act TEXT NOT NULL,
    subject INTEGER, -- the person or chat that it was about; 0: one that was forgotten
    details TEXT
) STRICT;

CREATE INDEX acts_subject ON acts (subject);

CREATE TABLE broadcasts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    made_by INTEGER NOT NULL,
    made_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'sending' CHECK (state IN ('sending', 'done', 'stopped'))
) STRICT;

CREATE TABLE broadcast_chats (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL,
    sent_at REAL, -- NULL: still to be sent
    failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),
    PRIMARY KEY (broadcast_id, chat_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX broadcast_chats_chat ON broadcast_chats (chat_id);

-- What a person asked anywhere, to be exported or erased.
CREATE INDEX turns_asker ON turns (asker_id);
