"""What is sent to GigaChat: system message, remembered turns, question, within the budget."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import estimate_tokens
from bot.core.conversation import Answer, Question, Quote, Turn, TurnState
from bot.core.events import FinishReason
from bot.core.prompt import SPEAKERS_HINT, Message, Role, assemble

ASKED = Question("Как дела?", asker_id=1)
NO_LIMIT = 10**9


def turn(number: int, answer: str = "ответ", state: TurnState = TurnState.COMPLETE, **more: object) -> Turn:
    """Return a turn whose question names its number."""
    reason = more.get("finish_reason")
    return Turn(
        id=number,
        parent_id=number - 1 or None,
        question=Question(f"вопрос {number}", asker_id=1),
        answer=Answer(
            answer, state, finish_reason=reason if isinstance(reason, FinishReason) else FinishReason.STOP
        ),
    )


def contents(messages: tuple[Message, ...]) -> list[tuple[str, str]]:
    """Return messages as (role, content)."""
    return [(message.role.value, message.content) for message in messages]


def test_a_prompt_is_system_history_question() -> None:
    """The system prompt comes first, then the turns as they were, then the question."""
    messages = assemble("Ты — поэт", [turn(1), turn(2)], ASKED, NO_LIMIT)
    assert contents(messages) == [
        ("system", "Ты — поэт"),
        ("user", "вопрос 1"), ("assistant", "ответ"),
        ("user", "вопрос 2"), ("assistant", "ответ"),
        ("user", "Как дела?"),
    ]  # fmt: skip


def test_without_a_system_prompt_there_is_no_system_message() -> None:
    """GigaChat refuses empty content, so an unset or empty prompt makes no message."""
    for nothing in (None, ""):
        assert contents(assemble(nothing, [], ASKED, NO_LIMIT)) == [("user", "Как дела?")]


def test_where_several_talk_the_model_learns_who_speaks() -> None:
    """A speaker's name stands before their words, and one system message explains it beside the prompt."""
    question = Question("Кто прав?", asker_id=1, speaker="Анна", quote=Quote("Борис", "Земля\nкруглая"))
    messages = assemble("Ты — судья", [], question, NO_LIMIT)
    assert contents(messages) == [
        ("system", f"Ты — судья\n\n{SPEAKERS_HINT}"),
        ("user", "> Борис:\n> Земля\n> круглая\n\nАнна: Кто прав?"),
    ]


def test_what_nobody_read_is_not_remembered() -> None:
    """Failed, pending, empty and blacklisted turns stay out; stopped and cut ones were read and stay."""
    turns = [
        turn(1, state=TurnState.FAILED),
        turn(2, state=TurnState.PENDING),
        turn(3, answer="  \n"),
        turn(4, finish_reason=FinishReason.BLACKLIST),
        turn(5, state=TurnState.STOPPED),
        turn(6, state=TurnState.CUT),
        turn(7, finish_reason=FinishReason.LENGTH),
    ]
    asked = [content for role, content in contents(assemble(None, turns, ASKED, NO_LIMIT)) if role == "user"]
    assert asked == ["вопрос 5", "вопрос 6", "вопрос 7", "Как дела?"]


lengths = st.lists(st.integers(1, 400), max_size=12)


@given(lengths, st.integers(0, 1200), st.one_of(st.none(), st.text(max_size=200)))
def test_the_newest_turns_that_fit_are_kept(sizes: list[int], budget: int, system: str | None) -> None:
    """Whole turns only, none older than the first that did not fit, and not one fewer than fit."""
    turns = [turn(number, answer="я" * size) for number, size in enumerate(sizes, start=1)]
    messages = assemble(system, turns, ASKED, budget)
    fixed = [message for message in messages if message.role is Role.SYSTEM] + [messages[-1]]
    history = messages[len(fixed) - 1 : -1]
    kept = len(history) // 2
    assert [m.content for m in history] == [
        content
        for one in turns[len(turns) - kept :]
        for content in (one.question.text, one.answer.text)
    ]  # fmt: skip

    def cost(of: int) -> int:
        pairs = [c for one in turns[len(turns) - of :] for c in (one.question.text, one.answer.text)]
        return sum(map(estimate_tokens, [*(m.content for m in fixed), *pairs]))

    assert kept == 0 or cost(kept) <= budget
    assert kept == len(turns) or cost(kept + 1) > budget


@given(lengths, st.integers(0, 1200))
def test_question_and_system_prompt_always_go(sizes: list[int], budget: int) -> None:
    """However small the budget, the question is asked, and in the given character."""
    turns = [turn(number, answer="я" * size) for number, size in enumerate(sizes, start=1)]
    messages = assemble("Ты — поэт", turns, ASKED, budget)
    assert messages[0] == Message(Role.SYSTEM, "Ты — поэт")
    assert messages[-1] == Message(Role.USER, "Как дела?")
    assert [m.role for m in messages[1:]] == [Role.USER, Role.ASSISTANT] * (len(messages) // 2 - 1) + [
        Role.USER
    ]
