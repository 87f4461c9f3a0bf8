-- How a conversation's answers appear: while they are written, and whether tables and formulas are native.

ALTER TABLE conversations ADD COLUMN showing TEXT -- NULL: the bot's default
    CHECK (showing IN ('edits', 'drafts', 'whole'));
ALTER TABLE conversations ADD COLUMN rich INTEGER -- NULL: the bot's default
    CHECK (rich IN (0, 1));
