"""GigaChat fails in every way that it knows, and people read one plain sentence with a next step."""

import asyncio
import ssl

import pytest
import trustme

from bot.locales import words_in
from bot.sandbox.gigachat import Fault, GigaChatDouble, Piece
from bot.sandbox.telegram import Message, Person
from tests.e2e.conftest import BOTH_DELIVERIES, World, finished

pytestmark = BOTH_DELIVERIES

# What GigaChat does, the key of what people read, and whether the same question may succeed later.
REFUSALS = [
    pytest.param(Fault("status", "oauth", status=401, times=None), "error-key", True, id="401 key"),
    pytest.param(Fault("status", "oauth", status=400, times=None), "error-key", True, id="400 scope"),
    pytest.param(Fault("status", status=401, times=None), "error-key", True, id="401 token"),
    pytest.param(Fault("status", status=400), "error-request", False, id="400"),
    pytest.param(Fault("status", status=402), "error-quota", True, id="402"),
    pytest.param(Fault("status", status=403), "error-access", True, id="403"),
    pytest.param(Fault("status", status=404), "error-model", True, id="404"),
    pytest.param(Fault("status", status=413), "error-too-long", False, id="413"),
    pytest.param(Fault("status", status=422), "error-too-long", False, id="422 too long"),
    pytest.param(
        Fault("status", status=422, message="Invalid params: top_p"), "error-request", False, id="422"
    ),
    pytest.param(Fault("status", status=429, times=None), "error-busy", True, id="429"),
    pytest.param(Fault("status", "oauth", status=429, times=None), "error-busy", True, id="429 key"),
    pytest.param(Fault("status", status=500, times=None), "error-provider", True, id="500"),
    pytest.param(Fault("html", status=502, times=None), "error-provider", True, id="502 HTML"),
    pytest.param(Fault("html", "oauth", status=502, times=None), "error-provider", True, id="502 HTML key"),
    pytest.param(Fault("json_200", status=500, times=None), "error-provider", True, id="an error with 200"),
    pytest.param(Fault("bad_json"), "error-provider", True, id="no stream"),
    pytest.param(Fault("hang", times=None), "error-provider", True, id="silence"),
    pytest.param(Fault("hang", at=0, times=None), "error-provider", True, id="silence after the headers"),
    pytest.param(Fault("reset", times=None), "error-provider", True, id="reset"),
    pytest.param(Fault("drop", times=None), "error-provider", True, id="drop"),
    pytest.param(Fault("cut", at=0, times=None), "error-provider", True, id="cut before a word"),
]
MACHINE_WORDS = frozenset({"{", "}", "<html", "Traceback", "Error", "http"})


def said_by_bot(world: World, person: Person) -> list[Message]:
    """Return what the bot has said to a person."""
    return [m for m in world.telegram.chat_history(person.chat) if m.sender is world.telegram.bot]


def look_plain(message: Message) -> bool:
    """Tell whether a text is for people: one line, and nothing of a machine's."""
    return "\n" not in message.text and not any(sign in message.text for sign in MACHINE_WORDS)


@pytest.mark.parametrize(("fault", "key", "may_retry"), REFUSALS)
async def test_a_refusal_is_one_plain_sentence(
    bot: World, anna: Person, boris: Person, fault: Fault, key: str, may_retry: bool
) -> None:
    """What fails before the first word is one sentence in one's language; then all goes on."""
    for person, language in ((anna, "ru"), (boris, "en")):
        words = words_in(language)
        bot.gigachat.revoke_tokens()
        bot.gigachat.faults.add(fault)
        await person.sends("Вопрос")
        message = await person.sees(words(key), timeout=400)
        assert look_plain(message)
        assert bool(message.labels) is may_retry
        assert said_by_bot(bot, person) == [message]

        bot.gigachat.faults.clear()
        bot.gigachat.script("Теперь получилось.", match="Вопрос")
        await (person.presses(words("button-retry"), on=message) if may_retry else person.sends("Вопрос"))
        await person.sees(finished("Теперь получилось."))
        assert [m["content"] for m in bot.prompts()[-1]] == ["Вопрос"]
        assert bot.gigachat.slots.busy == 0


@pytest.mark.parametrize("kind", ["cut", "reset", "drop", "bad_json", "html", "status", "hang"])
async def test_an_answer_that_breaks_off_keeps_its_text(bot: World, anna: Person, kind: str) -> None:
    """What had come stays, marked as incomplete, with Retry and Continue; what follows builds on it."""
    bot.gigachat.faults.add(Fault(kind, at=2))  # type: ignore[arg-type]
    bot.gigachat.script(["Вот начало ответа, ", "вот его середина, ", "и конец."], piece_delay=0.4)
    await anna.sends("Вопрос")
    message = await anna.sees(finished("неполный"), timeout=200)
    assert message.text == "Вот начало ответа, вот его середина,\n\n" + words_in("ru")("error-cut")
    assert message.labels == ["↻ Ещё раз", "Продолжить ▸"]
    assert len(bot.gigachat.chats) == 1, "text that was shown must not be asked for again"
    bot.gigachat.script("Дальше.", match="дальше")
    await anna.sends("дальше")
    await anna.sees(finished("Дальше."))
    assert bot.prompts()[-1][1]["content"] == "Вот начало ответа, вот его середина, "


async def test_a_blacklisted_pair_does_not_enter_the_next_prompt(bot: World, anna: Person) -> None:
    """The filter's polite words are marked, and neither they nor the question poison what follows."""
    bot.gigachat.script("Не люблю менять тему разговора.", match="плохое", finish_reason="blacklist")
    bot.gigachat.script("Хорошее.", match="хорошее")
    await anna.sends("плохое")
    message = await anna.sees(words_in("ru")("error-blacklist"))
    assert message.labels == []
    await anna.sends("хорошее")
    await anna.sees(finished("Хорошее."))
    assert [m["content"] for m in bot.prompts()[-1]] == ["хорошее"]


async def test_an_answer_at_its_limit_says_how_to_go_on(bot: World, anna: Person) -> None:
    """An answer cut by its length limit says so; going on continues the conversation."""
    bot.gigachat.script("Начало длинного ответа", match="Вопрос", finish_reason="length")
    bot.gigachat.script("и его конец.", match="Дальше")
    await anna.sends("Вопрос")
    message = await anna.sees(finished("предел длины"))
    assert message.text == "Начало длинного ответа\n\n" + words_in("ru")("note-length")
    assert message.labels == ["↻ Ещё раз", "Продолжить ▸"]
    await anna.sends("Дальше")
    await anna.sees(finished("и его конец."))
    assert [m["content"] for m in bot.prompts()[-1]] == ["Вопрос", "Начало длинного ответа", "Дальше"]


@pytest.mark.parametrize("nothing", ["", "<", " \n "])
async def test_an_empty_answer_is_said_to_be_empty(bot: World, anna: Person, nothing: str) -> None:
    """An answer without a word (GigaChat-3 knows a lone "<") is one sentence with Retry, not remembered."""
    bot.gigachat.script([Piece(nothing)], match="Вопрос", times=1)
    bot.gigachat.script("Слово.", match="Вопрос")
    await anna.sends("Вопрос")
    message = await anna.sees(finished(words_in("ru")("error-empty")))
    assert look_plain(message)
    await anna.presses("Ещё раз", on=message)
    await anna.sees(finished("Слово."))
    assert [m["content"] for m in bot.prompts()[-1]] == ["Вопрос"]


async def test_a_history_too_long_for_the_model_is_trimmed(world: World, anna: Person) -> None:
    """Where the model refuses a prompt's length, older turns are left out and the question is answered."""
    await world.start_bot(context_tokens=100_000)
    world.gigachat.script("Ответ. " * 300, match="рассказ")
    for number in range(4):
        await anna.sends(f"рассказ {number}")
        await asyncio.sleep(30)
    world.gigachat.completions.contexts["GigaChat-2"] = 700
    world.gigachat.script("Коротко.", match="итог")
    await anna.sends("итог")
    await anna.sees(finished("Коротко."))
    assert [len(prompt) for prompt in world.prompts()[-2:]] != [9, 9]
    assert world.prompts()[-1][-1]["content"] == "итог"
    assert len(world.prompts()[-1]) < 9


async def test_a_certificate_that_does_not_verify_is_said(world: World, anna: Person) -> None:
    """A GigaChat whose certificate nobody vouches for is not talked to, and the owner is to be told."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    impostor = GigaChatDouble(ssl_context=context)
    await impostor.start()
    try:
        await world.start_bot(gigachat_base_url=impostor.base_url, gigachat_auth_url=impostor.auth_url)
        await anna.sends("Вопрос")
        message = await anna.sees(words_in("ru")("error-certificate"))
        assert message.labels == ["↻ Ещё раз"], "once the owner has mended it, the same question works"
        assert impostor.requests == []
    finally:
        await world.stop_bot()
        await impostor.stop()
