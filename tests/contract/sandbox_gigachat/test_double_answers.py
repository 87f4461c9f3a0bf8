"""Which answer a question gets, and what it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.gigachat import GigaChatDouble, Scenario, WireForm
from bot.sandbox.gigachat.built_in_answers import BY_WORDS, TEXTS, answer_to, language_of, name_of
from bot.sandbox.gigachat.validation import Ask
from tests.contract.sandbox_gigachat.conftest import Client, events, text_of


def ask(question: str) -> Ask:
    """Build a request of one question."""
    return Ask("GigaChat-2", (("user", question),))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Ответь длинно", "long"),
        ("Ответь ОЧЕНЬ ДЛИННО", "very_long"),
        ("Дай список покупок", "list"),
        ("a very long one", "very_long"),
        ("Give me a long answer", "long"),
        ("Покажи таблицу", "table"),
        ("напиши код", "code"),
        ("some code, please", "code"),
        ("формулу корней", "formula"),
        ("немного прозы", "prose"),
        ("Нарисуй кота", "image"),
        ("Нарисуй таблицу", "table"),
        ("говори медленно", "slow"),
        ("slowly, please", "slow"),
        ("ты в чёрном списке", "blacklist"),
        ("кодекс чести", None),
        ("Как дела?", None),
        ("belong to", None),
    ],
)
def test_words_choose_the_answer(question: str, name: str | None) -> None:
    """The words of both languages choose, a word that only looks alike does not."""
    assert name_of(question) == name


def test_languages() -> None:
    """The answer is in the language of the question; a text without letters counts as Russian."""
    assert [language_of(text) for text in ("Привет, world", "hello", "👍")] == ["ru", "en", "ru"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_answer_has_its_text(language: str) -> None:
    """No name leads to a missing file, no file is left unused, and every fence in them is closed."""
    texts = {path.stem: path.read_text("utf-8") for path in (TEXTS / language).glob("*.md")}
    assert set(texts) == {name for name, _ in BY_WORDS} - {"very_long"}
    for text in texts.values():
        assert text.count("```") % 2 == 0
        assert text.count("$$") % 2 == 0
        assert text.count("**") % 2 == 0


def test_the_sizes_of_answers() -> None:
    """A long answer fills most of one message, a very long one needs several (4,096 UTF-16 units each)."""
    assert 3000 < len(answer_to(ask("длинно")).text) < 4096
    assert len(answer_to(ask("очень длинно")).text) > 7000
    assert answer_to(ask("медленно")).seconds > 15


async def test_the_sandbox_introduces_itself(client: Client) -> None:
    """The friendly answer shows the question, the earlier ones and the system prompt, in a fair shape."""
    _, body = await client.chat(
        messages=[
            {"role": "system", "content": "Ты — пират."},
            {"role": "user", "content": "Где сокровища?"},
            {"role": "assistant", "content": "На острове."},
            {"role": "user", "content": "А *карта*?"},
        ]
    )
    answer = body["choices"][0]["message"]["content"]
    assert "песочница" in answer
    assert r"Вы написали: «А \*карта\*?»" in answer
    assert "Раньше вы спрашивали: «Где сокровища?»." in answer
    assert "роль: «Ты — пират.»" in answer


async def test_the_first_question_has_nothing_before(client: Client) -> None:
    """Without history the answer claims none, and a long question is shown shortened."""
    _, body = await client.chat("Hello " * 100)
    answer = body["choices"][0]["message"]["content"]
    assert "This is your first question" in answer
    assert "Earlier" not in answer
    assert "…”" in answer


async def test_scripts(double: GigaChatDouble, client: Client) -> None:
    """A matching script goes before a general one, a counted one before an endless one, in their order."""
    double.script("всегда")
    double.script("раз", times=1)
    double.script("погода", match="погод")
    double.script("дождь", match="погод", times=1)

    async def answer(question: str) -> str:
        return text_of(events(await client.stream(question)))

    assert [await answer("какая погода?") for _ in range(2)] == ["дождь", "погода"]
    assert [await answer("и что?") for _ in range(2)] == ["раз", "всегда"]


async def test_a_script_is_played_with_its_reason(double: GigaChatDouble, client: Client) -> None:
    """A scripted finish reason reaches the wire."""
    used = double.script("Не могу", finish_reason="blacklist")
    assert events(await client.stream())[-2]["choices"][0]["finish_reason"] == "blacklist"
    assert used.used == 1


@given(st.text(), st.integers(1, 5))
def test_pieces_join_to_the_text(text: str, words: int) -> None:
    """However a text is cut into words, nothing of it is lost."""
    assert Scenario.of(text, words_per_piece=words).text == text


@given(st.lists(st.text()), st.floats(0, 3), st.floats(0.1, 5))
def test_spacing_keeps_the_text(pieces: list[str], delay: float, interval: float) -> None:
    """Spaced pieces keep the whole text, and no two of them are closer than the interval."""
    spaced = Scenario.of(pieces, piece_delay=delay).spaced(interval)
    assert spaced.text == "".join(pieces)
    assert all(piece.delay >= interval * 0.999 for piece in spaced.pieces[1:])


@given(st.binary(), st.sampled_from(["none", "characters", "bytes"]))
def test_parts_join_to_the_bytes(encoded: bytes, cuts: str) -> None:
    """However bytes are cut into writes, none is lost and none is empty."""
    parts = list(WireForm(cuts=cuts).parts(encoded))  # type: ignore[arg-type]  # sampled_from keeps no Literal
    assert b"".join(parts) == encoded
    assert all(parts)
