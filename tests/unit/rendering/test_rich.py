"""Markdown for rich messages, judged by the sandbox's reading of them."""

import pytest
from hypothesis import given, settings

from bot.sandbox.telegram.text.rich import rich_of
from bot.telegram.rendering.rich import BLOCKS, CHARACTERS, COLUMNS, rich_markdown
from tests.corpus.documents import ALL
from tests.unit.rendering.strategies import documents

TABLE = "| a | b |\n| --- | --- |\n| 1 | 2 |"


def shown(markdown: str) -> str:
    """Return what people read, without the table that makes the answer worth a rich message."""
    made = rich_markdown(f"{markdown}\n\n{TABLE}")
    assert made is not None
    return rich_of({"markdown": made, "skip_entity_detection": True}).text.removesuffix("\n\na | b\n1 | 2")


@pytest.mark.parametrize(
    "text", ["Просто **текст**", "Цена $5 или $10", "```\n| a | b |\n|---|---|\n```", ""]
)
def test_plain_answers_stay_plain(text: str) -> None:
    """Without a table or formula there is no reason to risk a client that can't show rich messages."""
    assert rich_markdown(text) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("раз\nдва\nтри", "раз\nдва\nтри"),
        ("- раз\n  ещё\n- два", "• раз\nещё\n• два"),
        ("```\nраз\nдва $x\n```", "раз\nдва $x"),
        ("вот ![кот](https://cats.example/1.png) и ![](https://cats.example/2.png)", None),
    ],
)
def test_lines_stay_lines_and_nothing_is_fetched(written: str, expected: str | None) -> None:
    """Single newlines survive GFM, code is left alone, and no image makes Telegram open an address."""
    if expected is None:
        assert "![" not in shown(written)
        assert "[кот](https://cats.example/1.png)" in shown(written)
    else:
        assert shown(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"тут \(x^2\) и", "$x^2$"),
        ("\\[\nx^2\n\\]", "$$x^2$$"),
        ("$$x^2$$", "$$x^2$$"),
        (r"`\(x\)` и \(y\)", r"`\(x\)` и $y$"),
    ],
)
def test_formulas_get_the_fences_that_telegram_knows(written: str, expected: str) -> None:
    """Brackets become dollars, but not in code."""
    assert expected in (rich_markdown(written) or "")


def test_what_is_no_markup_is_escaped() -> None:
    """Generics, prices and comparisons stay text where Telegram would see tags, formulas and marked text."""
    made = rich_markdown(f"vector<int> от $5 до$6, a ==b==, строка<br>вторая\n\n{TABLE}")
    assert made is not None
    assert r"vector\<int> от \$5 до\$6, a \==b\==, строка" in made
    assert "<br>" not in made


@pytest.mark.parametrize(
    "markdown",
    [
        TABLE + "\n| 1 | 2 |" * BLOCKS,
        TABLE + "\n" + "- пункт\n" * BLOCKS,
        "|" + "a|" * (COLUMNS + 1) + "\n|" + "-|" * (COLUMNS + 1),
        TABLE + "\n\n" + "слово " * (CHARACTERS // 6),
        TABLE + "\n\n" + "> " * 20 + "глубоко",
    ],
)
def test_limits(markdown: str) -> None:
    """What is over a limit of rich messages is not tried."""
    assert rich_markdown(markdown) is None


@pytest.mark.parametrize("title", ALL)
def test_the_corpus_is_accepted(title: str) -> None:
    """Whatever document is made rich passes the limits and holds no image."""
    made = rich_markdown(ALL[title])
    assert made is None or rich_of({"markdown": made, "skip_entity_detection": True})


@settings(max_examples=300)
@given(documents)
def test_random_markup_is_accepted(document: str) -> None:
    """Nor does any mixture of markup lead to a refusal, or to one of our own marks in sight."""
    made = rich_markdown(f"{document}\n\n{TABLE}\n")
    assert made is None or rich_of({"markdown": made, "skip_entity_detection": True})
    assert not set(made or "") & set("\ue001\ue002\ue003\ue004")
