-- What a crash must not lose: updates not worked off, answers not shown, words not sent.

-- Updates that Telegram handed over, stored before it is told so. Ids stay for a while: one may come twice.
CREATE TABLE updates (
    update_id INTEGER PRIMARY KEY,
    received_at REAL NOT NULL,
    body TEXT, -- the update as Telegram's JSON; NULL: its work is done
    starts INTEGER NOT NULL DEFAULT 0, -- how many starts took it up again
    done_at REAL,
    CHECK ((body IS NULL) = (done_at IS NOT NULL))
) STRICT;

CREATE INDEX updates_undone ON updates (update_id) WHERE done_at IS NULL;

-- The bot's own words on their way to a chat. Those that arrived stay for a while, by their message id.
CREATE TABLE letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    written_at REAL NOT NULL,
    body TEXT, -- the call as JSON; NULL: it arrived, or was given up
    sending_after INTEGER, -- the newest message id known when it was last sent; NULL: it never was
    message_id INTEGER,
    ended_at REAL,
    CHECK ((body IS NULL) = (ended_at IS NOT NULL))
) STRICT;

CREATE INDEX letters_waiting ON letters (id) WHERE ended_at IS NULL;
CREATE INDEX letters_message ON letters (chat_id, message_id) WHERE message_id IS NOT NULL;

ALTER TABLE turns ADD COLUMN update_id INTEGER; -- the update that asked, which names the turn in the log
ALTER TABLE turns ADD COLUMN error TEXT; -- what ended a failed or cut answer
ALTER TABLE turns ADD COLUMN stopping INTEGER NOT NULL DEFAULT 0 CHECK (stopping IN (0, 1)); -- a pending one
ALTER TABLE turns ADD COLUMN unshown INTEGER NOT NULL DEFAULT 0 CHECK (unshown IN (0, 1)); -- a finished one
ALTER TABLE turns ADD COLUMN sending_after INTEGER; -- as in letters, while a message of the answer is sent
ALTER TABLE turns ADD COLUMN starts INTEGER NOT NULL DEFAULT 0; -- how many starts found it half-grown

CREATE INDEX turns_unshown ON turns (id) WHERE unshown;

-- A question's update is done when its turn stands, in the same write: never asked twice, never lost between.
CREATE TRIGGER turns_end_their_update AFTER INSERT ON turns
WHEN NEW.update_id IS NOT NULL
BEGIN
    UPDATE updates SET body = NULL, done_at = max(NEW.asked_at, received_at)
    WHERE update_id = NEW.update_id AND done_at IS NULL;
END;
