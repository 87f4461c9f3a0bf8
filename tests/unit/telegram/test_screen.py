"""Which call brings an answer's messages up to date, where one of them may have been lost."""

from collections.abc import Callable

from aiogram.methods import DeleteMessage, EditMessageText, SendMessage
from hypothesis import given
from hypothesis import strategies as st

from bot.core.entities import RichText
from bot.telegram.answers.screen import Call, Screen, Target, View, views_of
from bot.telegram.outgoing.seen_messages import Candidates

ONE, TWO = RichText("Первая страница"), RichText("Вторая страница")


def made(screen: Screen, views: list[View], exists: Callable[[int], bool]) -> list[Call]:
    """Make the calls that a final text takes, where an edit finds the messages of which `exists` says so."""
    calls: list[Call] = []
    while call := screen.next_call(views, final=True):
        calls.append(call)
        if call.candidate is not None and not exists(call.candidate):
            screen.missed(is_empty=True)
        else:
            screen.landed(call, 100 + len(calls) if call.sends else None)
    return calls


def test_a_lost_message_is_looked_for_before_another_is_sent() -> None:
    """Each candidate is edited in turn; where one is found nothing is sent."""
    screen = Screen(Target(1), candidates=Candidates([7, 8, 9]))
    calls = made(screen, views_of([ONE], None), lambda number: number == 8)
    assert [call.method.message_id for call in calls if isinstance(call.method, EditMessageText)] == [7, 8]
    assert len(calls) == 2
    assert screen.message_ids == [8]


def test_a_message_that_never_arrived_is_sent_once() -> None:
    """After the last candidate the text is sent, and nobody looks any further."""
    screen = Screen(Target(1), candidates=Candidates([7, 8]))
    calls = made(screen, views_of([ONE], None), lambda _: False)
    assert [call.sends for call in calls] == [False, False, True]


def test_a_lost_second_message_that_is_not_needed_any_more_is_found_and_deleted() -> None:
    """A shorter text leaves no half of a longer one behind, and nothing but our own is ever deleted."""
    screen = Screen(Target(1), [5], Candidates([7, 8]))
    calls = made(screen, views_of([ONE], None), lambda number: number == 8)
    assert [call.method.message_id for call in calls if isinstance(call.method, DeleteMessage)] == [8]
    assert screen.message_ids == [5]


@given(
    known=st.integers(0, 3),
    candidates=st.lists(st.integers(20, 40), unique=True, max_size=8),
    pages=st.integers(1, 4),
    found=st.integers(20, 40),
)
def test_a_final_text_stands_once_whatever_is_in_doubt(
    known: int, candidates: list[int], pages: int, found: int
) -> None:
    """At the end as many messages stand as the text has pages, and no doubt and no leftover remains."""
    screen = Screen(Target(1), list(range(1, known + 1)), Candidates(candidates))
    views = views_of([RichText(f"Страница {number}") for number in range(pages)], None)
    calls = made(screen, views, lambda number: number == found)
    assert len(screen.message_ids) == pages
    lost = found in candidates
    sent = [call for call in calls if isinstance(call.method, SendMessage)]
    assert len(sent) == max(0, pages - known - lost)
    assert screen.next_call(views, final=True) is None
