"""The archive: one SQLite file that remembers conversations and whom the bot has met."""
