"""Words are put together whatever people wrote into them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.entities import utf16_length
from bot.core.splitting import shortened
from bot.locales import LANGUAGES, LONG, words_in

# Any text, long ones too, and what looks like the marks that stand in for long ones.
texts = st.builds(
    lambda text, times: text * times,
    st.text(min_size=1, max_size=20) | st.sampled_from(["\ue0000\ue001", "\ue000", "1\ue001", "{ $x }"]),
    st.integers(1, 1000),
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(request=texts, admin=texts)
@example(request="я" * (LONG + 1), admin="\ue0000\ue001")
@example(request="я" * 2501, admin="я" * 2501)
@example(request="я" * 3000, admin="Анна")
def test_no_text_is_too_long_for_a_sentence(language: str, request: str, admin: str) -> None:
    """Variables of every length stand in the sentence unchanged, each in its place."""
    found = words_in(language)("request-allowed", request=request, admin=admin)
    frame = words_in(language)("request-allowed", request="<>", admin="[]")
    before, _, rest = frame.partition("<>")
    between, _, after = rest.partition("[]")
    assert found == before + request + between + admin + after


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_and_numbers_stay_fluents(language: str) -> None:
    """A long text beside them changes neither which form of a sentence is taken nor how numbers look."""
    words = words_in(language)
    one, many = (words("invite-link", days=days, link="x" * 5000) for days in (1, 5))
    assert "x" * 5000 in one
    assert one.partition("x")[0].replace("1", "5") != many.partition("x")[0]
    assert words("system-too-long", length=10_000, limit=1).count("10000") == 0


@given(text=texts, limit=st.integers(3, 5000))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    """What is too long for its place ends with dots and within it; the rest stays as it is."""
    found = shortened(text, limit)
    assert utf16_length(found) <= limit
    assert found == text or (utf16_length(text) > limit and found.endswith("…") and found[:-1] in text)
