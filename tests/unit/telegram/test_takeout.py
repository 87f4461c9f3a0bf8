"""Exports: complete, readable, and in files that Telegram takes."""

import json
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

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
from bot.telegram.personal.takeout import Takeout

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
