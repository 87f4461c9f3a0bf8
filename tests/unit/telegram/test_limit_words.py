"""What people read of limits."""

from itertools import product
from zoneinfo import ZoneInfo

import pytest

from bot.core.quota import Limit, OverQuotaError, Refusal
from bot.locales import words_in
from bot.telegram.access.limit_words import LimitWords
from bot.telegram.outgoing.say import TOAST_LIMIT


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_refusal_fits_over_a_button(language: str) -> None:
    """Whoever presses Retry reads the whole sentence, the moment at its end included."""

    async def post(messages: object) -> None:
        raise AssertionError(messages)

    limit_words = LimitWords(post, ZoneInfo("Asia/Yekaterinburg"), lambda: 0.0)
    words = words_in(language)
    for what, opens_at, left, (under_way, of_group, fits_afresh) in product(
        Limit,
        (None, 52.0, 3120.0, 75_600.0, 2_419_200.0),
        (None, 12_345),
        product((False, True), repeat=3),
    ):
        refusal = Refusal(what, opens_at, left, estimate=123_456, under_way=under_way)
        error = OverQuotaError(refusal, of_group=of_group, fits_afresh=fits_afresh)
        key, variables = limit_words.refusal(error, words)
        assert len(words(key, **variables)) <= TOAST_LIMIT
