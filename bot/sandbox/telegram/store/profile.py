"""What the bot says about itself: commands for each scope and language, name and descriptions."""

from typing import Final

from bot.sandbox.telegram.store.world import Chat, User
from bot.sandbox.telegram.wire import Json

LIMITS: Final = {"name": 64, "description": 512, "short_description": 120}  # characters; schema


def scope_key(scope: Json | None) -> str:
    """Return one string for a BotCommandScope; None is the default scope."""
    scope = scope or {"type": "default"}
    parts = [str(scope.get("type")), scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None)


class Profile:
    """Commands by (scope, language), and the texts by (field, language); "" is any language."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}

    def seen_by(self, user: User, chat: Chat) -> list[Json]:
        """Return the commands that a person's client offers in a chat.

        Order of scopes: core.telegram.org/bots/api, "Determining list of commands".
        """
        scopes = [f"chat:{chat.id}"]
        if chat.is_private:
            scopes.append("all_private_chats")
        else:
            scopes.insert(0, f"chat_member:{chat.id}:{user.id}")
            if chat.administers(user):
                scopes.insert(1, f"chat_administrators:{chat.id}")
                scopes.append("all_chat_administrators")
            scopes.append("all_group_chats")
        scopes.append("default")
        language = (user.language or "").partition("-")[0]
        keys = [(scope, tongue) for scope in scopes for tongue in (language, "")]
        return next((self.commands[key] for key in keys if self.commands.get(key)), [])

    def text(self, field: str, language: str) -> str:
        """Return a text in a language, or in none in particular."""
        return self.texts.get((field, language), self.texts.get((field, ""), ""))
