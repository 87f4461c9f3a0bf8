"""Which versions of an answer people can page through."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation import Answer, Question, Turn, TurnState
from bot.core.events import FinishReason
from bot.core.prompt import is_remembered
from bot.core.versions import Versions, versions_of

ANSWERS = st.builds(
    Answer,
    st.sampled_from(["", " ", "Да."]),
    st.sampled_from(TurnState),
    st.none(),
    st.none(),
    st.sampled_from([None, FinishReason.BLACKLIST]),
)


@given(answers=st.lists(ANSWERS, min_size=1, max_size=6), data=st.data())
def test_the_shown_version_is_always_among_them(answers: list[Answer], data: st.DataObject) -> None:
    """Of the others those with words to read stay, in order, and the arrows lead to the neighbours."""
    turns = [Turn(number, None, Question("?", 1), answer) for number, answer in enumerate(answers, start=1)]
    shown = data.draw(st.sampled_from(turns))
    versions = versions_of(turns, shown.id)
    assert versions.ids == tuple(turn.id for turn in turns if turn is shown or is_remembered(turn))
    assert versions.ids[versions.place] == shown.id
    around = (None, *versions.ids, None)
    assert (versions.before, versions.after) == (around[versions.place], around[versions.place + 2])


def test_an_unknown_archive_leaves_one_version() -> None:
    """Where the versions can't be read, the shown one stands alone."""
    assert versions_of([], 5) == Versions((5,), 0)
