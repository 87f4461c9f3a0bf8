"""Where a message may stand whose send was never confirmed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.outgoing.seen_messages import MOST_CANDIDATES, SeenMessages

ANNA, BORIS, GROUP = 1001, 1002, -500
SUPERGROUP, OTHER = -1_001_000_000_001, -1_001_000_000_002


def test_private_chats_and_basic_groups_share_their_numbers() -> None:
    """A message in one private chat or basic group moves the mark of all the others."""
    messages = SeenMessages()
    messages.saw(ANNA, 10)
    messages.saw(GROUP, 11)
    assert messages.newest(BORIS) == 11
    assert messages.is_known(BORIS, 10)


def test_each_supergroup_counts_for_itself() -> None:
    """A busy supergroup moves nobody else's mark."""
    messages = SeenMessages()
    messages.saw(SUPERGROUP, 900)
    messages.saw(ANNA, 10)
    assert (messages.newest(SUPERGROUP), messages.newest(OTHER), messages.newest(ANNA)) == (900, 0, 10)


def test_an_old_message_does_not_turn_the_mark_back() -> None:
    """The newest number is the largest, in whatever order messages are seen."""
    messages = SeenMessages()
    messages.saw(ANNA, 20)
    messages.saw(ANNA, 10)
    assert messages.newest(ANNA) == 20


def test_a_lost_message_is_looked_for_right_behind_the_mark() -> None:
    """What is known is left out, and what may follow the newest is thought of."""
    messages = SeenMessages()
    for number in (20, 22, 24):
        messages.saw(ANNA, number)
    assert messages.candidates(ANNA, 20, known={23}).numbers == [21, 25, 26, 27]
    assert messages.candidates(ANNA, 30, known=()).numbers == [31, 32, 33]


def test_a_message_whose_button_was_pressed_may_be_the_lost_one() -> None:
    """A press tells how far numbers have come, and takes no message out of the search."""
    messages = SeenMessages()
    messages.saw(ANNA, 20)
    messages.reached(ANNA, 25)
    messages.saw(ANNA, 26)
    assert messages.newest(ANNA) == 26
    assert messages.candidates(ANNA, 20, known=()).numbers == [21, 22, 23, 24, 25, 27, 28, 29]


def test_nothing_is_looked_for_where_nothing_was_seen() -> None:
    """Without a mark any number would do, and an old message would be overwritten."""
    messages = SeenMessages()
    messages.saw(ANNA, 20)
    assert messages.candidates(ANNA, 0, known=()).numbers == []


@given(
    st.lists(st.tuples(st.sampled_from([ANNA, GROUP, SUPERGROUP]), st.integers(1, 60)), max_size=60),
    st.integers(1, 60),
    st.frozensets(st.integers(1, 60)),
)
def test_no_candidate_is_known_and_all_are_newer_than_the_mark(
    seen: list[tuple[int, int]], mark: int, known: frozenset[int]
) -> None:
    """An edit in search of a lost message never strikes a message that is known to be another."""
    messages = SeenMessages()
    for chat_id, number in seen:
        messages.saw(chat_id, number)
    found = messages.candidates(ANNA, mark, known).numbers
    shared = {number for chat_id, number in seen if chat_id != SUPERGROUP}
    assert len(found) <= MOST_CANDIDATES
    assert found == sorted(set(found))
    assert all(number > mark for number in found)
    assert not shared & set(found)
    assert not known & set(found)


def test_a_supergroup_is_searched_to_its_end() -> None:
    """Talk that the bot does not see may stand before a lost message; six empty numbers are the end."""
    messages = SeenMessages()
    messages.saw(SUPERGROUP, 20)
    candidates = messages.candidates(SUPERGROUP, 20, known=())
    assert candidates.numbers[:12] == list(range(21, 33))
    for is_empty in (False, True, True, True, True, True, False, True, True, True, True, True):
        candidates.missed(is_empty=is_empty)
    assert candidates.numbers[0] == 33
    assert candidates.missed(is_empty=True) == 33
    assert candidates.numbers == []


def test_empty_numbers_of_a_private_chat_end_nothing() -> None:
    """There they may be another chat's messages: the lost one may follow."""
    messages = SeenMessages()
    messages.saw(ANNA, 20)
    candidates = messages.candidates(ANNA, 19, known=())
    for left in (2, 1, 0):
        candidates.missed(is_empty=True)
        assert len(candidates.numbers) == left


def test_memory_is_bounded() -> None:
    """A bot that runs for months remembers the latest numbers, and the newest for ever."""
    messages = SeenMessages()
    for number in range(1, 20_000):
        messages.saw(ANNA, number)
    assert not messages.is_known(ANNA, 1)
    assert messages.is_known(ANNA, 19_999)
    assert messages.newest(ANNA) == 19_999


def test_many_lost_in_one_moment_are_looked_for_among_each_other() -> None:
    """After a death in a rush every number that lost messages may have is tried, later ones are not."""
    messages = SeenMessages()
    messages.saw(ANNA, 20)
    messages.doubt(12, newest_mark=20)
    assert messages.candidates(ANNA, 20, known=()).numbers == list(range(21, 36))
    messages.saw(ANNA, 40)
    assert messages.candidates(ANNA, 40, known=()).numbers == [41, 42, 43]
