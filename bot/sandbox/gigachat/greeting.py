"""The short answer that shows what the model was told: the question, what came before, the system prompt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.gigachat.usage import Line

EARLIER_SHOWN = 5
QUOTED_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class _Words:
    hello: str
    asked: str
    earlier: str
    first: str
    system: str
    hint: str
    quote: str
    nothing_left: str


WORDS = {
    "ru": _Words(
        hello="Привет! 👋 Я — **песочница**: отвечаю вместо GigaChat, "
        "чтобы бота можно было попробовать без ключа.",
        asked="Вы написали: {}.",
        earlier="Раньше вы спрашивали: {}.",
        first="Это ваш первый вопрос в этой беседе.",
        system="Мне задана роль: {}.",
        hint="Напишите *список*, *таблица*, *код*, *формула*, *проза*, *длинно*, *очень длинно* "
        "или *медленно* — и увидите, как бот показывает разные ответы.",
        quote="«{}»",
        nothing_left="Продолжать нечего: на этом мой ответ заканчивается.",
    ),
    "en": _Words(
        hello="Hello! 👋 I am the **sandbox**: I answer in GigaChat's place, "
        "so that the bot can be tried without a key.",
        asked="You wrote: {}.",
        earlier="Earlier you asked: {}.",
        first="This is your first question in this conversation.",
        system="My system prompt is: {}.",
        hint="Write *list*, *table*, *code*, *formula*, *prose*, *long*, *very long* or *slow* "
        "to see how the bot shows different answers.",
        quote="“{}”",
        nothing_left="There is nothing to go on with: my answer ends here.",
    ),
}


def greet(messages: Sequence[Line], language: Literal["ru", "en"]) -> str:
    """Write the friendly answer in Markdown; the words of others are quoted, escaped and shortened."""
    words = WORDS[language]
    asked = [content for role, content in messages if role == "user"]
    quoted = [words.quote.format(_shown(text)) for text in asked]
    before = quoted[:-1][-EARLIER_SHOWN:]
    memory = words.earlier.format(", ".join(before)) if before else words.first
    lines = [words.hello, words.asked.format(quoted[-1] if quoted else "…") + "\n" + memory]
    system = [content for role, content in messages if role == "system"]
    lines += [words.system.format(words.quote.format(_shown(content))) for content in system]
    return "\n\n".join([*lines, words.hint])


def nothing_left(language: Literal["ru", "en"]) -> str:
    """Say that an answer which is to go on has ended."""
    return WORDS[language].nothing_left


def _shown(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > QUOTED_CHARACTERS:
        line = line[: QUOTED_CHARACTERS - 1] + "…"
    return re.sub(r"([\\`*_\[\]<>#|~$])", r"\\\1", line)
