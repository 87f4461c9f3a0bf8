"""Marks for machines, halves of pairs: what must not reach a reader."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.surrogates import PairJoiner, join_surrogates
from bot.gigachat.markers import MarkStripper, without_marks

PARTS = st.sampled_from(
    [
        "<img ",
        'src="a" ',
        'fuse="true"/>',
        ">",
        "<",
        "[",
        "]",
        "[sources=[",
        "[sources=[1]]",
        "1, 2",
        "]]",
        "текст",
        " ",
        "<im",
    ]
)
IMAGE = '<img src="0b1c" fuse="true"/>'


def stripped(pieces: list[str]) -> str:
    """Return what a stripper makes of a text in pieces."""
    stripper = MarkStripper()
    return "".join([stripper.feed(piece) for piece in pieces]) + stripper.close()


def test_marks_vanish_and_text_stays() -> None:
    """A generated picture's mark and a source's number are hidden; HTML that the model wrote is shown."""
    assert without_marks(f"Вот: {IMAGE} кот[sources=[1, 2]].") == "Вот:  кот."
    for text in (
        '<img src="cat.jpg">',
        "a < b",
        "[1] [sources]",
        "<img",
        "[sources=[x]]",
        "<img " + "x" * 600 + ">",
    ):
        assert without_marks(text) == stripped(list(text)) == text


@given(st.lists(PARTS, max_size=12))
@example(["<im", IMAGE, "g x>"])
@example(["[sources=", "[sources=[1]]"])
@example(["<img [sources=[1]]", ' fuse="true"/>'])
def test_cuts_do_not_change_what_is_shown(pieces: list[str]) -> None:
    """A mark is recognised wherever it is cut, and nothing else is ever swallowed or held for good."""
    text = "".join(pieces)
    assert stripped(pieces) == stripped(list(text)) == without_marks(text)


def test_a_plain_piece_is_not_delayed() -> None:
    """Text without the beginning of a mark goes on at once."""
    stripper = MarkStripper()
    assert stripper.feed("раз [два] ") == "раз [два] "
    assert stripper.feed("три <i") == "три "
    assert stripper.feed("> четыре") == "<i> четыре"


@given(st.lists(st.sampled_from(["я", "\ud83d", "\ude00", "😀"]), max_size=8))
def test_pairs_are_joined_across_pieces(pieces: list[str]) -> None:
    """No half of a pair, which no database and no socket would take, gets out; pairs become characters."""
    joiner = PairJoiner()
    text = "".join([joiner.feed(piece) for piece in pieces]) + joiner.close()
    assert text == join_surrogates("".join(pieces))
    text.encode()
    assert join_surrogates("\ud83d\ude00") == "😀"
