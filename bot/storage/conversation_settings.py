"""What conversations changed: kept in memory too, for every question reads it several times."""

from uuid import uuid4

from bot.core.conversation import ConversationKey, ConversationSettings, Showing
from bot.storage.database import Database
from bot.storage.settings_rows import settings_of

# An upsert that changes nothing still returns the row, whichever task or process made it.
OPENED = """
INSERT INTO conversations (chat_id, thread_id, session_id) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET chat_id = excluded.chat_id RETURNING *
"""
_SETTINGS = "SELECT * FROM conversations WHERE chat_id = ? AND thread_id = ?"
_SET_MODEL = """
INSERT INTO conversations (chat_id, thread_id, session_id, model) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET model = excluded.model
"""
_SET_SYSTEM_PROMPT = """
INSERT INTO conversations (chat_id, thread_id, session_id, system_prompt) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET system_prompt = excluded.system_prompt
"""
_SET_LANGUAGE = """
INSERT INTO conversations (chat_id, thread_id, session_id, language) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET language = excluded.language
"""
_SET_SHOWING = """
INSERT INTO conversations (chat_id, thread_id, session_id, showing) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET showing = excluded.showing
"""
_SET_RICH = """
INSERT INTO conversations (chat_id, thread_id, session_id, rich) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET rich = excluded.rich
"""
_START_AFRESH = """
INSERT INTO conversations (chat_id, thread_id, session_id, fresh_at) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET tip_id = NULL, session_id = excluded.session_id, fresh_at = excluded.fresh_at
"""
# Read again from the file costs little: forgetting everything is the simplest bound.
KEPT_AT_MOST = 10_000


class SettingsOfConversations:
    """The archive's settings; every method may raise StorageError.

    One process holds the file (`bot.storage.lock`), so what is remembered here is what stands there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered: dict[ConversationKey, ConversationSettings] = {}
        self._changes = 0

    async def settings(self, key: ConversationKey) -> ConversationSettings:
        """Return what the conversation changed; a new one gets its lasting session id here."""
        known = self._remembered.get(key)
        if known is not None:
            return known
        changes = self._changes
        row = await self._database.row(_SETTINGS, key)
        if row is None:
            (row,) = await self._database.rows(OPENED, (*key, new_session()))
        found = settings_of(row)
        if changes == self._changes:  # nothing was changed while the row was on its way
            if len(self._remembered) >= KEPT_AT_MOST:
                self._remembered.clear()
            self._remembered[key] = found
        return found

    def forget_settings(self) -> None:
        """Read everything from the file again: somebody else changed it there."""
        self._changes += 1
        self._remembered.clear()

    async def set_model(self, key: ConversationKey, model: str | None) -> None:
        """Choose the model; None means the bot's default again."""
        await self._change(key, _SET_MODEL, model)

    async def set_system_prompt(self, key: ConversationKey, text: str | None) -> None:
        """Choose the system prompt; None means the bot's default again."""
        await self._change(key, _SET_SYSTEM_PROMPT, text)

    async def set_language(self, key: ConversationKey, code: str | None) -> None:
        """Choose the language of the bot's words; None means the reader's own again."""
        await self._change(key, _SET_LANGUAGE, code)

    async def set_showing(self, key: ConversationKey, showing: Showing) -> None:
        """Choose how answers appear while they are written."""
        await self._change(key, _SET_SHOWING, showing)

    async def set_rich(self, key: ConversationKey, rich: bool) -> None:
        """Choose whether tables and formulas of finished answers are native."""
        await self._change(key, _SET_RICH, int(rich))

    async def start_afresh(self, key: ConversationKey, now: float) -> None:
        """Forget the context and take a new session id; the turns and the settings stay."""
        await self._change(key, _START_AFRESH, now)

    async def _change(self, key: ConversationKey, sql: str, value: str | float | None) -> None:
        try:
            await self._database.rows(sql, (*key, new_session(), value))
        finally:  # also where it failed or was cancelled: it may have been written
            self._changes += 1
            self._remembered.pop(key, None)


def new_session() -> str:
    """Return a new id that keys GigaChat's prompt cache."""
    return str(uuid4())
