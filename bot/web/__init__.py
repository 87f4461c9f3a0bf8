"""The bot's own HTTP."""
