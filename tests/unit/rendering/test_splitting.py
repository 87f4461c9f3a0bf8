"""Where a long text goes on in a next message."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.entities import Entity, RichText, join, utf16_length
from bot.core.splitting import split
from tests.unit.rendering.strategies import texts


def _texts(text: str, limit: int) -> list[str]:
    return [piece.text for piece in split(RichText(text), limit)]


def test_prefers_a_paragraph() -> None:
    """An empty line in the second half of a message is the first choice."""
    assert _texts("aaaaa bbbbb\n\ncc. d\nee ff gg", 20) == ["aaaaa bbbbb", "cc. d\nee ff gg"]


def test_then_a_line_a_sentence_a_word() -> None:
    """Without it a line end, then the end of a sentence, then a space."""
    assert _texts("aaaaaaa bb\nc. d eeeeeeeeee", 16) == ["aaaaaaa bb", "c. d eeeeeeeeee"]
    assert _texts("aaaaaaa bbb. d eeeeeeeeee", 16) == ["aaaaaaa bbb.", "d eeeeeeeeee"]
    assert _texts("aaaaaaa bbb d eeeeeeeeee", 16) == ["aaaaaaa bbb d", "eeeeeeeeee"]


def test_a_word_too_long_is_cut_between_characters() -> None:
    """A family of emoji, a flag or a letter with its accent is not torn apart."""
    family = "👨‍👩‍👧"
    assert _texts("x" * 6 + family * 2, 16) == ["x" * 6 + family, family]
    assert _texts("🇷🇺" * 5, 15) == ["🇷🇺" * 3, "🇷🇺" * 2]
    assert _texts("e\u0301" * 6, 9) == ["e\u0301" * 4, "e\u0301" * 2]


def test_code_that_fits_stays_together() -> None:
    """A block of code that begins in the second half goes to the next message as a whole."""
    text = "слова и слова\nif x:\n    y\n\n    z"
    pieces = split(RichText(text, (Entity("pre", 14, 18),)), 25)
    assert pieces == [RichText("слова и слова"), RichText("if x:\n    y\n\n    z", (Entity("pre", 0, 18),))]


def test_code_goes_on_in_the_next_message() -> None:
    """A longer one continues as code of the same language, indentation kept."""
    text = "if x:\n    aaaa\n    bbbb\n    cccc"
    pieces = split(RichText(text, (Entity("pre", 0, len(text), language="py"),)), 20)
    assert [piece.text for piece in pieces] == ["if x:\n    aaaa", "    bbbb\n    cccc"]
    assert all([(e.type, e.language) for e in piece.entities] == [("pre", "py")] for piece in pieces)


def test_entity_limits() -> None:
    """A message holds at most the given number and weight of entities, and each lands in some message."""
    rich = join([RichText("ab", (Entity("bold", 0, 2),))] * 250, " ")
    pieces = split(rich)
    assert [len(piece.entities) for piece in pieces] == [100, 100, 50]
    linked = join([RichText("ab", (Entity("text_link", 0, 2, url="https://a.ru/" + "x" * 900),))] * 30, " ")
    assert all(sum(len(e.url or "") for e in piece.entities) <= 9000 for piece in split(linked))
    assert sum(len(piece.entities) for piece in split(linked)) == 30


@settings(max_examples=300)
@given(texts, st.integers(12, 40), st.data())
def test_pieces(text: str, limit: int, data: st.DataObject) -> None:
    """Pieces keep the limit, cut no surrogate pair, and are the text again but for white space."""
    length = utf16_length(text)
    offset = data.draw(st.integers(0, max(0, length - 1)))
    entities = (Entity("bold", offset, data.draw(st.integers(1, length - offset))),) if length else ()
    pieces = split(RichText(text, entities), limit)
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())
    for piece in pieces:
        assert 0 < utf16_length(piece.text) <= limit
        piece.text.encode()
        assert all(0 <= e.offset < e.end <= utf16_length(piece.text) for e in piece.entities)


@settings(max_examples=300)
@given(texts, texts, st.integers(2, 40))
def test_earlier_pieces_are_final(text: str, more: str, limit: int) -> None:
    """Text that is appended never changes a piece that another one follows."""
    before = split(RichText(text.rstrip()), limit)[:-1]
    assert split(RichText(text.rstrip() + "я" + more), limit)[: len(before)] == before
