"""Refusals of the Bot API with their exact texts.

Source of the texts: the Bot API server's Client.cpp and Query.cpp, TDLib, and answers seen from the live
server (names in capitals come from Telegram's own servers). A first letter is lower-cased after the prefix
unless the second character is upper-case or an underscore (Bot API server, fail_query_with_error).
"""

from typing import Final

from bot.sandbox.telegram.wire import Json

PREFIXES: Final = {400: "Bad Request", 403: "Forbidden", 409: "Conflict"}


class ApiError(Exception):
    """One refusal: HTTP status, full description, and `parameters` where Telegram sends them."""

    def __init__(self, status: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the JSON body that the Bot API answers."""
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def refusal(status: int, text: str, parameters: Json | None = None) -> ApiError:
    """Return the error with the prefix of its status and the server's lower-cased first letter."""
    second = text[1:2]
    if text and not (second.isupper() or second == "_"):
        text = text[0].lower() + text[1:]
    return ApiError(status, f"{PREFIXES[status]}: {text}", parameters)


def bad_request(text: str, parameters: Json | None = None) -> ApiError:
    """Return a 400 with this text."""
    return refusal(400, text, parameters)


def forbidden(text: str) -> ApiError:
    """Return a 403 with this text."""
    return refusal(403, text)


def too_many_requests(seconds: int) -> ApiError:
    """Return a 429 that asks the bot to come back after so many whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
QUERY_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER: Final = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
POLL_ENDED_BY_WEBHOOK: Final = "terminated by setWebhook request"
UPGRADED: Final = "group chat was upgraded to a supergroup chat"
