"""What admins write and read, as words."""

from zoneinfo import ZoneInfo

import pytest

from bot.accounts.decisions import ACTS as DECIDED
from bot.accounts.reports import ACTS, access_text, act_text, figures_text, limits_of, limits_text
from bot.core.access import Mode, Policy, Standing
from bot.core.administration import Act
from bot.core.figures import Figures, ModelFigures, Overview
from bot.core.quota import Limits, Quota
from bot.locales import LANGUAGES, words_in


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decision_has_a_word_in_the_log(language: str) -> None:
    """Who decided what of whom reads as words; an act of a later release as its name."""
    words, zone = words_in(language), ZoneInfo("UTC")
    assert set(DECIDED.values()) - {"ask"} <= set(ACTS)
    line = act_text(words, Act(1, 0.0, 7, "ban", 8), {7: "Анна"}, zone)
    assert line == f"01.01.1970 00:00 Анна · {words('act-ban', who='8')}"
    assert "· unheard-of" in act_text(words, Act(1, 0.0, 0, "unheard-of"), {}, zone)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (Act(1, 0.0, 7, "ban", -100), "Анна · доступ запрещён: Книжный клуб"),
        (Act(1, 0.0, 7, "allow", 0), "Анна · доступ открыт: удалённый человек"),
        (
            Act(1, 0.0, 7, "limits", 7, "5 / 1000000 / –"),
            "вопросов в минуту 5, токенов в день 1 000 000, токенов в месяц как у всех",
        ),
        (
            Act(1, 0.0, 7, "limits", 7, "– / 0 / –"),
            "вопросов в минуту как у всех, токенов в день без ограничения, токенов в месяц как у всех",
        ),
        (Act(1, 0.0, 7, "limits", 7, "– / – / –"), "Анна · лимиты изменены: Анна — как у всех"),
        (Act(1, 0.0, 7, "limits", 7, "a new form"), "Анна · лимиты изменены: Анна — a new form"),
        (Act(1, 0.0, 0, "model", None, "GigaChat-2-Max"), "строка · модель для всех теперь: GigaChat-2-Max"),
        (Act(1, 0.0, 0, "model"), "строка · модель для всех теперь: как в настройках"),
        (Act(1, 0.0, 0, "system", None, ""), "строка · характер для всех теперь: не задан"),
        (Act(1, 0.0, 0, "broadcast", None, "1234"), "строка · рассылка начата, чатов: 1 234"),
    ],
)
def test_the_log_reads_like_sentences(act: Act, told: str) -> None:
    """Each act says in words what it changed for whom, with numbers as people write them."""
    line = act_text(words_in("ru"), act, {7: "Анна", -100: "Книжный клуб"}, ZoneInfo("UTC"))
    assert line.replace("\xa0", " ").endswith(told)


@pytest.mark.parametrize(
    ("mode", "standing", "key"),
    [
        (Mode.OPEN, Standing.UNKNOWN, "standing-open"),
        (Mode.OPEN, Standing.REFUSED, "standing-open"),
        (Mode.OPEN, Standing.ALLOWED, "standing-allowed"),
        (Mode.OPEN, Standing.BANNED, "standing-banned"),
        (Mode.LIST, Standing.UNKNOWN, "standing-unknown"),
        (Mode.LIST, Standing.ASKED, "standing-asked"),
        (Mode.LIST, Standing.REFUSED, "standing-refused"),
    ],
)
def test_the_access_that_is_shown_holds(mode: Mode, standing: Standing, key: str) -> None:
    """What an admin reads is whether they may talk, not only what was decided; admins and listed ones may."""
    words, policy = words_in("ru"), Policy(mode, frozenset({1}), frozenset({2}))
    assert access_text(words, policy, 3, standing) == words(key)
    assert access_text(words, policy, 1, standing) == words("standing-admin")
    assert access_text(words, Policy(Mode.LIST, listed=frozenset({2})), 2, Standing.UNKNOWN) == words(
        "standing-listed"
    )


def test_numbers_look_as_people_write_them() -> None:
    """Large numbers are grouped, fractions have the language's sign, and a star is explained if there is."""
    words = words_in("ru")
    models = [ModelFigures("GigaChat-2", Figures(total_tokens=1_000_000))]
    page = figures_text(words, Overview(Figures(), Figures(answers=1, first_text=4.32), models))
    assert "GigaChat-2: 1\xa0000\xa0000" in page
    assert "до первого слова 4,3 с" in page
    limits = limits_text(words, Limits(), Quota(10, 50_000, 0))
    assert "токенов в день: 50\xa0000" in limits
    assert "*" not in limits
    assert "(* — исключение)" in limits_text(words, Limits(3), Quota(3, 50_000, 0))
