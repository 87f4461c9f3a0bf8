"""The body of a chat request."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Final

from bot.core.errors import RequestRejectedError
from bot.core.prompt import Message, Prompt, Role
from bot.gigachat.names import name_today

# The optional fields of `Chat` (Sber's API description, Sep 2026) and three of the official SDK 0.2.3.
OPTIONS: Final = frozenset(
    {
        "temperature",
        "top_p",
        "max_tokens",
        "repetition_penalty",
        "update_interval",
        "function_call",
        "functions",
        "response_format",
        "profanity_check",
        "reasoning_effort",
        "flags",
    }
)


def chat_body(prompt: Prompt, *, stream: bool) -> dict[str, object]:
    """Return the JSON object for POST /chat/completions; options that are None are left out.

    Raises `RequestRejectedError` where the prompt has nothing to ask, or an option unknown to GigaChat.
    """
    messages = tidy(prompt.messages)
    if not any(message.role is not Role.SYSTEM for message in messages):
        raise RequestRejectedError("The prompt holds no message to answer.")
    if unknown := unknown_options(prompt.options):
        raise RequestRejectedError(f"GigaChat has no option {', '.join(unknown)}.")
    return {
        "model": name_today(prompt.model),
        "messages": [{"role": message.role.value, "content": message.content} for message in messages],
        "stream": stream,
        **{name: value for name, value in prompt.options.items() if value is not None},
    }


def unknown_options(options: Mapping[str, object]) -> list[str]:
    """Return the names that are no option of GigaChat, sorted."""
    return sorted(options.keys() - OPTIONS)


def tidy(messages: Iterable[Message]) -> list[Message]:
    """Return the messages as the API demands them.

    It refuses more than one system message, one that is not the first (422), and empty content (400). Runs of
    one role are joined by a blank line here, since how the server would join them is not documented.
    """
    told = [message for message in messages if message.content]
    system = [message for message in told if message.role is Role.SYSTEM]
    others = [message for message in told if message.role is not Role.SYSTEM]
    return [
        Message(role, "\n\n".join(message.content for message in run))
        for role, run in groupby([*system, *others], key=attrgetter("role"))
    ]
