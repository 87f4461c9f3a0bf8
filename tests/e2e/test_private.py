"""A person talks to the bot in private."""

from bot.sandbox.gigachat import Scenario
from bot.sandbox.telegram import Person
from tests.e2e.conftest import BOTH_DELIVERIES, World, finished

pytestmark = BOTH_DELIVERIES


async def test_a_question_is_answered_in_one_growing_message(bot: World, anna: Person) -> None:
    """The first words appear at once, the message grows by edits, and its end is the exact answer."""
    scenario = Scenario.words(60, 6.0)
    bot.gigachat.script(scenario)
    await anna.sends("Расскажи что-нибудь")
    answer = await anna.sees(finished(scenario.text), timeout=30)
    assert answer.text == scenario.text
    assert len(answer.history) >= 4
    assert bot.telegram.floods == []
