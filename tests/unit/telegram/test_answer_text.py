"""What of an answer is to be seen while it is written anew."""

from bot.locales import words_in
from bot.telegram.answers.answer_text import READ_HOLD, AnswerText


def seen(answer_text: AnswerText, now: float) -> list[str]:
    """Return the texts of the pages."""
    return [page.text for page in answer_text.pages(now)]


def test_a_text_shorter_than_what_people_read_is_held_back() -> None:
    """What stands is not replaced by less, until there is more or the hold is over."""
    answer_text = AnswerText(words_in("ru"), read=10)
    assert seen(answer_text, 0.0) == []
    answer_text.grow("Начало", 5.0)
    assert seen(answer_text, 5.0 + READ_HOLD / 2) == []
    assert seen(answer_text, 5.0 + READ_HOLD) == ["Начало"]
    answer_text.grow(" и дальше", 5.0 + READ_HOLD / 2)
    assert seen(answer_text, 5.0 + READ_HOLD / 2) == ["Начало и дальше"]


def test_an_answer_that_begins_anew_for_another_question_is_held_for_nobody() -> None:
    """After an edited question nobody misses the text that answered the old one."""
    answer_text = AnswerText(words_in("ru"), read=10)
    answer_text.restart()
    answer_text.grow("Да", 0.0)
    assert seen(answer_text, 0.0) == ["Да"]
