"""What the sandbox makes of the bot's own words in a prompt: pleas to go on, names, quotes, notes."""

import pytest

from bot.core.conversation import Answer, Question, Quote, Turn, TurnState
from bot.core.prompt import assemble
from bot.locales import words_in
from bot.sandbox.gigachat.built_in_answers import answer_to
from bot.sandbox.gigachat.understanding import understood
from bot.sandbox.gigachat.validation import Ask
from tests.contract.sandbox_gigachat.conftest import Client

GO_ON = {language: words_in(language)("continue-instruction") for language in ("ru", "en")}
QUESTIONS = {"ru": "Расскажи длинно", "en": "Tell me a long story"}
NO_LIMIT = 10**9


def prompt(*said: tuple[str, str], asks: str, speaker: str | None = None, quote: Quote | None = None) -> Ask:
    """Build the request that the bot sends after these pairs of question and answer."""
    turns = [
        Turn(number, None, Question(question, 1, speaker), Answer(answer, TurnState.CUT))
        for number, (question, answer) in enumerate(said)
    ]
    messages = assemble(None, turns, Question(asks, 1, speaker, quote), NO_LIMIT)
    return Ask("GigaChat-2", tuple((message.role.value, message.content) for message in messages))


@pytest.mark.parametrize("speaker", [None, "Вера 🌸"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_long_answer_goes_on_from_where_it_broke_off(language: str, speaker: str | None) -> None:
    """In both languages, alone and in a group, what is left of the answer follows, a second time too."""
    question, go_on = QUESTIONS[language], GO_ON[language]
    whole = answer_to(prompt(asks=question)).text
    first, second = whole[:1001], whole[1001:2002]
    rest = answer_to(prompt((question, first), asks=go_on, speaker=speaker))
    assert rest.text == whole[1001:]
    assert rest.pieces[0].delay > rest.pieces[1].delay > 0
    ends = answer_to(prompt((question, first), (go_on, second), asks=go_on, speaker=speaker))
    assert ends.text == whole[2002:]


def test_a_seam_inside_code_is_found() -> None:
    """White space lost at the seam, or a code block opened anew behind it, does not lose the place."""
    whole = answer_to(prompt(asks="Напиши код")).text
    cut = whole.index("\n", whole.index("```python") + 60)
    later = whole.index("\n", cut + 50) + 1
    again = f"```python\n{whole[cut:later]}"
    asked = ("Напиши код", whole[:cut])
    assert answer_to(prompt(("Напиши код", whole[:cut] + " \n"), asks=GO_ON["ru"])).text == whole[cut:]
    assert (
        answer_to(prompt(asked, (GO_ON["ru"], again), asks=GO_ON["ru"])).text.strip() == whole[later:].strip()
    )


@pytest.mark.parametrize(
    "begun", [answer_to(prompt(asks="длинно")).text, "Это сказал не я, а кто-то другой."]
)
def test_where_nothing_is_left_the_sandbox_says_so(begun: str) -> None:
    """An answer that is complete, or that the sandbox does not know, gets one sentence and no greeting."""
    assert answer_to(prompt(("длинно", begun), asks=GO_ON["ru"])).text.startswith("Продолжать нечего")


async def test_pleas_to_go_on_are_no_questions(client: Client) -> None:
    """What the person asked before is remembered, the bot's instruction is not."""
    asked = prompt(("Расскажи длинно", "# Как"), (GO_ON["ru"], " устроен чай"), asks="Спасибо")
    messages = [{"role": role, "content": content} for role, content in asked.messages]
    _, body = await client.chat(messages=messages)
    answer = body["choices"][0]["message"]["content"]
    assert "Раньше вы спрашивали: «Расскажи длинно»." in answer
    assert "оборвался" not in answer


def test_in_a_group_the_greeting_shows_what_was_said_and_no_more() -> None:
    """Neither note about speakers nor name nor quote of a reply is recited or chooses the answer."""
    quote = Quote("GigaChat", "Напишите *код*\n\nили *длинно*")
    answer = answer_to(prompt(("И вам", "Спасибо"), asks="Привет", speaker="Вера", quote=quote)).text
    assert "Вы написали: «Привет»." in answer
    assert "Раньше вы спрашивали: «И вам»." in answer
    assert not any(word in answer for word in ("роль", "Several", "Вера", "\\>"))
    english = answer_to(prompt(asks="hello", speaker="Вера", quote=quote)).text
    assert "You wrote: “hello”." in english


def test_what_only_looks_like_the_bots_words_stays() -> None:
    """In private a colon is no speaker's; a message that is all quote and one's own role are kept."""
    messages = [
        ("system", "Ты — поэт\n\nПиши кратко"),
        ("user", "Вопрос: где мы?"),
        ("user", "> цитата\n> вторая"),
        ("user", GO_ON["ru"]),
    ]
    assert understood(messages) == messages
