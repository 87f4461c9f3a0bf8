"""What the buttons of /admin say and carry."""

import pytest

from bot.core.access import Standing
from bot.core.quota import Limit, Quota
from bot.locales import LANGUAGES, words_in
from bot.telegram.admin.callbacks import ListPressed, fitting_search
from bot.telegram.admin.keyboards import PRESETS, PRESSED_LIMIT, limits_keyboard, subject_keyboard


@pytest.mark.parametrize("search", ["Анна", "a:b:c", "Ы" * 100, "😀" * 50, " @anna  Петрова ", "\ud83d"])
def test_every_search_fits_into_a_button(search: str) -> None:
    """Whatever is searched, the buttons of its pages can carry it to the largest page and back."""
    fitting = fitting_search(search)
    packed = ListPressed(groups=True, first=2**31 - 1, search=fitting).pack()
    assert len(packed.encode()) <= PRESSED_LIMIT
    assert ListPressed.unpack(packed).search == fitting


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limit_that_holds_is_marked(language: str) -> None:
    """Of each kind one button is marked, none reads like another, and an odd limit marks nothing."""
    words = words_in(language)
    labels = [
        button.text
        for row in limits_keyboard(words, 7, Quota(3, 50_000, 0)).inline_keyboard
        for button in row
    ]
    assert len(set(labels)) == len(labels)
    assert sum(label.startswith("✓") for label in labels) == len(Limit) == len(PRESETS)
    odd = limits_keyboard(words, 7, Quota(4, 50_001, 1)).inline_keyboard
    assert not [button for row in odd for button in row if button.text.startswith("✓")]


def test_of_an_admin_nothing_is_decided() -> None:
    """An admin's page offers neither Ban, which would be refused, nor limits, which would not hold."""
    words = words_in("ru")
    shown = subject_keyboard(words, 7, Standing.UNKNOWN, is_admin=True).inline_keyboard
    assert [button.text for row in shown for button in row] == ["‹ Назад"]
