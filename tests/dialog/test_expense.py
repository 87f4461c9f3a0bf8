"""What is counted of an answer when GigaChat does not say what it cost."""

from datetime import date

from bot.core.conversation import ConversationKey, TurnState
from bot.core.ending import Ending
from bot.core.errors import ProviderUnavailableError, StreamCutError
from bot.core.events import Usage
from bot.core.prompt import Message, Prompt, Role
from bot.dialog.expense import Expense

PROMPT = Prompt("GigaChat-2-Pro", (Message(Role.USER, "x" * 30),))  # 14 tokens by estimate
DAY = date(2026, 5, 14)
KEY = ConversationKey(1)


def cost(expense: Expense, ending: Ending) -> Usage | None:
    """Return the tokens that are counted."""
    return expense.answered(ending, KEY, 1, DAY).usage


def test_what_gigachat_tells_goes_before_an_estimate() -> None:
    """The finish of a stream says what it cost, and times count from the question on."""
    expense = Expense(100.0, "GigaChat-2")
    expense.called(103.0)
    expense.asks(PROMPT)
    expense.hears("Да", 105.0)
    expense.hears("!", 109.0)
    answered = expense.answered(Ending(TurnState.COMPLETE, usage=Usage(5, 6, 11)), KEY, 1, DAY)
    assert answered.usage == Usage(5, 6, 11)
    assert (answered.model, answered.waited, answered.first_text) == ("GigaChat-2-Pro", 3.0, 5.0)


def test_a_cut_or_stopped_answer_is_estimated() -> None:
    """The prompt and the text that came are paid, though nobody said so."""
    for ending in (Ending(TurnState.STOPPED), Ending(TurnState.CUT, error=StreamCutError("cut"))):
        expense = Expense(0.0, "GigaChat-2")
        expense.asks(PROMPT)
        expense.hears("шесть!", 1.0)
        assert cost(expense, ending) == Usage(14, 2, 16)


def test_nothing_is_paid_for_nothing() -> None:
    """What never left the line, was refused as too long, or failed before its first word costs no token."""
    waiting, refused, failed = (Expense(0.0, "GigaChat-2") for _ in range(3))
    assert cost(waiting, Ending(TurnState.STOPPED)) is None
    refused.asks(PROMPT)
    refused.refused()
    assert cost(refused, Ending(TurnState.STOPPED)) is None
    failed.asks(PROMPT)
    assert cost(failed, Ending(TurnState.FAILED, error=ProviderUnavailableError("500"))) is None
    assert waiting.answered(Ending(TurnState.STOPPED), KEY, 1, DAY).model == "GigaChat-2"


def test_a_request_dropped_for_an_edited_question_is_paid_too() -> None:
    """GigaChat had begun: its part is added to the cost of the answer that took its place."""
    expense = Expense(0.0, "GigaChat-2")
    expense.asks(PROMPT)
    expense.hears("abc", 1.0)
    expense.asks(PROMPT)
    assert cost(expense, Ending(TurnState.COMPLETE, usage=Usage(5, 6, 11))) == Usage(19, 7, 26)
