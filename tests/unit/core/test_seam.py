"""A continuation says nothing twice, loses nothing, and stays in the code that it goes on with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.seam import LETTERS, Seam, joined, open_fence

WORDS = st.sampled_from(["кот", "молоко", "очень", "и", "print(x)", "```", "```python", "},", "1.", "~~~"])
SPACES = st.sampled_from([" ", "\n", "\n\n", "\n    ", ""])
TEXTS = st.lists(st.tuples(WORDS, SPACES), max_size=12).map(
    lambda parts: "".join(word + space for word, space in parts)
)
PROSE = st.text("аб в\n.", max_size=30)


def streamed(before: str, pieces: list[str]) -> str:
    """Return what people read of a continuation that comes in pieces."""
    seam = Seam(before)
    return "".join([*map(seam.push, pieces), seam.finish()])


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Кошка пьёт молоко и", "Кошка пьёт молоко и спит.", " спит."),
        ("Раз, два, три, четыре", "три, четыре, пять", ", пять"),
        ("Это програ", "программа", "мма"),
        ("Он сказал:\n\n", "\n\nОн сказал: да", " да"),
        # Too short, or in the middle of a word: this may be meant.
        ("да, да", "да, конечно", "да, конечно"),
        ("програм", "ма", "ма"),
        ("молоко", "локомотив", "локомотив"),
        ("  }\n}\n", "}\n}\nfoo()", "}\n}\nfoo()"),
        # Code that is open goes on as code.
        ("Вот:\n```python\na = 1\n", "b = 2\n```\nВсё.", "```python\nb = 2\n```\nВсё."),
        ("```python\ndef f():\n", "    return 1\n```", "```python\n    return 1\n```"),
        ("```python\nprint(a)\n", "print(a)\nprint(b)", "```python\nprint(b)"),
        ("```python\nprint(a)\n", "```python\nprint(a)\nprint(b)", "```python\nprint(b)"),
        ("```python\nprint(a)\n", "```python\nx = 1", "```python\nx = 1"),
        ("```python\nprint(a)\n", "```\n\nВсё.", "Всё."),
        ("1. так:\n   ```js\n   f(", "x)\n```", "```js\nx)\n```"),
        ("```\na\n```\nВот", "и всё", "и всё"),
        ("```\na\n", "```", ""),
    ],
)
def test_the_seam_is_clean(before: str, after: str, shown: str) -> None:
    """What a model repeats is gone, what it may mean stays, and open code is opened again."""
    assert joined(before, after) == shown
    assert streamed(before, list(after)) == shown


@given(before=TEXTS, pieces=st.lists(TEXTS, max_size=6))
def test_pieces_join_as_the_whole_does(before: str, pieces: list[str]) -> None:
    """However a continuation is cut into pieces, people read the same."""
    assert streamed(before, pieces) == (
        joined(before, "".join(pieces)) if before.strip() else "".join(pieces)
    )


@given(before=PROSE, after=PROSE)
def test_nothing_but_a_repetition_is_taken(before: str, after: str) -> None:
    """What is missing stands at the end of the text before and is no accident of a few letters."""
    shown = joined(before, after)
    assert after.endswith(shown)
    taken = after[: len(after) - len(shown)]
    if taken:
        assert before.rstrip().endswith(taken.strip("\n ")) or before.rstrip().endswith(taken.lstrip())
        assert sum(map(str.isalpha, taken)) >= LETTERS


@given(before=PROSE, again=st.text("аб", min_size=LETTERS), after=st.text("гд .", min_size=1, max_size=30))
def test_a_repetition_is_taken_whole(before: str, again: str, after: str) -> None:
    """Words that stand at the end already are not said again, and what follows them is all there."""
    assert joined(f"{before} {again}", again + after) == after


@given(text=TEXTS)
def test_code_is_open_until_it_is_closed(text: str) -> None:
    """Closing what is open leaves nothing open."""
    opening = open_fence(text)
    if opening is not None:
        fence = opening[0] * (len(opening) - len(opening.lstrip(opening[0])))
        assert open_fence(f"{text}\n{fence}") is None


def test_an_answer_that_continues_nothing_is_let_through() -> None:
    """Without a text before, no piece waits."""
    seam = Seam()
    assert [seam.push(piece) for piece in (" ", "```", "\n")] == [" ", "```", "\n"]
    assert seam.finish() == ""
