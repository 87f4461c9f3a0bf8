"""Exports: complete, readable, and in files that Telegram takes."""

import json
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.takeout import Takeout
from bot.core.conversation import (
    Answer,
    ConversationKey,
    ConversationSettings,
    Question,
    Quote,
    Turn,
    TurnState,
)
from bot.core.privacy import KeptConversation, KeptTurn
from bot.locales import words_in

UTC = ZoneInfo("UTC")
# Half a surrogate pair comes in JSON, and UTF-8 can't hold it.
TEXTS = st.lists(st.text(max_size=80) | st.just("\ud83d"), max_size=40)


def kept(texts: list[str]) -> KeptConversation:
    """Return a conversation in which these were asked and answered."""
    turns = [
        Turn(number, None, Question(text, 1, quote=Quote("Анна", text)), Answer(text, TurnState.COMPLETE))
        for number, text in enumerate(texts)
    ]
    settings = ConversationSettings("session", model="GigaChat-2-Max", system_prompt="Ты — поэт")
    return KeptConversation(ConversationKey(1), settings, [KeptTurn(turn, 0.0, None) for turn in turns])


@given(TEXTS, st.integers(3000, 9000))
def test_nothing_is_lost_between_files(texts: list[str], largest: int) -> None:
    """However small the files must be, each JSON file is whole; together they hold every turn in order."""
    takeout = Takeout(words_in("ru"), UTC, largest)
    takeout.add(kept(texts))
    files = list(takeout.files())
    assert len({name for name, _ in files}) == len(files)
    assert all(len(content) <= largest for _, content in files)
    parts = [json.loads(content)["records"] for name, content in files if name.endswith(".json")]
    told = [record["turn"] for part in parts for record in part if "turn" in record]
    assert [turn["question"]["text"].replace("?", "") for turn in told] == [
        text.replace("\ud83d", "").replace("?", "") for text in texts
    ]
    markdown = b"".join(content for name, content in files if name.endswith(".md")).decode()
    assert markdown.count("\n### ") >= len(texts)


def test_an_answer_that_is_not_whole_says_so() -> None:
    """Who reads an export sees in their own language which answers broke off, and no state of ours."""
    takeout = Takeout(words_in("ru"), UTC)
    answers = [Answer("Да.", TurnState.COMPLETE), Answer("Нет, пото", TurnState.CUT)]
    turns = [KeptTurn(Turn(n, None, Question("?", 1), each), 0.0, None) for n, each in enumerate(answers)]
    takeout.add(KeptConversation(ConversationKey(1), None, turns))
    markdown = next(content for name, content in takeout.files() if name.endswith(".md")).decode()
    assert [line for line in markdown.splitlines() if line.startswith("###")] == [
        "### GigaChat",
        "### GigaChat (оборван)",
    ]


def markdown_of(turns: list[KeptTurn], zone: ZoneInfo = UTC) -> str:
    """Return what is written of these turns to be read."""
    takeout = Takeout(words_in("ru"), zone)
    takeout.add(KeptConversation(ConversationKey(1), None, turns))
    return next(content for name, content in takeout.files() if name.endswith(".md")).decode()


def test_every_file_to_read_tells_its_zone_once() -> None:
    """Who reads a file knows which clock its times mean, in the second file as in the first."""
    takeout = Takeout(words_in("ru"), ZoneInfo("Asia/Omsk"), 3000)
    takeout.add(kept(["слово " * 300] * 3))
    files = [content.decode() for name, content in takeout.files() if name.endswith(".md")]
    assert len(files) > 1
    assert all(each.startswith("Время указано по часовому поясу Asia/Omsk.\n\n") for each in files)
    assert all(each.count("Omsk") == 1 and "## Вопрос, 1970-01-01 06:00\n" in each for each in files[1:])


@given(st.lists(st.text("#=- >\n\r`ab\u2028", max_size=60), min_size=1, max_size=5))
def test_only_the_export_makes_headings(texts: list[str]) -> None:
    """Whatever headings and rules people and models write, the outline is of questions and answers."""
    lines = markdown_of(list(kept(texts).turns)).splitlines()
    outline = [line.split(" ")[0] for line in lines if line and not line.startswith(">")]
    said = {"Время", "Ответа"}
    assert [each for each in outline if each not in said] == ["#", *["##", "###"] * len(texts)]


def test_versions_and_silence_are_named() -> None:
    """A question that was answered again says so, and an answer without a word is no empty section."""
    answers = [Answer("Да.", TurnState.COMPLETE), Answer("", TurnState.STOPPED)]
    turns = [
        KeptTurn(Turn(number, None, Question("?", 1), each), 0.0, None, again=number > 0)
        for number, each in enumerate(answers)
    ]
    first, second = markdown_of(turns).split("\n## ")[1:]
    assert first == "Вопрос, 1970-01-01 00:00\n\n> ?\n\n### GigaChat\n\n> Да.\n\n"[:-1]
    assert second == (
        "Вопрос, 1970-01-01 00:00 (ещё раз)\n\n> ?\n\n### GigaChat (остановлен)\n\nОтвета нет.\n\n"
    )
