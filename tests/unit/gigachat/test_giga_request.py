"""The body of a chat request."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import RequestRejectedError
from bot.core.prompt import Message, Prompt, Role
from bot.gigachat.request import chat_body, tidy

MESSAGES = st.lists(st.builds(Message, st.sampled_from(Role), st.sampled_from(["", "а", "б"])), max_size=8)


@given(MESSAGES)
def test_messages_are_what_the_api_accepts(messages: list[Message]) -> None:
    """One system message at most, the first; nothing empty, no two of one role in a row, no word lost."""
    sent = tidy(messages)
    roles = [message.role for message in sent]
    assert Role.SYSTEM not in roles[1:]
    assert all(message.content for message in sent)
    assert all(one is not other for one, other in pairwise(roles))
    for part in (True, False):
        said = [m.content for m in messages if m.content and (m.role is Role.SYSTEM) is part]
        kept = [m.content for m in sent if (m.role is Role.SYSTEM) is part]
        assert "\n\n".join(kept) == "\n\n".join(said)


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("GigaChat:latest", "GigaChat-2"),
        ("GigaChat-Plus", "GigaChat-2"),
        ("GigaChat-Pro", "GigaChat-2-Pro"),
        ("GigaChat-2-Max", "GigaChat-2-Max"),
        ("GigaChat-3-Ultra-preview", "GigaChat-3-Ultra-preview"),
    ],
)
def test_a_body_holds_what_was_asked(asked: str, sent: str) -> None:
    """Names of old are sent as today's, options as they are, and nothing is sent that was not said."""
    prompt = Prompt(asked, (Message(Role.USER, "а"),), options={"temperature": 0.5, "top_p": None})
    assert chat_body(prompt, stream=True) == {
        "model": sent,
        "messages": [{"role": "user", "content": "а"}],
        "stream": True,
        "temperature": 0.5,
    }


def test_what_cannot_be_asked_is_refused() -> None:
    """A prompt without a question and an option unknown to GigaChat do not cost a request."""
    with pytest.raises(RequestRejectedError, match="no message"):
        chat_body(Prompt("m", (Message(Role.SYSTEM, "а"),)), stream=True)
    with pytest.raises(RequestRejectedError, match="temprature"):
        chat_body(Prompt("m", (Message(Role.USER, "а"),), options={"temprature": 1}), stream=True)
