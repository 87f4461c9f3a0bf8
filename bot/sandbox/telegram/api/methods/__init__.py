"""The methods of the Bot API, by their names."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from bot.sandbox.telegram.api.methods import chats, delivery, drafts, editing, identity, sending
from bot.sandbox.telegram.api.params import Params
from bot.sandbox.telegram.api.schema import SCHEMA
from bot.sandbox.telegram.state import TelegramState
from bot.sandbox.telegram.wire import words

Method: TypeAlias = Callable[[TelegramState, Params], Any | Awaitable[Any]]

METHODS: Final[dict[str, Method]] = {
    **identity.METHODS,
    **delivery.METHODS,
    **sending.METHODS,
    **editing.METHODS,
    **drafts.METHODS,
    **chats.METHODS,
}

# Which limiter a method is counted by (tdlib/td issue 2592; core.telegram.org/api/bots/ai).
WRITING: Final = words(
    "sendMessage sendRichMessage sendPhoto sendDocument editMessageText editMessageReplyMarkup deleteMessage "
    "deleteMessages pinChatMessage"
)
TYPING: Final = frozenset({"sendMessageDraft", "sendChatAction"})

if METHODS.keys() != SCHEMA.keys():  # pragma: no cover - a slip of ours, seen at the first import
    raise RuntimeError(f"methods and schema differ: {sorted(METHODS.keys() ^ SCHEMA.keys())}")
