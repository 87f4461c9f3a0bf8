"""When something that needs the owner is told."""

from bot.core.alert_history import AlertHistory, BalanceThreshold

HOUR = 3600.0


def test_a_cause_is_told_once_a_day() -> None:
    """However often it shows itself, within a day it is told once."""
    history = AlertHistory()
    told = [history.begins("key", hour * HOUR) for hour in range(49)]
    assert [hour for hour, each in enumerate(told) if each] == [0, 24, 48]


def test_each_cause_is_told_by_itself() -> None:
    """One that lasts keeps no other from being told."""
    history = AlertHistory()
    assert [history.begins("key", 0.0), history.begins("balance", 1.0)] == [True, True]


def test_an_end_is_told_once_and_a_new_beginning_again() -> None:
    """What was never told has no end to tell; what is over and comes again is told at once."""
    history = AlertHistory()
    assert not history.ends("key")
    history.begins("key", 0.0)
    assert [history.lasts("key"), history.ends("key"), history.ends("key"), history.lasts("key")] == [
        True,
        True,
        False,
        False,
    ]
    assert history.begins("key", 1.0)


def test_a_level_falls_once_for_each_crossing() -> None:
    """Of tokens that fall, rise and fall again each fall under the warning is told, per model."""
    threshold = BalanceThreshold(1000)
    assert [threshold.falls("A", tokens) for tokens in (2000, 999, 500, 0, 1000, 999)] == [
        False,
        True,
        False,
        False,
        False,
        True,
    ]
    assert threshold.falls("B", 10)


def test_without_a_warning_nothing_falls_and_rises_are_known() -> None:
    """Where no warning is wanted, new tokens are still noticed."""
    threshold = BalanceThreshold(0)
    assert not threshold.rises("A", 5)
    assert not threshold.falls("A", 5)
    assert threshold.rises("A", 6)
