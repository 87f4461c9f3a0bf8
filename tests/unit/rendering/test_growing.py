"""A text that grows never shows markup that was meant, and nothing that is seen changes its look."""

import sys

import pytest

from bot.core.entities import RichText
from bot.telegram.rendering import render
from tests.corpus.documents import HOSTILE, MIXED, WELL_FORMED
from tests.unit.rendering.flicker import measure


def _kinds(rich: RichText) -> list[tuple[str, str]]:
    units = rich.text.encode("utf-16-le")
    return [(e.type, units[2 * e.offset : 2 * e.end].decode("utf-16-le")) for e in rich.entities]


def test_well_formed_text_does_not_flicker(capsys: pytest.CaptureFixture[str]) -> None:
    """In no step of a well-formed answer does visible formatting change; words move in tables only."""
    found = {title: measure(text) for title, text in WELL_FORMED.items()}
    steps, formatting, wording = map(sum, zip(*found.values(), strict=True))
    with capsys.disabled():
        sys.stdout.write(f"\n{steps} steps: formatting changes in {formatting}, wording in {wording}\n")
    assert formatting == 0
    assert {title for title, flicker in found.items() if flicker.wording} <= {
        "таблица с длинной ячейкой",
        "таблица с кодом",
        "таблица без крайних черт",
    }


@pytest.mark.parametrize("title", MIXED)
def test_long_answers_do_not_flicker(title: str) -> None:
    """What holds for a document holds for documents in a row, in a quote and in a list."""
    assert measure(MIXED[title], step=37).formatting == 0


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("**жир", "жир", [("bold", "жир")]),
        ("слово **жир *кур", "слово жир кур", [("bold", "жир кур"), ("italic", "кур")]),
        ("`x = a *b* ", "x = a *b", [("code", "x = a *b")]),
        ("``a`b", "a`b", [("code", "a`b")]),
        ("```py\nx = 1\n``", "x = 1", [("pre", "x = 1")]),
        ("~~нет", "нет", [("strikethrough", "нет")]),
        ("Ответ: ||сорок", "Ответ: сорок", [("spoiler", "сорок")]),
        ("слово**«Ж", "слово«Ж", [("bold", "«Ж")]),
        ("# Заг", "Заг", [("bold", "Заг"), ("underline", "Заг")]),
        ("> цит", "цит", [("blockquote", "цит")]),
    ],
)
def test_open_markup_is_shown_as_meant(source: str, text: str, kinds: list[tuple[str, str]]) -> None:
    """What is open at the end looks at once as it will when it is closed."""
    rich = render(source, growing=True)
    assert rich.text == text
    assert sorted(_kinds(rich)) == sorted(kinds)


@pytest.mark.parametrize(
    "tail",
    [
        *("*", "**", "_", "`", "``", "~~", "||", "\\", "&am", "[", "[текст", "[текст](http", "![", "![а](ht"),
        *("$x^2", "$$\nx", "\\(x", "\\[\nx", "<https://exa", "__ini", "\n-", "\n- ", "\n- [ ]", "\n#", "\n>"),
        *("\n---", "\n===", "\n1.", "\n12", "\n```", "\n```python"),
        *("\n| a | b |", "\n| a | b |\n|--", "\n| a | b |\n|--|--|\n| 1 | 2"),
    ],
)
def test_what_may_become_markup_is_held_back(tail: str) -> None:
    """A reader does not see the beginning of markup before it tells what it is."""
    assert render(f"слово {tail}", growing=True) == RichText("слово")


def test_the_end_is_shown_in_full() -> None:
    """What was held back while the text grew is there in the end."""
    assert render("2 * [x").text == "2 * [x"
    assert render("a `b").text == "a `b"


def test_a_table_grows_row_by_row() -> None:
    """A table appears with its first complete row, and its shape stays when a longer row follows."""
    head = "| Имя | Роль |\n|---|---|\n| Анна | автор |\n"
    first = render(head, growing=True)
    longer = render(head + "| Бенедикт Камбербэтч | " + "очень длинная роль " * 3 + "|\n", growing=True)
    assert _kinds(first)[0][0] == _kinds(longer)[0][0] == "pre"
    assert max(map(len, longer.text.split("\n"))) <= 34


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_text_is_rendered_while_it_grows(title: str) -> None:
    """No text, however broken, stops an answer from being shown."""
    text = HOSTILE[title][:700]
    for size in range(0, len(text), 7):
        render(text[:size], growing=True)
