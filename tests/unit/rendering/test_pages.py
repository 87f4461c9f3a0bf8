"""A growing answer as messages."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.entities import RichText, utf16_length
from bot.telegram.rendering import GrowingText, render
from tests.corpus.documents import ALL, WELL_FORMED
from tests.unit.rendering.strategies import documents


def _grown(text: str, limit: int, seed: int) -> list[RichText]:
    """Let a text arrive in random pieces; closed pages are checked to stay as they are."""
    chance = random.Random(seed)
    growing = GrowingText(limit)
    closed: list[RichText] = []
    start = 0
    while start < len(text):
        size = chance.choice((1, 7, 40, 200) if len(text) < 2000 else (150, 400, 900))
        growing.append(text[start : start + size])
        start += size
        pages = growing.pages()
        assert pages[: len(closed)] == closed
        closed = pages[:-1]
        assert all(utf16_length(page.text) <= limit for page in pages)
    last = growing.finish()
    assert last[: len(closed)] == closed
    return last


def _ink(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("title", [title for title in ALL if title not in {"zero width", "stars"}])
def test_pages_make_the_whole(title: str) -> None:
    """Joined pages say what the text says, nothing lost and nothing twice, and closed pages never change."""
    whole = render(ALL[title])
    pages = _grown(ALL[title], 4096, seed=1)
    assert _ink("".join(page.text for page in pages)) == _ink(whole.text)


@pytest.mark.parametrize("title", WELL_FORMED)
def test_short_pages_make_the_whole(title: str) -> None:
    """The same holds when even a short text takes several pages."""
    pages = _grown(WELL_FORMED[title], 150, seed=2)
    assert _ink("".join(page.text for page in pages)) == _ink(render(WELL_FORMED[title]).text)


@pytest.mark.parametrize("title", WELL_FORMED)
def test_one_page_is_the_document(title: str) -> None:
    """Rendering block by block gives the same text and formatting as rendering all at once."""
    pages = _grown(WELL_FORMED[title], 4096, seed=3)
    assert pages == [render(WELL_FORMED[title])]


@settings(max_examples=200)
@given(documents, st.integers(0, 99))
def test_no_word_is_lost(document: str, seed: int) -> None:
    """Letters survive any markup on any page."""
    pages = _grown(document, 4096, seed)
    assert sum(page.text.count("слово") for page in pages) == render(document).text.count("слово")


def test_code_goes_on_with_its_language() -> None:
    """A long block of code is code in the same language on each page, in one piece on each."""
    lines = [f"line_{number} = {number}" for number in range(700)]
    pages = _grown("```python\n" + "\n".join(lines) + "\n```", 4096, seed=4)
    assert len(pages) > 2
    assert all([(e.type, e.language) for e in page.entities] == [("pre", "python")] for page in pages)
    assert [line for page in pages for line in page.text.split("\n")] == lines


def test_a_character_that_arrives_in_halves() -> None:
    """A surrogate pair or a line end that is cut between two pieces is one character."""
    growing = GrowingText()
    growing.append("a\ud83d")
    assert growing.pages() == [RichText("a")]
    growing.append("\ude00\r")
    growing.append("\nb")
    assert growing.finish() == [RichText("a😀\nb")]


def test_nothing_to_show() -> None:
    """A text that is blank so far has no page."""
    growing = GrowingText()
    growing.append(" \n**")
    assert growing.pages() == []
    assert growing.finish() == [RichText("**")]
