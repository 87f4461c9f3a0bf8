"""A conversation's settings as columns of the table `conversations`."""

import sqlite3

from bot.core.conversation import ConversationSettings, Showing


def settings_of(row: sqlite3.Row) -> ConversationSettings:
    """Build the settings that a row with all columns of `conversations` holds."""
    return ConversationSettings(
        session_id=row["session_id"],
        model=row["model"],
        system_prompt=row["system_prompt"],
        language=row["language"],
        showing=Showing(row["showing"] or Showing.EDITS),
        rich=bool(row["rich"]),
    )
