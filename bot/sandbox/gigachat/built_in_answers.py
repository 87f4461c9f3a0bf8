"""The sandbox's own answers, chosen by the words of a question, in its language."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from bot.sandbox.gigachat.greeting import greet, nothing_left
from bot.sandbox.gigachat.scenario import Scenario
from bot.sandbox.gigachat.understanding import end_in, understood
from bot.sandbox.gigachat.usage import Line
from bot.sandbox.gigachat.validation import Ask

Language = Literal["ru", "en"]
TEXTS = Path(__file__).with_name("texts")
WORDS_PER_PIECE = 3
# The first row whose words occur decides, so the narrower ones stand higher.
BY_WORDS = (
    ("blacklist", r"ч[её]рн\w+ спис\w+|blacklist"),
    ("very_long", r"очень (?:длинн|подробн)\w*|very long"),
    ("long", r"\bдлинн\w*|\blong\b"),
    ("list", r"\bспис(?:ок|к)\w*|\blist\b"),
    ("table", r"\bтаблиц\w*|\btable\b"),
    ("code", r"\bкод(?:а|у|ом|е)?\b|\bcode\b"),
    ("formula", r"\bформул\w*|\bformulas?\b"),
    ("prose", r"\bпроз[аыуе]\w*|\bprose\b"),
    ("image", r"\bнарису\w*|\bкартинк\w*|\bimage\b|\bpicture\b|\bdraw\b"),
    ("slow", r"\bмедленн\w*|\bslow(?:ly)?\b"),
)
CHAPTERS = ("long", "prose", "list", "table", "code", "formula")


def answer_to(ask: Ask) -> Scenario:
    """Choose the answer to a request, or go on with the one that it ends in; the pace is a lively model's."""
    lines = understood(ask.messages)
    if not lines or lines[-1][0] != "assistant":
        return _answer(lines)
    *asked, (_, begun) = lines
    whole = _answer(asked)
    end = end_in(whole.text, begun)
    if end is None or end == len(whole.text):
        return Scenario.of(nothing_left(language_of(_question(asked))), first_delay=0.3)
    return whole.behind(end)


def language_of(text: str) -> Language:
    """Tell Russian from English by the letters; without any, it is Russian."""
    if re.search(r"[а-яё]", text, re.IGNORECASE):
        return "ru"
    return "en" if re.search(r"[a-z]", text, re.IGNORECASE) else "ru"


def name_of(question: str) -> str | None:
    """Name the answer that the question's words ask for; None where they ask for nothing special."""
    lowered = question.lower()
    return next((name for name, words in BY_WORDS if re.search(words, lowered)), None)


def _answer(lines: Sequence[Line]) -> Scenario:
    question = _question(lines)
    language, name = language_of(question), name_of(question)
    if name == "blacklist":
        return Scenario.of(_text(language, name), first_delay=0.3, finish_reason="blacklist")
    if name == "slow":
        return Scenario.of(_text(language, name), words_per_piece=2, first_delay=5.0, piece_delay=1.0)
    text = greet(lines, language) if name is None else _text(language, name)
    return Scenario.of(text, words_per_piece=WORDS_PER_PIECE, first_delay=0.3, piece_delay=0.08)


def _question(lines: Sequence[Line]) -> str:
    return next((content for role, content in reversed(lines) if role == "user"), "")


@cache
def _text(language: Language, name: str) -> str:
    if name == "very_long":
        return "\n\n---\n\n".join(_text(language, chapter) for chapter in CHAPTERS)
    return (TEXTS / language / f"{name}.md").read_text(encoding="utf-8").rstrip("\n")
