"""What the routers ask of the archive beyond what the dialog does."""

from typing import Protocol

from bot.core.conversation import ConversationKey, ConversationSettings, MessageRef, Showing, Turn


class Memory(Protocol):
    """Conversations and their settings. Calls raise `StorageError`."""

    async def settings(self, key: ConversationKey) -> ConversationSettings:
        """Return what a conversation changed."""
        ...

    async def set_model(self, key: ConversationKey, model: str | None) -> None:
        """Choose the model; None means the bot's default."""
        ...

    async def set_system_prompt(self, key: ConversationKey, text: str | None) -> None:
        """Choose the system prompt; None means the bot's default."""
        ...

    async def set_language(self, key: ConversationKey, code: str | None) -> None:
        """Choose the language of the bot's words; None means the reader's own."""
        ...

    async def set_showing(self, key: ConversationKey, showing: Showing) -> None:
        """Choose how answers appear while they are written."""
        ...

    async def set_rich(self, key: ConversationKey, rich: bool) -> None:
        """Choose whether tables and formulas of finished answers are native."""
        ...

    async def start_afresh(self, key: ConversationKey, now: float) -> None:
        """Forget the context, keep the turns."""
        ...

    async def tip(self, key: ConversationKey) -> Turn | None:
        """Return the last turn of the active branch."""
        ...

    async def turn(self, turn_id: int) -> Turn | None:
        """Return one turn."""
        ...

    async def key_of_turn(self, turn_id: int) -> ConversationKey | None:
        """Return the conversation of a turn."""
        ...

    async def question_message(self, turn_id: int) -> MessageRef | None:
        """Return the message that asked."""
        ...

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Move everything of a group to the supergroup that it became."""
        ...
