"""/privacy, /export, /forget, and what is erased because it is old."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.accounts.retention import retain
from bot.core.conversation import Answer, ConversationKey, Question, TurnState
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Fault, Message, Person
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.privacy import Privacy
from tests.e2e.conftest import World, finished, growing
from tests.e2e.looking import MOSCOW, rows, said_to, wall_clock


def document(world: World, message: Message) -> tuple[str, str]:
    """Return the name and the text of a file that was sent."""
    assert message.media is not None
    told = message.media["document"]
    return told["file_name"], world.telegram.files.find(told["file_id"]).content.decode()


async def documents(world: World, person: Person) -> dict[str, str]:
    """Wait for the two files of an export and return their texts by name."""
    await person.sees(lambda message: message.media is not None and _is_json(message), timeout=60)
    sent = [each for each in said_to(world, person) if each.media is not None]
    return dict(document(world, each) for each in sent)


def _is_json(message: Message) -> bool:
    return message.media is not None and message.media["document"]["file_name"].endswith(".json")


def traces(world: World, word: str) -> list[str]:
    """Return the tables that hold a word anywhere."""
    names = [str(name) for (name,) in rows(world, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [name for name in names if word in str(rows(world, f"SELECT * FROM {name}"))]  # noqa: S608 - our own names


@pytest.mark.parametrize(
    ("who", "words", "kept"),
    [
        ("anna", "обрабатывает Сбер", "Хранится всё, пока вы не сотрёте."),
        ("boris", "which Sber runs", "Everything is kept until you erase it."),
    ],
    ids=["ru", "en"],
)
async def test_what_is_stored_is_told(
    world: World, request: pytest.FixtureRequest, who: str, words: str, kept: str
) -> None:
    """Anybody reads where their words go and how long they stay, with their id."""
    person: Person = request.getfixturevalue(who)
    await world.start_bot()
    await person.sends("/privacy")
    told = await person.sees(words)
    assert kept in told.text
    assert str(person.id) in told.text
    await world.restart_bot(retention_days=30)
    sent = await person.sends("/privacy")
    assert "30" in (await person.sees(words, after=sent)).text


async def test_an_export_is_complete(bot: World, anna: Person) -> None:
    """Both files hold every question and answer, versions and what was asked in groups included."""
    group = bot.telegram.group("Дача", members=[anna])
    bot.gigachat.script("Ответ первый.", times=1)
    bot.gigachat.script("Ответ второй.", times=1)
    bot.gigachat.script("Ответ третий.")
    await anna.sends("Вопрос личный")
    shown = await anna.sees(finished("Ответ первый."))
    await anna.presses("Ещё раз", on=shown)
    await anna.sees(finished("Ответ второй."))
    await anna.sends("@gigachat_bot вопрос дачный", in_=group)
    await anna.sees(finished("Ответ третий."), in_=group)
    await anna.sends("/export")
    files = await documents(bot, anna)
    assert set(files) == {"conversations.md", "conversations.json"}
    for word in ("Вопрос личный", "Ответ первый.", "Ответ второй.", "вопрос дачный", "Ответ третий."):
        assert all(word in text for text in files.values())
    records = json.loads(files["conversations.json"])["records"]
    told = [record["turn"]["answer"]["text"] for record in records if "turn" in record]
    assert told == ["Ответ первый.", "Ответ второй.", "Ответ третий."]
    head, personal, *_ = files["conversations.md"].split("\n\n")
    assert (head, personal) == ("Время указано по часовому поясу Europe/Moscow.", "# Личный чат")
    asked = [line for line in files["conversations.md"].splitlines() if line.startswith("## ")]
    assert [line.endswith(" (ещё раз)") for line in asked] == [False, True, False]


async def test_a_groups_export_goes_to_its_creator_in_private(
    bot: World, anna: Person, boris: Person
) -> None:
    """Nobody else takes it, and where the creator can't be written to the group is told how to mend that."""
    owner = bot.telegram.person("Глеб")
    group = bot.telegram.supergroup("Дача", owner=owner, admins=[anna], members=[boris])
    await boris.sends("@gigachat_bot secret of the house", in_=group)
    await boris.sees(finished("secret of the house"), in_=group)
    for person, words in ((anna, "В группе это может только её создатель"), (boris, "only its creator")):
        await person.sends("/export@gigachat_bot", in_=group)
        await person.sees(words, in_=group)
    await owner.sends("/export@gigachat_bot", in_=group)
    await owner.sees("Откройте личный чат со мной", in_=group)
    bot.telegram.private(owner)
    await owner.sends("/export@gigachat_bot", in_=group)
    files = await documents(bot, owner)
    assert all("secret of the house" in text for text in files.values())
    assert bot.telegram.calls_of("sendDocument", group) == []


async def test_without_conversations_no_files_come(bot: World, anna: Person, boris: Person) -> None:
    """Where nothing was said one sentence says so; a character of one's own is worth a file already."""
    group = bot.telegram.supergroup("Дача", owner=anna, members=[boris])
    for chat in (None, group):
        sent = await anna.sends("/export@gigachat_bot", in_=chat)
        await anna.sees("Пока нечего забирать: сохранённых разговоров нет.", in_=chat, after=sent)
    await boris.sends("/system You are a poet")
    await boris.sees("Noted")
    await boris.sends("/export")
    assert "You are a poet" in (await documents(bot, boris))["conversations.md"]
    assert [each for each in said_to(bot, anna) if each.media is not None or "Собираю" in each.text] == []


async def test_files_that_cannot_be_sent_are_told_of(bot: World, anna: Person) -> None:
    """An export that Telegram refuses ends with a word, not with silence."""
    await anna.sends("Вопрос")
    await anna.sees(finished("Вопрос"))
    bot.telegram.faults.add(Fault("sendDocument", "400:file must be non-empty"))
    await anna.sends("/export")
    await anna.sees("Файлы отправить не удалось. Попробуйте позже")


async def test_forgetting_asks_first(bot: World, anna: Person) -> None:
    """Keep it keeps everything."""
    await anna.sends("Вопрос с тайной")
    await anna.sees(finished("Вопрос с тайной"))
    await anna.sends("/forget")
    asked = await anna.sees("Стереть все ваши разговоры со мной")
    await anna.presses("Оставить", on=asked)
    await anna.sees("Ничего не стёрто.")
    assert traces(bot, "Вопрос с тайной") == ["turns"]


async def test_forgetting_leaves_no_trace(bot: World, anna: Person, boris: Person) -> None:
    """What grows is stopped, all of it is gone from every table, and the talk goes on as a stranger's."""
    group = bot.telegram.group("Дача", members=[anna, boris])
    await anna.sends("@gigachat_bot тайна на даче", in_=group)
    await anna.sees(finished("тайна на даче"), in_=group)
    bot.gigachat.script(["Начало тайны. ", Piece("Конец.", gate=asyncio.Event())], times=1)
    await anna.sends("Личная тайна")
    await anna.sees(growing("Начало тайны."))
    await anna.sends("И ещё тайна")
    await anna.sends("/forget")
    asked = await anna.sees("Стереть все ваши разговоры со мной")
    assert "Доступ" not in asked.text
    await anna.presses("Стереть всё", on=asked)
    done = await anna.sees("Стёрто: 3 вопроса с ответами и 1 разговор. Сообщения в самом чате тоже остались")
    assert "Лимиты" not in done.text
    assert bot.gigachat.chats[-1].aborted
    await asyncio.sleep(30)
    assert traces(bot, "тайн") == []
    assert traces(bot, "Анна") == []
    assert rows(bot, "SELECT DISTINCT asker_id FROM usage") == [(0,)]
    sent = await anna.sends("Здравствуй снова")
    await anna.sees(finished("Здравствуй снова"), after=sent)
    assert [message["content"] for message in bot.prompts()[-1]] == ["Здравствуй снова"]
    assert rows(bot, "SELECT first_name FROM users WHERE id = ?", anna.id) == [("Анна",)]


async def test_forgetting_opens_no_new_day(world: World, anna: Person) -> None:
    """Whoever erased themselves has not got their tokens back."""
    await world.start_bot(tokens_per_day=1000)
    world.gigachat.script("слово " * 400)
    await anna.sends("раз")
    await anna.sees(finished("слово"))
    await anna.sends("/forget")
    await anna.presses("Стереть всё", on=await anna.sees("Стереть все ваши разговоры со мной"))
    await anna.sees("Стёрто")
    await anna.sends("два")
    await anna.sees("до дневного лимита осталось 399")
    await anna.sends("/usage")
    shown = await anna.sees("Ваш расход")
    assert "токенов 601 из 1\xa0000\nЗа месяц: вопросов 0, токенов 601" in shown.text


async def test_forgetting_lifts_no_limit(world: World, anna: Person) -> None:
    """What an admin decided of somebody stays, and both words say so: the question and the last one."""
    await world.start_bot()
    rows(world, "INSERT INTO limits VALUES (?, 1, 0, 0)", anna.id)
    await anna.sends("/forget")
    asked = await anna.sees("Лимиты, которые вам поставил администратор бота, останутся.")
    await anna.presses("Стереть всё", on=asked)
    await anna.sees("Лимиты, которые поставил администратор бота, остались.")
    await anna.sends("раз")
    await anna.sees(finished("раз"))
    await anna.sends("два")
    await anna.sees("Слишком много вопросов подряд.")


async def test_whoever_was_let_in_is_told_what_they_lose(world: World, anna: Person) -> None:
    """Where access is not open, forgetting takes it along; that is said before, and so it is."""
    await world.start_bot(access="list")
    rows(world, "INSERT INTO access (id, standing, changed_at) VALUES (?, 'allowed', 1)", anna.id)
    await anna.sends("/forget")
    asked = await anna.sees("Доступ к боту тоже сотрётся")
    await anna.presses("Стереть всё", on=asked)
    await anna.sees("вопросов и ответов здесь больше нет")
    await anna.sends("Привет")
    await anna.sees("отвечает не всем")


async def test_a_group_is_forgotten_by_its_creator_alone(bot: World, anna: Person, boris: Person) -> None:
    """An admin and a member are refused, by command and by button; what was said elsewhere stays."""
    group = bot.telegram.supergroup("Дача", owner=anna, admins=[boris])
    for chat, text in ((group, "@gigachat_bot house secret"), (None, "private secret")):
        sent = await boris.sends(text, in_=chat)
        await boris.sees(finished("secret"), in_=chat, after=sent)
    await boris.sends("/forget@gigachat_bot", in_=group)
    await boris.sees("only its creator", in_=group)
    await anna.sends("/forget@gigachat_bot", in_=group)
    asked = await anna.sees("Стереть всё, что было сказано мне в этой группе?", in_=group)
    refused = await boris.presses("Стереть всё", on=asked)
    assert (refused.text, refused.alert) == ("Only the group's creator can do this.", True)
    await anna.presses("Стереть всё", on=asked)
    await anna.sees("Стёрто: 1 вопрос с ответом и 1 разговор.", in_=group)
    await asyncio.sleep(10)
    assert traces(bot, "house secret") == []
    assert traces(bot, "private secret") == ["turns"]


async def test_old_conversations_are_erased_at_start(
    world: World, monkeypatch: pytest.MonkeyPatch, anna: Person
) -> None:
    """With RETENTION_DAYS a start erases what is older and leaves the rest, and the talk goes on."""
    clock = wall_clock(monkeypatch, datetime(2026, 5, 1, 12, tzinfo=MOSCOW))
    await world.start_bot(retention_days=7)
    world.gigachat.script("Ответ.")
    for text in ("старое", "новое"):
        sent = await anna.sends(text)
        await anna.sees(finished("Ответ."), after=sent)
        clock.move(timedelta(days=5))
    await world.restart_bot()
    await asyncio.sleep(1)
    assert (traces(world, "старое"), traces(world, "новое")) == ([], ["turns"])
    sent = await anna.sends("и снова")
    await anna.sees(finished("Ответ."), after=sent)


async def test_old_conversations_are_erased_daily(tmp_path: Path) -> None:
    """A bot that runs for weeks erases what grows too old meanwhile, and says so to those who remember it."""
    loop = asyncio.get_running_loop()
    database = await Database.open(tmp_path / "bot.sqlite3")
    conversations = Conversations(database)
    told: list[float] = []
    question = Question("старое", asker_id=1)
    turn = await conversations.begin_turn(ConversationKey(1), question, question_message=None, now=0.0)
    await conversations.finish_turn(turn.id, Answer("!", TurnState.COMPLETE), 1.0)
    await conversations.shown(turn.id)
    retaining = asyncio.create_task(retain(Privacy(database), 7, loop.time, lambda: told.append(loop.time())))
    for days, left in ((6.5, 1), (2.0, 0)):
        await asyncio.sleep(timedelta(days=days).total_seconds())
        assert len(await database.rows("SELECT * FROM turns")) == left
    assert len(told) == 9
    retaining.cancel()
    await asyncio.wait([retaining])
    await database.close()
