"""A prompt as a model understands it: what people said, without what their messenger's bot put around it."""

import re
from collections.abc import Sequence

from bot.sandbox.gigachat.usage import Line

# A part of the system prompt that is told in groups, and no role.
ABOUT_SPEAKERS = re.compile(r"\bpeople talk\b.+\bauthor's name\b", re.DOTALL)
SPEAKER = re.compile(r"\A[^\n]{1,130}?: (?=\S)")
QUOTE = re.compile(r"\A(?:>[^\n]*\n)+\n+(?=\S)")
BROKE_OFF = re.compile(r"\bоборвал\w*|\bcut off\b|\bbroke off\b", re.IGNORECASE)
GO_ON = re.compile(r"\bпродолж(?:ай|и|ить)\b|\b(?:go|carry) on\b|\bcontinue\b", re.IGNORECASE)


def understood(messages: Sequence[Line]) -> list[Line]:
    """Return the messages without notes about speakers, their names, quotes and pleas to go on.

    An answer and what went on from it become one; a prompt whose last message asks to go on ends in the
    answer that broke off.
    """
    among_people = any(role == "system" and ABOUT_SPEAKERS.search(content) for role, content in messages)
    lines: list[Line] = []
    for role, content in messages:
        said = _said(role, content, among_people=among_people)
        answered = bool(lines) and lines[-1][0] == "assistant"
        if not said or (role == "user" and answered and _asks_to_go_on(said)):
            continue
        if role == "assistant" and answered:
            said = lines.pop()[1] + said
        lines.append((role, said))
    return lines


def end_in(text: str, begun: str) -> int | None:
    """Return where in a text that which was `begun` of it ends, None if it is no part of the text."""
    for beginning in (begun, begun.rstrip()):
        if text.startswith(beginning):
            return len(beginning)
    for length in (80, 40, 20):
        words = begun.rstrip()[-length:]
        at = text.rfind(words)
        if at >= 0 and len(words) == length:
            return at + length
    return None


def _said(role: str, content: str, *, among_people: bool) -> str:
    if role == "system":
        parts = content.split("\n\n")
        return "\n\n".join(part for part in parts if not ABOUT_SPEAKERS.search(part))
    if role != "user":
        return content
    said = QUOTE.sub("", content, count=1)
    return SPEAKER.sub("", said, count=1) if among_people else said


def _asks_to_go_on(said: str) -> bool:
    return bool(BROKE_OFF.search(said) and GO_ON.search(said))
