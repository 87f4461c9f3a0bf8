"""What people read while they wait: when it comes, how often it changes, and in which words."""

from bot.locales import words_in
from bot.telegram.answers.waiting_note import (
    BUSY_AFTER,
    PLACE_AFTER,
    RENEWED_EVERY,
    THINKS_AFTER,
    WaitingNote,
)


def test_a_short_wait_is_not_worth_a_word() -> None:
    """Before two seconds in line nothing is said, and nothing if the turn has come by then."""
    note = WaitingNote(words_in("en"))
    assert note.in_line(1, None, 10.0) == 10.0 + PLACE_AFTER
    assert note.text(11.9) is None
    assert "place 1" in str(note.text(12.0))
    note.in_line(0, None, 12.5)
    assert note.text(20.0) is None


def test_of_several_changes_the_newest_is_told_when_it_is_due() -> None:
    """Between two words five seconds pass; places that came and went meanwhile are never read."""
    note = WaitingNote(words_in("en"))
    note.in_line(5, None, 0.0)
    assert "place 5" in str(note.text(2.0))
    assert note.in_line(4, 30, 2.5) == 2.0 + RENEWED_EVERY
    note.in_line(3, 20, 4.0)
    assert "place 5" in str(note.text(6.9))
    assert "place 3. I answer in about 20 seconds." in str(note.text(7.0))


def test_a_busy_gigachat_is_told_of_once_it_lasts() -> None:
    """Five seconds from the first refusal on, however many follow it."""
    note = WaitingNote(words_in("en"))
    note.in_line(2, None, 0.0)
    note.in_line(0, None, 1.0)
    assert note.busy(3.0) == note.busy(4.5) == 3.0 + BUSY_AFTER
    assert note.text(7.9) is None
    assert "busy" in str(note.text(8.0))


def test_a_long_silence_is_told_where_nothing_else_shows_it() -> None:
    """Eight seconds after GigaChat was asked, unless it refuses meanwhile: then that is told instead."""
    quiet, note, busy = (WaitingNote(words_in("en")) for _ in range(3))
    for each in (quiet, note, busy):
        each.in_line(2, None, 0.0)
        assert "place 2" in str(each.text(3.0))
        each.in_line(0, None, 4.0)
    assert note.text(4.0 + THINKS_AFTER - 0.1, tell_silence=True) is None
    assert "thinking" in str(note.text(4.0 + THINKS_AFTER, tell_silence=True))
    assert note.is_of_silence
    assert not note.is_read
    assert quiet.text(4.0 + THINKS_AFTER) is None
    busy.busy(5.0)
    assert "busy" in str(busy.text(5.0 + BUSY_AFTER, tell_silence=True))
    assert busy.is_read
