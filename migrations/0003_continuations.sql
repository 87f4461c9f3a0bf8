-- Whether a question asks to go on with the answer before it: its words are the bot's, not a person's.
ALTER TABLE turns ADD COLUMN continues INTEGER NOT NULL DEFAULT 0 CHECK (continues IN (0, 1));
