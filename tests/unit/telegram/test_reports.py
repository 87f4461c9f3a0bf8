"""What admins write and read, as words."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.administration import Act
from bot.core.quota import Limits
from bot.locales import LANGUAGES, words_in
from bot.telegram.access.decisions import ACTS as DECIDED
from bot.telegram.admin.buttons import PRESSED_LIMIT, ListPressed, fitting_search
from bot.telegram.admin.reports import ACTS, act_text, limits_of


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("10 50000 -", Limits(10, 50_000, None)),
        ("  0\n0 — ", Limits(0, 0, None)),
        ("- - -", Limits()),
        ("10 50000", None),
        ("10 50000 0 1", None),
        ("10 -5 0", None),
        ("10 ٣ 0", None),
        ("1 2 99999999999999999999", None),
        ("", None),
    ],
)
def test_three_limits_are_read_or_none(text: str, limits: Limits | None) -> None:
    """Only three whole numbers or dashes are limits; nothing else changes anything."""
    assert limits_of(text) == limits


@pytest.mark.parametrize("search", ["Анна", "a:b:c", "Ы" * 100, "😀" * 50, " @anna  Петрова ", "\ud83d"])
def test_every_search_fits_into_a_button(search: str) -> None:
    """Whatever is searched, the buttons of its pages can carry it to the largest page and back."""
    fitting = fitting_search(search)
    packed = ListPressed(groups=True, first=2**31 - 1, search=fitting).pack()
    assert len(packed.encode()) <= PRESSED_LIMIT
    assert ListPressed.unpack(packed).search == fitting


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decision_has_a_word_in_the_log(language: str) -> None:
    """Who decided what of whom reads as words; an act of a later release as its name."""
    words, zone = words_in(language), ZoneInfo("UTC")
    assert set(DECIDED.values()) - {"ask"} <= set(ACTS)
    line = act_text(words, Act(1, 0.0, 7, "ban", 8, "x"), {7: "Анна"}, zone)
    assert line == f"01.01.1970 00:00 Анна · {words('act-ban')} 8: x"
    assert "· unheard-of" in act_text(words, Act(1, 0.0, 0, "unheard-of"), {}, zone)
