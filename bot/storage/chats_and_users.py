"""The chats and people that the bot has met."""

from bot.core.conversation import Chat, User
from bot.storage.database import Database

# An update that is replayed late must not bring back an old name.
_CHAT = """
INSERT INTO chats (id, type, title, username, seen_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET type = excluded.type, title = excluded.title, username = excluded.username,
    active = 1, seen_at = excluded.seen_at
WHERE excluded.seen_at >= chats.seen_at
"""
_USER = """
INSERT INTO users (id, first_name, last_name, username, language_code, seen_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
    username = excluded.username, language_code = excluded.language_code, seen_at = excluded.seen_at
WHERE excluded.seen_at >= users.seen_at
"""
_LANGUAGE_CODE = "SELECT language_code FROM users WHERE id = ?"
_NAME = "SELECT trim(first_name || ' ' || coalesce(last_name, '')) AS name FROM users WHERE id = ?"
_ACTIVE = "UPDATE chats SET active = ? WHERE id = ?"
_KNOWN = """
SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1) OR EXISTS (SELECT 1 FROM access WHERE id = ?1)
    OR EXISTS (SELECT 1 FROM chats WHERE id = ?1) OR EXISTS (SELECT 1 FROM limits WHERE id = ?1)
    OR EXISTS (SELECT 1 FROM usage WHERE asker_id = ?1) OR EXISTS (SELECT 1 FROM turns WHERE asker_id = ?1)
"""
# Who speaks again within so many seconds under the same name was met already (s).
NO_NEWS_FOR = 60.0
KEPT_AT_MOST = 10_000


class ChatsAndUsers:
    """The archive's tables of chats and users; every method may raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[tuple[type, int], tuple[Chat | User, float]] = {}

    async def note_seen(self, chat: Chat | None, user: User | None, now: float) -> None:
        """Remember both as they are called at `now` (unix seconds); a chat that speaks is active again.

        Without a chat the person only asked to be let in. News older than what is stored changes nothing, and
        within a minute the same is no news.
        """
        if chat is not None and self._is_news(chat, now):
            await self._database.rows(_CHAT, (chat.id, chat.type, chat.title, chat.username, now))
            self._note(chat, now)
        if user is not None and self._is_news(user, now):
            names = (user.first_name, user.last_name, user.username, user.language_code)
            await self._database.rows(_USER, (user.id, *names, now))
            self._note(user, now)

    async def language_code(self, user_id: int) -> str | None:
        """Return a person's language as Telegram last told it, None if it is unknown."""
        row = await self._database.row(_LANGUAGE_CODE, (user_id,))
        return None if row is None else row["language_code"]

    async def name(self, user_id: int) -> str | None:
        """Return what a person is called, None if they were never met."""
        row = await self._database.row(_NAME, (user_id,))
        return None if row is None else row["name"]

    async def knows(self, user_id: int) -> bool:
        """Tell whether anything is stored of a person, who they are or what was decided of them."""
        row = await self._database.row(_KNOWN, (user_id,))
        return row is not None and bool(row[0])

    def forget_seen(self) -> None:
        """Note whoever speaks next as new: somebody was erased from the file."""
        self._seen.clear()

    async def set_chat_active(self, chat_id: int, active: bool) -> None:
        """Note that the bot was blocked in or removed from a known chat (False), or let in again (True)."""
        self._seen.clear()  # a chat that speaks is active again
        await self._database.rows(_ACTIVE, (active, chat_id))

    def _is_news(self, who: Chat | User, now: float) -> bool:
        known, at = self._seen.get((type(who), who.id), (None, 0.0))
        return known != who or not 0 <= now - at < NO_NEWS_FOR

    def _note(self, who: Chat | User, now: float) -> None:
        if len(self._seen) >= KEPT_AT_MOST:
            self._seen.clear()
        self._seen[type(who), who.id] = (who, now)
