"""What a failed call to Telegram means for the one who made it.

The texts are those of Telegram's own Bot API server (telegram-bot-api `Client.cpp`, TDLib). It lower-cases
the first letter of most of them, so the comparison ignores case.
"""

from enum import Enum, auto

from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessageDraft, SendRichMessage
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError


class TakenError(Exception):
    """The message that was tried as a lost one is somebody else's."""


# What a SOCKS proxy's part of a connection raises: no error of aiohttp, so aiogram lets it through as it is.
_PROXY_ERRORS = (ProxyConnectionError, ProxyError, ProxyTimeoutError)
# All that a call through the courier raises; TypeError is what aiogram makes of a 5xx without a description.
CALL_ERRORS = (TelegramAPIError, ClientDecodeError, TypeError, TakenError, *_PROXY_ERRORS)


class Failure(Enum):
    """What to make of a failed call."""

    UNCHANGED = auto()  # the message already shows this: success
    MESSAGE_GONE = auto()  # deleted, or not editable: show the text in a new message
    CHAT_CLOSED = auto()  # blocked, kicked, muted, deleted: nobody reads this
    MARKUP_REFUSED = auto()  # send the same text plain
    MOVED = auto()  # the group has a new id
    FLOOD = auto()  # Telegram says "later"
    PASSING = auto()  # it did not arrive; the same call may succeed later
    NO_BOT = auto()  # the token is not valid (any more): a mended one delivers the same call
    UNKNOWN_FATE = auto()  # the answer was lost: the call may have landed
    REFUSED = auto()  # a defect of ours


# The pauses between attempts (s) double up to this.
LONGEST_PAUSE = 30.0

_BY_TEXT = (
    ("message is not modified", Failure.UNCHANGED),
    ("message to delete not found", Failure.UNCHANGED),
    ("message can't be deleted", Failure.UNCHANGED),
    ("message to edit not found", Failure.MESSAGE_GONE),
    ("message can't be edited", Failure.MESSAGE_GONE),
    ("there is no text in the message to edit", Failure.MESSAGE_GONE),
    ("message_id_invalid", Failure.MESSAGE_GONE),
    ("entit", Failure.MARKUP_REFUSED),
    ("rich_", Failure.MARKUP_REFUSED),
    ("chat not found", Failure.CHAT_CLOSED),
    ("not enough rights", Failure.CHAT_CLOSED),
    ("have no write access", Failure.CHAT_CLOSED),
    ("chat_write_forbidden", Failure.CHAT_CLOSED),
    ("message thread not found", Failure.CHAT_CLOSED),
    ("topic_closed", Failure.CHAT_CLOSED),
    ("topic_deleted", Failure.CHAT_CLOSED),
)
_BY_CLASS: tuple[tuple[type[Exception], Failure], ...] = (
    (TakenError, Failure.MESSAGE_GONE),
    (TelegramRetryAfter, Failure.FLOOD),
    (TelegramMigrateToChat, Failure.MOVED),
    (TelegramEntityTooLarge, Failure.REFUSED),  # for aiogram a kind of network error
    (TelegramForbiddenError, Failure.CHAT_CLOSED),
    (TelegramUnauthorizedError, Failure.NO_BOT),
    (RestartingTelegram, Failure.PASSING),
    (TelegramServerError, Failure.PASSING),
    (ClientDecodeError, Failure.PASSING),
    (TypeError, Failure.PASSING),
    *((kind, Failure.PASSING) for kind in _PROXY_ERRORS),
)


def failure_of(error: Exception) -> Failure:
    """Return what `error`, raised by a call, means."""
    for kind, failure in _BY_CLASS:
        if isinstance(error, kind):
            return failure
    if isinstance(error, TelegramNotFound):
        # A server of the Bot API that is older than a method answers the same.
        is_new = isinstance(error.method, SendRichMessage | SendMessageDraft)
        return Failure.REFUSED if is_new else Failure.NO_BOT
    if isinstance(error, TelegramNetworkError):
        # No connection was made: nothing can have landed. Any other loss leaves that open.
        return Failure.PASSING if "ClientConnector" in error.message else Failure.UNKNOWN_FATE
    if isinstance(error, TelegramBadRequest):
        text = error.message.lower()
        return next((failure for part, failure in _BY_TEXT if part in text), Failure.REFUSED)
    if isinstance(error, TelegramAPIError) and "too many requests" in error.message.lower():
        return Failure.FLOOD
    return Failure.REFUSED


def is_nowhere(error: Exception) -> bool:
    """Tell whether the message that was to be edited does not exist, instead of being somebody else's."""
    return isinstance(error, TelegramBadRequest) and "message to edit not found" in error.message.lower()


def pause_after(attempt: int) -> float:
    """Return the pause (s) after so many attempts that failed, the first one being 1."""
    return min(LONGEST_PAUSE, 0.5 * 2.0 ** min(attempt, 10))
