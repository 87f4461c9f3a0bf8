"""What is known of a server from the calls that were made to it."""

from bot.web.display_lag import DisplayLag
from bot.web.upstream import Upstream


def test_one_lost_call_is_no_outage() -> None:
    """An outage begins with the second failure in a row and ends with an answer: one word for each."""
    side = Upstream("GigaChat")
    assert [side.failed(1.0, "reset"), side.answered(2.0)] == [False, None]
    assert [side.failed(now, "reset") for now in (10.0, 11.0, 12.0)] == [False, True, False]
    assert side.answered(40.0) == 30.0
    assert side.answered(41.0) is None


def test_an_outage_from_the_clocks_start_is_told() -> None:
    """A loop's clock may begin at 0, which is a time as every other."""
    side = Upstream("GigaChat")
    side.failed(0.0, "reset")
    side.failed(0.0, "reset")
    assert side.told(5.0)["failing_seconds"] == 5.0
    assert side.answered(7.0) == 7.0


def test_only_a_recent_call_tells() -> None:
    """A minute after the last attempt, be it a failed one, nobody knows how things are."""
    side = Upstream("Telegram")
    assert not side.is_known(0.0)
    assert not side.answers
    side.answered(0.0)
    assert side.is_known(60.0)
    assert not side.is_known(60.5)
    side.failed(100.0, "reset")
    assert side.is_known(160.0)
    assert side.told(130.0) == {
        "reachable": False,
        "last_success_seconds": 130.0,
        "failing_seconds": 30.0,
        "error": "reset",
    }


def test_a_call_shows_what_had_arrived_when_it_began() -> None:
    """A piece that comes while a call is under way waits for the next one; the first text counts once."""
    display_lag = DisplayLag(began=10.0)
    assert display_lag.shown(10.5, 10.6) == (None, [])  # the place in line is no text
    assert display_lag.piece(11.0) == 1.0
    assert display_lag.piece(11.5) is None
    first, waits = display_lag.shown(11.25, 12.0)
    assert (first, waits) == (2.0, [1.0])
    assert display_lag.shown(12.0, 12.25) == (None, [0.75])
    assert display_lag.shown(13.0, 13.0) == (None, [])


def test_a_question_of_an_earlier_process_is_not_timed() -> None:
    """Nobody knows on this clock when it was handed over; how far people are behind is known all the same."""
    display_lag = DisplayLag(None)
    assert display_lag.piece(1.0) is None
    assert display_lag.shown(1.0, 1.5) == (None, [0.5])
