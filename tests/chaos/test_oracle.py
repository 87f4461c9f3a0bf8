"""The judge of the kill test: content with a chat where all went well, and with none of these."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.locales import words_in
from tests.chaos.evidence import Asked, Evidence, Mark, Paid, Place, Seen, Stored
from tests.chaos.oracle import judge

RU = words_in("ru")
CHAT = 5_000_000_001
FIRST, SECOND, GOES_ON = Mark("Начало", 1, 0, 1), Mark("Начало", 2, 0, 1), Mark("Далее", 2, 0, 2)
TOLD = {
    FIRST: f"{FIRST} да конец 1.",
    SECOND: f"{SECOND} долгий рассказ конец 2.",
    GOES_ON: f"{GOES_ON} вот.",
}
RETRIED = Mark("Начало", 1, 0, 2)
TOLD[RETRIED] = f"{RETRIED} нет конец 1."


def place(message_id: int) -> Place:
    """Return a message of the chat."""
    return Place(CHAT, message_id)


def fair() -> Evidence:
    """Return what is known where all went well.

    Question 1 has two versions, the second is shown. Question 2 was stopped after a kill, then gone on with;
    question 3 was stopped by /stop before a word of it stood. /help was wanted once.
    """
    stopped = TOLD[SECOND][:-9]
    turn = Stored(1, 1, CHAT, None, "complete", "Вопрос 1.0: а", TOLD[FIRST], 10.0, 11.0, asked_in=place(1))
    return Evidence(
        asked=[Asked(1, place(1), 10.0), Asked(2, place(3), 20.0), Asked(3, place(6), 30.0)],
        seen=[
            Seen(place(2), TOLD[RETRIED], ("↻ Ещё раз", "‹", "2/2")),
            Seen(place(4), f"{stopped}\n\n{RU('note-stopped')}", ("↻ Ещё раз",)),
            Seen(place(5), TOLD[GOES_ON], ("↻ Ещё раз",)),
            Seen(place(8), RU("stop-done", count=1)),
            Seen(place(10), RU("help")),
        ],
        turns=[
            turn,
            replace(turn, id=2, answer=TOLD[RETRIED], shown_in=(place(2),)),
            Stored(
                3, 1, CHAT, 2, "stopped", "Вопрос 2.0: б", stopped, 20.0, 25.0,
                asked_in=place(3), shown_in=(place(4),),
            ),
            Stored(
                4, 1, CHAT, 3, "complete", "дальше", TOLD[GOES_ON], 26.0, 27.0, continues=True,
                asked_in=place(4), shown_in=(place(5),),
            ),
            Stored(5, 1, CHAT, 4, "stopped", "Вопрос 3.0: в", "", 30.0, 31.0, asked_in=place(6)),
        ],
        tips={1: 5},
        letters={place(8), place(10)},
        told=dict(TOLD),
        paid=[
            Paid(FIRST, 10.1), Paid(RETRIED, 12.0, (TOLD[FIRST],)), Paid(SECOND, 21.0), Paid(SECOND, 23.0),
            Paid(GOES_ON, 26.1, (TOLD[RETRIED], stopped)),
        ],
        kills=[22.0],
        stops=[(CHAT, 30.5)],
    )  # fmt: skip


def wanted(evidence: Evidence) -> Evidence:
    """Note the commands that were given."""
    evidence.commands.update({(CHAT, "/stop"): 1, (CHAT, "/help"): 1})
    return evidence


def test_what_went_well_passes() -> None:
    """Versions, stops, a continuation and a request that a kill repeats are all in order."""
    assert judge(wanted(fair())) == []


def lose_an_answer(it: Evidence) -> None:
    """Show nothing under question 1."""
    it.turns[1] = replace(it.turns[1], shown_in=())
    del it.seen[0]


def lose_a_question(it: Evidence) -> None:
    """Let the file know nothing of question 3."""
    del it.turns[4]
    it.tips[1] = 4


def lose_a_stop_word(it: Evidence) -> None:
    """End question 3 without a word."""
    del it.seen[3]


def lose_an_edit(it: Evidence) -> None:
    """Edit question 1, and let nobody notice."""
    it.asked[0].revisions = 1


def lose_half_a_text(it: Evidence) -> None:
    """Show only the first half of a complete answer."""
    it.seen[0] = replace(it.seen[0], text=TOLD[RETRIED][:20])


def store_half_a_text(it: Evidence) -> None:
    """Store and show only the first half of a complete answer."""
    it.turns[1] = replace(it.turns[1], answer=TOLD[RETRIED][:20])
    it.seen[0] = replace(it.seen[0], text=TOLD[RETRIED][:20])


def delete_a_message(it: Evidence) -> None:
    """Let the file name a message that does not stand."""
    del it.seen[2]


def double_an_answer(it: Evidence) -> None:
    """Show the other answer to question 1 in a second message."""
    it.seen.append(Seen(place(12), TOLD[FIRST]))


def show_two_versions(it: Evidence) -> None:
    """Show both versions of question 1, with the file's knowledge."""
    it.turns[0] = replace(it.turns[0], shown_in=(place(12),))
    it.seen.append(Seen(place(12), TOLD[FIRST], ("‹", "1/2")))


def leave_half_grown(it: Evidence) -> None:
    """Let a message grow that the file has forgotten."""
    it.seen.append(Seen(place(12), "Секунду", ("■ Стоп",)))


def leave_a_stop(it: Evidence) -> None:
    """Let a finished answer offer to stop."""
    it.seen[2] = replace(it.seen[2], labels=("■ Стоп",))


def leave_a_pause(it: Evidence) -> None:
    """Promise that the bot goes on."""
    it.seen[2] = replace(it.seen[2], text=f"{TOLD[GOES_ON]}\n\n{RU('note-paused')}")


def mix_up_answers(it: Evidence) -> None:
    """Answer question 1 with the answer to question 2."""
    it.turns[1] = replace(it.turns[1], answer=TOLD[SECOND])
    it.seen[0] = replace(it.seen[0], text=TOLD[SECOND])


def go_on_from_the_hidden(it: Evidence) -> None:
    """Go on from the version that nobody reads."""
    it.tips[1] = 1


def follow_a_stranger(it: Evidence) -> None:
    """Let a turn follow one of another conversation."""
    it.turns[2] = replace(it.turns[2], conversation=2)
    it.tips[2] = None


def miscount_versions(it: Evidence) -> None:
    """Call the second version the first."""
    it.seen[0] = replace(it.seen[0], labels=("1/2", "›"))


def repeat_a_letter(it: Evidence) -> None:
    """Help twice, with the file's knowledge."""
    it.seen.append(Seen(place(12), RU("help")))
    it.letters.add(place(12))


def forget_a_letter(it: Evidence) -> None:
    """Never send the help."""
    it.seen.pop()


def pay_twice(it: Evidence) -> None:
    """Ask question 1 once more than anybody or any kill called for."""
    it.paid.append(Paid(RETRIED, 13.0))


def remember_what_nobody_said(it: Evidence) -> None:
    """Tell the model of half an answer that is stored nowhere."""
    it.paid.append(Paid(GOES_ON, 26.2, ("Начало 1.0.2: н",)))
    it.kills.append(26.5)


def leave_work(it: Evidence) -> None:
    """Let an update wait in the file."""
    it.left["undone updates"] = 1


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lose_an_answer, "no answer and no word"),
        (lose_a_question, "no turn of it"),
        (lose_a_stop_word, "/stop"),
        (lose_an_edit, "edit number 1"),
        (lose_half_a_text, "is stored as"),
        (store_half_a_text, "not what GigaChat said"),
        (delete_a_message, "is gone"),
        (double_an_answer, "stand side by side"),
        (show_two_versions, "shown side by side"),
        (leave_half_grown, "is nobody's"),
        (leave_a_stop, "still offers to stop"),
        (leave_a_pause, "the bot restarts"),
        (mix_up_answers, "another answer"),
        (go_on_from_the_hidden, "is the tip"),
        (follow_a_stranger, "follows"),
        (miscount_versions, "is version"),
        (repeat_a_letter, "answered 2 times"),
        (forget_a_letter, "answered 0 times"),
        (pay_twice, "were needed"),
        (remember_what_nobody_said, "was reminded of"),
        (leave_work, "1 undone updates left"),
    ],
)
def test_what_went_wrong_is_objected_to(spoil: Callable[[Evidence], None], says: str) -> None:
    """Each loss, doubling, leftover and contradiction is found, and named as what it is."""
    evidence = wanted(fair())
    spoil(evidence)
    assert [objection for objection in judge(evidence) if says in objection.text]
