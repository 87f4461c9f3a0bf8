"""What of an answer is to be seen while it is written anew."""

from bot.locales import words_in
from bot.telegram.answers.manuscript import READ_HOLD, Manuscript


def seen(manuscript: Manuscript, now: float) -> list[str]:
    """Return the texts of the pages."""
    return [page.text for page in manuscript.pages(now)]


def test_a_text_shorter_than_what_people_read_is_held_back() -> None:
    """What stands is not replaced by less, until there is more or the hold is over."""
    manuscript = Manuscript(words_in("ru"), read=10)
    assert seen(manuscript, 0.0) == []
    manuscript.grow("Начало", 5.0)
    assert seen(manuscript, 5.0 + READ_HOLD / 2) == []
    assert seen(manuscript, 5.0 + READ_HOLD) == ["Начало"]
    manuscript.grow(" и дальше", 5.0 + READ_HOLD / 2)
    assert seen(manuscript, 5.0 + READ_HOLD / 2) == ["Начало и дальше"]


def test_an_answer_that_begins_anew_for_another_question_is_held_for_nobody() -> None:
    """After an edited question nobody misses the text that answered the old one."""
    manuscript = Manuscript(words_in("ru"), read=10)
    manuscript.restart()
    manuscript.grow("Да", 0.0)
    assert seen(manuscript, 0.0) == ["Да"]
