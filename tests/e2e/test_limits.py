"""How much people and groups may ask: refusals, warnings, and who is exempt."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Person
from tests.e2e.conftest import World, finished, growing, offering
from tests.e2e.looking import MOSCOW, WallClock, rows, said_to, wall_clock

# An answer of 400 tokens, as the sandbox counts them.
DEAR = "Дорогой ответ. " + "слово " * 264


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    """Let it be ten to midnight, in the bot's time zone, on a day in the middle of a month."""
    return wall_clock(monkeypatch, datetime(2026, 5, 14, 23, 50, tzinfo=MOSCOW))


@pytest.fixture
def admin(world: World) -> Person:
    """Give one of the bot's admins."""
    person = world.telegram.person("Ольга")
    world.telegram.private(person)
    return person


def asked(world: World) -> int:
    """Return how often GigaChat was asked."""
    return len(world.gigachat.chats)


def spend(world: World, person: Person, tokens: int, day: str = "2026-05-14") -> None:
    """Let a person have spent tokens, as if their answers were stored."""
    rows(
        world,
        "INSERT INTO usage VALUES (?, ?, ?, 'GigaChat-2-Max', 1, 0, ?, 0, ?, 1, 0, 0)",
        day, person.id, person.id, tokens, tokens,
    )  # fmt: skip


def turns(world: World) -> int:
    """Return how many questions stand in the file."""
    return len(rows(world, "SELECT 1 FROM turns"))


@pytest.mark.parametrize(
    ("who", "sentence", "soon"),
    [
        ("anna", "Слишком много вопросов подряд.", "через 59 секунд"),
        ("boris", "Too many questions", "in 59 seconds"),
    ],
    ids=["ru", "en"],
)
async def test_questions_a_minute(
    world: World, clock: WallClock, request: pytest.FixtureRequest, who: str, sentence: str, soon: str
) -> None:
    """One question too many is neither stored nor asked; a minute after the first the next is answered."""
    person: Person = request.getfixturevalue(who)
    await world.start_bot(questions_per_minute=2)
    for text in ("раз", "два"):
        await person.sends(text)
        await asyncio.sleep(0.5)
    await person.sends("три")
    refusal = await person.sees(sentence)
    assert f"{soon}: 23:51 (Europe/Moscow)" in refusal.text
    await asyncio.sleep(30)
    assert (turns(world), asked(world)) == (2, 2)
    await asyncio.sleep(30)
    last = await person.sends("четыре")
    await person.sees(finished("четыре"), after=last)


async def test_buttons_and_edits_count_too(world: World, clock: WallClock, anna: Person) -> None:
    """Once more, go on and a changed question ask GigaChat as a new question does, so they count as one."""
    await world.start_bot(questions_per_minute=1)
    world.gigachat.script("Начало сказки", finish_reason="length")
    question = await anna.sends("Сказку")
    shown = await anna.sees(offering("Продолжить ▸"))
    for label in ("Ещё раз", "Продолжить"):
        pressed = await anna.presses(label, on=shown)
        assert pressed.alert
        assert pressed.text.startswith("Слишком много вопросов подряд. Следующий можно задать через")
    await anna.edits(question, "Былину")
    await anna.sees("Слишком много вопросов подряд.")
    assert (turns(world), asked(world)) == (1, 1)
    await asyncio.sleep(60)
    await anna.presses("Ещё раз", on=shown)
    await asyncio.sleep(10)
    assert (turns(world), asked(world)) == (2, 2)


async def test_tokens_a_day(world: World, clock: WallClock, anna: Person) -> None:
    """What GigaChat counted is compared with the limit, and the refusal tells when the day begins."""
    await world.start_bot(tokens_per_day=1300)
    world.gigachat.script(DEAR)
    for text in ("раз", "/new", "два", "/new"):
        sent = await anna.sends(text)
        await anna.sees(finished("Начинаем" if text == "/new" else "Дорогой ответ."), after=sent)
    ((spent,),) = rows(world, "SELECT sum(total_tokens) FROM usage WHERE asker_id = ?", anna.id)
    assert rows(world, "SELECT sum(total_tokens) FROM turns") == [(spent,)]
    assert isinstance(spent, int)
    assert spent > 800
    await anna.sends("три")
    refusal = await anna.sees("Вопросу с ответом нужно около")
    assert f"до дневного лимита осталось {1300 - spent}." in refusal.text
    assert "лимит откроется через 10 минут: 15.05 00:00 (Europe/Moscow)" in refusal.text
    assert (turns(world), asked(world)) == (2, 2)
    clock.move(timedelta(minutes=10))
    sent = await anna.sends("четыре")
    await anna.sees(finished("Дорогой ответ."), after=sent)


async def test_four_fifths_are_told_once(world: World, clock: WallClock, anna: Person, boris: Person) -> None:
    """The answer that uses up the first 80 % brings one warning, in the asker's language; later ones none."""
    await world.start_bot(tokens_per_day=1500)
    rows(world, "INSERT INTO limits VALUES (?, 0, 0, 900)", boris.id)
    world.gigachat.script(DEAR, times=3)
    world.gigachat.script(DEAR + DEAR)
    for _ in range(3):
        sent = await anna.sends("раз")
        await anna.sees(finished("Дорогой ответ."), after=sent)
        await anna.sends("/new")
    await boris.sends("one")
    await boris.sees(finished("Дорогой ответ."))
    await boris.sees("You have used 89% of the limit for the month: 801 of 900 tokens.")
    await asyncio.sleep(30)
    (warning,) = [each for each in said_to(world, anna) if "80 %" in each.text]
    assert warning.text.startswith("Вы израсходовали уже 80 % дневного лимита: 1\xa0203 из 1\xa0500 токенов.")


async def test_a_limit_used_up_at_once_is_told_with_its_opening(
    world: World, clock: WallClock, anna: Person, boris: Person
) -> None:
    """An answer that uses up all of a limit brings no share of it, but the word when one may ask again."""
    await world.start_bot(tokens_per_day=600)
    world.gigachat.script(DEAR + DEAR)
    for person in (anna, boris):
        await person.sends("раз")
    told = await anna.sees("Ваш дневной лимит исчерпан: израсходовано 801 из 600 токенов.")
    assert "Спросить снова можно через 10 минут: 15.05 00:00 (Europe/Moscow)." in told.text
    await boris.sees("Your limit for the day is used up: 801 of 600 tokens. You can ask again in 10 minutes")
    await anna.sends("слово " * 400)
    refusal = await anna.sees("Ваш дневной лимит исчерпан. Спросить снова можно")
    assert "15.05 00:00" in refusal.text


async def test_whoever_was_refused_is_not_warned_of_that_limit(
    world: World, clock: WallClock, anna: Person
) -> None:
    """After the refusal the answer under way may use up the limit, but nobody hears of it once more."""
    await world.start_bot(tokens_per_day=900)
    spend(world, anna, 300)
    gate = asyncio.Event()
    world.gigachat.script(["Начало. ", Piece(DEAR + DEAR, gate=gate)])
    await anna.sends("раз")
    await anna.sees(growing("Начало."))
    await anna.sends("слово " * 60)
    await anna.sees("а до дневного лимита осталось 600.")
    gate.set()
    await anna.sees(finished("Дорогой ответ."))
    await asyncio.sleep(30)
    assert [each.text for each in said_to(world, anna) if "израсходова" in each.text] == []


async def test_tokens_a_month_and_a_question_that_never_fits(
    world: World, clock: WallClock, anna: Person
) -> None:
    """The month opens with its first day; a question dearer than the whole limit is told so at once."""
    await world.start_bot(tokens_per_month=1000)
    await anna.sends("слово " * 600)
    refusal = await anna.sees("Вопрос с ответом стоит больше, чем весь ваш лимит.")
    assert "/new" not in refusal.text
    spend(world, anna, 1000, "2026-05-02")
    await anna.sends("раз")
    refusal = await anna.sees("Ваш месячный лимит исчерпан.")
    assert "через 18 дней: 01.06 00:00 (Europe/Moscow)" in refusal.text
    assert (turns(world), asked(world)) == (0, 0)


async def test_a_fresh_start_is_advised_only_where_it_helps(
    world: World, clock: WallClock, anna: Person
) -> None:
    """/new is named where the memory alone exceeds the limit, not where the limit is below any question."""
    await world.start_bot(tokens_per_day=1300)
    world.gigachat.script(DEAR)
    await anna.sends("раз")
    await anna.sees(finished("Дорогой ответ."))
    await anna.sends("два " * 400)
    refusal = await anna.sees("Вопрос с памятью разговора стоит больше, чем весь ваш лимит.")
    assert "/new" in refusal.text
    rows(world, "INSERT INTO limits (id, tokens_day) VALUES (?, 500)", anna.id)
    await anna.sends("три")
    refusal = await anna.sees("Вопрос с ответом стоит больше, чем весь ваш лимит.")
    assert "/new" not in refusal.text


async def test_answers_under_way_are_promised(
    world: World, clock: WallClock, anna: Person, boris: Person
) -> None:
    """Questions that are asked at once can't all be paid from the same rest: what is estimated counts."""
    await world.start_bot(tokens_per_day=1200)
    gate = asyncio.Event()
    world.gigachat.script(["Начало. ", Piece("Конец.", gate=gate)])
    await anna.sends("раз")
    await anna.sees(growing("Начало."))
    await anna.sends("два")
    await anna.sends("три")
    await anna.sees("До дневного лимита осталось 1\xa0200 токенов, и они могут понадобиться")
    gate.set()
    await anna.sees(finished("Конец."))
    await asyncio.sleep(30)
    assert (turns(world), asked(world)) == (2, 2)
    sent = await anna.sends("четыре")
    await anna.sees(finished("Конец."), after=sent)


async def test_a_stopped_answer_is_paid_by_estimate(world: World, clock: WallClock, anna: Person) -> None:
    """GigaChat tells nothing of what it cost, yet it is not free."""
    await world.start_bot()
    world.gigachat.script(["Жили-были старик со старухой. ", Piece("Конец.", gate=asyncio.Event())])
    await anna.sends("Сказку")
    shown = await anna.sees(growing("Жили-были"))
    await anna.presses("Стоп", on=shown)
    await anna.sees(finished("■ Остановлено"))
    ((questions, failed, prompt, completion, total, answers),) = rows(
        world, "SELECT questions, failed, prompt_tokens, completion_tokens, total_tokens, answers FROM usage"
    )
    assert (questions, failed, answers) == (1, 0, 1)
    assert (prompt, completion) == (6, 10)
    assert total == 16


async def test_admins_and_exceptions(world: World, clock: WallClock, admin: Person, anna: Person) -> None:
    """Admins have no limits, and an exception goes before the default."""
    await world.start_bot(admins=frozenset({admin.id}), questions_per_minute=1, tokens_per_day=1)
    rows(world, "INSERT INTO limits VALUES (?, 3, 0, 0)", anna.id)
    for person in (admin, anna):
        for text in ("раз", "два", "три"):
            sent = await person.sends(text)
            await person.sees(finished(text), after=sent)
    await anna.sends("четыре")
    await anna.sees("Слишком много вопросов подряд.")


async def test_a_group_has_its_own_limits(
    world: World, clock: WallClock, admin: Person, anna: Person, boris: Person
) -> None:
    """A question in a group counts for both; the group's refusal says so, and elsewhere one may go on."""
    await world.start_bot(group_questions_per_minute=1, admins=frozenset({admin.id}))
    group = world.telegram.group("Дача", members=[anna, boris, admin])
    await anna.sends("@gigachat_bot раз", in_=group)
    await anna.sees(finished("раз"), in_=group)
    await boris.sends("@gigachat_bot two", in_=group)
    refusal = await boris.sees("Too many questions at once in this group.", in_=group)
    assert refusal.reply_to is not None
    await boris.sends("two")
    await boris.sees(finished("two"))
    question = await admin.sends("@gigachat_bot три", in_=group)
    await admin.sees(finished("три"), in_=group, after=question)
    assert rows(world, "SELECT asker_id, chat_id FROM usage ORDER BY chat_id, asker_id") == [
        *sorted((each.id, group.id) for each in (anna, admin)),
        (boris.id, boris.id),
    ]


async def test_a_refused_question_is_refused_once_more_after_a_kill(
    world: World, clock: WallClock, anna: Person
) -> None:
    """What was spent stands in the file: a restart opens no day."""
    await world.start_bot(tokens_per_day=1000)
    world.gigachat.script(DEAR + DEAR)
    await anna.sends("раз")
    await anna.sees(finished("Дорогой ответ."))
    await world.kill_bot()
    await world.start_bot()
    await anna.sends("/new")
    await anna.sends("два")
    await anna.sees("Вопросу с ответом нужно около")
    spend(world, anna, 1000)
    await anna.sends("три")
    await anna.sees("Ваш дневной лимит исчерпан.")
    assert asked(world) == 1
