"""Who may talk: strangers, admins, invitations, groups and bans."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.core.access import Standing
from bot.log import set_up_logging
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Message, Person
from tests.e2e.conftest import World, finished, growing
from tests.e2e.looking import MOSCOW, rows, said_to, wall_clock
from tests.logging_kept import logging_kept

REQUEST = re.compile("просит доступа|добавляет бота|Меня добавили")


@pytest.fixture
def admin(world: World) -> Person:
    """Give one of the bot's admins, who speaks Russian."""
    person = world.telegram.person("Ольга", username="olga")
    world.telegram.private(person)
    return person


@pytest.fixture
def second(world: World) -> Person:
    """Give another admin."""
    person = world.telegram.person("Пётр")
    world.telegram.private(person)
    return person


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """Put logging back as it was after a test that sets it up."""
    with logging_kept():
        yield


async def closed(world: World, *admins: Person, access: str = "list", **settings: object) -> None:
    """Start a bot that is not open to everybody."""
    await world.start_bot(admins=frozenset(each.id for each in admins), access=access, **settings)


async def requests(world: World, admin: Person) -> list[Message]:
    """Return the requests that an admin was sent, once there was time for more of them."""
    await asyncio.sleep(10)
    return [each for each in said_to(world, admin) if REQUEST.search(each.text)]


async def page_of(admin: Person, name: str) -> Message:
    """Open somebody's page in /admin and return the message that shows it."""
    page = await admin.sees("Сегодня", after=await admin.sends("/admin"))
    for label, then in (("Люди", "Найти"), (name, "Лимиты")):
        await admin.presses(label, on=page)
        await admin.sees(lambda message, then=then: message is page and then in message.labels)  # type: ignore[misc]
    return page


async def ban(world: World, each: int, by: Person) -> None:
    """Ban a person or a group as an admin of the running bot does."""
    assert world.app is not None
    decisions = world.app.permissions.decisions(world.app.runs)
    await decisions.decide(each, Standing.BANNED, by.id)


@pytest.mark.parametrize(
    ("who", "sentence", "welcome"),
    [("anna", "отвечает не всем", "открыл вам доступ"), ("boris", "does not answer everybody", "let you in")],
    ids=["ru", "en"],
)
async def test_an_admin_lets_a_stranger_in(
    world: World, request: pytest.FixtureRequest, admin: Person, second: Person, who: str, sentence: str,
    welcome: str,
) -> None:  # fmt: skip
    """A stranger is told once, each admin is asked once, and before they are in their name alone is noted."""
    stranger: Person = request.getfixturevalue(who)
    await closed(world, admin, second)
    for _ in range(3):
        await stranger.sends("Пустите меня")
    await stranger.sees(sentence)
    (asked,), (also_asked,) = [await requests(world, each) for each in (admin, second)]
    assert len(said_to(world, stranger)) == 1
    assert stranger.user.first_name in asked.text
    name = (stranger.user.first_name,)
    assert rows(world, "SELECT first_name FROM users WHERE id = ?", stranger.id) == [name]
    for table, column in (("conversations", "chat_id"), ("chats", "id")):
        assert rows(world, f"SELECT * FROM {table} WHERE {column} = ?", stranger.id) == []  # noqa: S608 - constants
    assert world.gigachat.chats == []
    await admin.presses("Разрешить", on=asked)
    await stranger.sees(welcome)
    await admin.sees("✓ Доступ открыт. Так решил администратор: Ольга")
    await second.presses("Отказать", on=also_asked)
    await second.sees("✓ Доступ открыт. Так решил администратор: Ольга")
    question = await stranger.sends("Теперь можно?")
    await stranger.sees(finished("Теперь можно?"), after=question)
    assert rows(world, "SELECT act, admin_id, subject FROM acts") == [("allow", admin.id, stranger.id)]


async def test_who_asked_before_an_admin_opened_the_bot_is_not_lost(
    world: World, anna: Person, boris: Person
) -> None:
    """An admin's /start brings every request that nobody answered, with its buttons, and names in /admin."""
    olga = world.telegram.person("Ольга")
    await closed(world, olga)
    await anna.sends("/start")
    await anna.sees("Я спросил администратора")
    group = world.telegram.group("Дача", owner=boris, bot="left")
    await boris.adds_bot(group)
    await boris.sees("silent in the group")
    await asyncio.sleep(30)
    world.telegram.private(olga)
    opened = await olga.sends("/start")
    await olga.sees("Здравствуйте!", after=opened)
    person, house = await requests(world, olga)
    assert person.text == f"Анна (@anna, {anna.id}) просит доступа к боту."
    assert house.text == f"Меня добавили в группу «Дача» ({group.id}). Отвечать там?"
    page = await olga.sends("/admin")
    figures = await olga.sees("Ждут решения: 2.", after=page)
    await olga.presses("Люди", on=figures)
    await olga.sees(lambda message: message is figures and "? Анна @anna" in message.labels)
    await olga.presses("Разрешить", on=person)
    await anna.sees("открыл вам доступ")
    await olga.presses("Разрешить", on=house)
    await boris.sees("@gigachat_bot", in_=group)
    before = len(await requests(world, olga))
    again = await olga.sends("/start")
    await olga.sees("Здравствуйте!", after=again)
    assert len(await requests(world, olga)) == before


async def test_many_requests_are_shown_in_portions(world: World, admin: Person) -> None:
    """An admin's /start brings the newest, says how many more wait, and leaves out who needs no leave."""
    people = [world.telegram.person(f"Гость {number}") for number in range(13)]
    await closed(world, admin)
    for person in people:
        world.telegram.private(person)
        await person.sends("Пустите меня")
        await person.sees("отвечает не всем")
    await world.restart_bot(allowed=frozenset({people[12].id}))
    await requests(world, admin)
    await admin.sends("/start")
    await admin.sees("ждут ещё 3.")
    shown = [each.text for each in await requests(world, admin)][13:]
    assert [text.partition(" (")[0] for text in shown] == [f"Гость {number}" for number in range(3, 12)]
    await world.restart_bot(access="open")
    opened = await admin.sends("/start")
    await admin.sees("Здравствуйте!", after=opened)
    assert len(await requests(world, admin)) == 13 + 9


async def test_waiting_requests_survive_a_kill(world: World, anna: Person) -> None:
    """Wherever the bot dies while it shows an admin who waits, each request is shown exactly once."""
    olga = world.telegram.person("Ольга")
    await closed(world, olga)
    await anna.sends("/start")
    await anna.sees("Я спросил администратора")
    await asyncio.sleep(30)
    world.telegram.private(olga)
    await olga.sends("/start")
    await world.telegram.bell.until(
        lambda: rows(world, "SELECT 1 FROM users WHERE id = ?", olga.id) or None, timeout=60
    )
    await world.kill_bot()
    await world.start_bot()
    assert len(await requests(world, olga)) == 1


@pytest.mark.parametrize(
    ("who", "welcome"), [("anna", "открыл вам доступ"), ("boris", "let you in")], ids=["ru", "en"]
)
async def test_whoever_is_allowed_on_their_page_is_told(
    world: World, request: pytest.FixtureRequest, admin: Person, who: str, welcome: str
) -> None:
    """Allow on the page of somebody who asked, or was refused, writes to them as promised, in their words."""
    stranger: Person = request.getfixturevalue(who)
    await closed(world, admin)
    await stranger.sends("/start")
    (asked,) = await requests(world, admin)
    for standing in ("asked", "refused"):
        rows(world, "UPDATE access SET standing = ?, changed_by = NULL, update_id = NULL", standing)
        page = await page_of(admin, stranger.user.first_name)
        before = len(said_to(world, stranger))
        await admin.presses("Разрешить", on=page)
        await stranger.sees(welcome)
        await asyncio.sleep(10)
        assert len(said_to(world, stranger)) == before + 1
    await admin.presses("Отказать", on=asked)
    await admin.sees("✓ Доступ открыт. Так решил администратор: Ольга")


async def test_a_welcome_survives_a_kill(world: World, admin: Person, anna: Person) -> None:
    """Wherever the bot dies while Allow on a page is worked off, one word comes and one act is noted."""
    await closed(world, admin)
    await anna.sends("/start")
    await requests(world, admin)
    page = await page_of(admin, "Анна")
    admin.taps(f"admwho:{anna.id}:allow", on=page)
    await world.telegram.bell.until(
        lambda: rows(world, "SELECT 1 FROM access WHERE standing = 'allowed'") or None, timeout=60
    )
    await world.kill_bot()
    await world.start_bot()
    await anna.sees("открыл вам доступ")
    await asyncio.sleep(30)
    assert len(said_to(world, anna)) == 2
    assert rows(world, "SELECT act, admin_id, subject FROM acts") == [("allow", admin.id, anna.id)]


async def test_where_everybody_may_talk_allow_on_a_page_says_nothing(
    world: World, admin: Person, anna: Person
) -> None:
    """A bot that is open writes to nobody who waits for nothing."""
    await world.start_bot(admins=frozenset({admin.id}))
    await anna.sends("/help")
    await anna.sees("Напишите вопрос")
    page = await page_of(admin, "Анна")
    await admin.presses("Разрешить", on=page)
    await admin.sees(lambda message: message is page and "Разрешить" not in message.labels)
    await asyncio.sleep(30)
    assert len(said_to(world, anna)) == 1


async def test_a_request_that_an_invitation_settled(
    world: World, admin: Person, second: Person, boris: Person
) -> None:
    """Allow tells who invited them; Refuse is an admin's decision, holds at once and ends what grows."""
    await closed(world, admin, second, access="invite")
    await boris.sends("/start")
    (asked,), (also_asked,) = [await requests(world, each) for each in (admin, second)]
    sent = await second.sends("/invite")
    link = await second.sees("https://t.me/gigachat_bot?start=", after=sent)
    entered = await boris.sends(f"/start {link.text.rpartition('=')[2]}")
    await boris.sees("Hello", after=entered)
    await second.presses("Разрешить", on=also_asked)
    await second.sees("✓ Доступ уже открыт по приглашению. Пригласил администратор: Пётр")
    world.gigachat.script(["Once upon a time. ", Piece("The end.", gate=asyncio.Event())], times=1)
    await boris.sends("A tale")
    await boris.sees(growing("Once upon"))
    await admin.presses("Отказать", on=asked)
    await admin.sees("✕ В доступе отказано. Так решил администратор: Ольга")
    await boris.sees(finished("Once upon"))
    said = len(said_to(world, boris))
    await boris.sends("And now?")
    await asyncio.sleep(30)
    assert len(said_to(world, boris)) == said
    assert rows(world, "SELECT act, admin_id, subject FROM acts ORDER BY id") == [
        ("invite", second.id, None),
        ("invited", second.id, boris.id),
        ("refuse", admin.id, boris.id),
    ]
    page = await admin.sees("Сегодня", after=await admin.sends("/admin"))
    await admin.presses("Журнал", on=page)
    await admin.sees("Пётр · по приглашению доступ получает Boris")


async def test_the_log_names_nobody_who_was_erased(world: World, admin: Person, anna: Person) -> None:
    """What was decided of somebody who erased themselves stays in the log, about an erased person."""
    await closed(world, admin)
    await anna.sends("Пустите меня")
    (asked,) = await requests(world, admin)
    await admin.presses("Разрешить", on=asked)
    await anna.sees("открыл вам доступ")
    await anna.sends("/forget")
    await anna.presses("Стереть всё", on=await anna.sees("Вернуть стёртое нельзя"))
    await asyncio.sleep(30)
    page = await admin.sees("Сегодня", after=await admin.sends("/admin"))
    await admin.presses("Журнал", on=page)
    await admin.sees(lambda message: message is page and "удалённый человек" in message.text)


async def test_a_decision_of_the_command_line_has_a_name(world: World, admin: Person, anna: Person) -> None:
    """An admin whose button comes too late reads that it was decided in the terminal."""
    await closed(world, admin)
    await anna.sends("Пустите меня")
    (asked,) = await requests(world, admin)
    rows(world, "UPDATE access SET standing = 'allowed', changed_by = 0, update_id = NULL")
    await admin.presses("Отказать", on=asked)
    await admin.sees("✓ Доступ открыт. Так решил администратор: командная строка")


async def test_a_refusal_is_silence(world: World, admin: Person, anna: Person) -> None:
    """Whoever was refused is not told, gets no answer, and asks no admin a second time."""
    await closed(world, admin)
    await anna.sends("Пустите меня")
    (asked,) = await requests(world, admin)
    await admin.presses("Отказать", on=asked)
    await admin.sees("✕ В доступе отказано")
    for text in ("Почему?", "/start", "/help", "/export", "/privacy@other_bot", "/forget-me"):
        await anna.sends(text)
    assert len(await requests(world, admin)) == 1
    assert len(said_to(world, anna)) == 1
    assert world.gigachat.chats == []


async def test_admins_and_listed_people_are_let_in(world: World, admin: Person, anna: Person) -> None:
    """Who stands in ADMINS or ALLOWED needs nobody's leave."""
    await closed(world, admin, allowed=frozenset({anna.id}))
    for person in (admin, anna):
        await person.sends("Привет")
        await person.sees(finished("Привет"))
    assert await requests(world, admin) == []


async def test_without_admins_nothing_is_promised(world: World, anna: Person) -> None:
    """Where nobody can decide, the stranger is sent to the owner."""
    await closed(world)
    await anna.sends("Пустите меня")
    await anna.sees("Попросите доступ у владельца бота")


async def test_a_group_that_is_not_allowed_gets_silence(
    world: World, admin: Person, anna: Person, boris: Person
) -> None:
    """Whoever added the bot is told why in private, the admins are asked once, and Allow ends the silence."""
    await closed(world, admin)
    group = world.telegram.supergroup("Дача", owner=anna, members=[boris, admin], bot="left")
    await anna.adds_bot(group)
    await anna.sees("В группе «Дача» я пока молчу")
    for text in ("@gigachat_bot ты тут?", "/help@gigachat_bot", "/usage@gigachat_bot"):
        await boris.sends(text, in_=group)
    (asked,) = await requests(world, admin)
    assert "Дача" in asked.text
    assert world.telegram.calls_of("sendMessage", group) == []
    assert world.gigachat.chats == []
    assert rows(world, "SELECT title FROM chats") == [("Дача",)]
    assert rows(world, "SELECT * FROM conversations") == []
    question = await admin.sends("@gigachat_bot а мне ответишь?", in_=group)
    await admin.sees(finished("а мне ответишь?"), in_=group, after=question)
    await admin.presses("Разрешить", on=asked)
    await anna.sees("когда меня упоминают (@gigachat_bot)", in_=group)
    question = await boris.sends("@gigachat_bot ты тут?", in_=group)
    await boris.sees(finished("ты тут?"), in_=group, after=question)


async def test_whoever_cannot_be_told_in_private_costs_nothing(
    world: World, admin: Person, anna: Person
) -> None:
    """A person who never started the bot can't be written to: the admins are asked all the same."""
    stranger = world.telegram.person("Глеб")
    await closed(world, admin)
    group = world.telegram.group("Дача", owner=stranger, bot="left")
    await stranger.adds_bot(group)
    (asked,) = await requests(world, admin)
    await stranger.removes_bot(group)
    await stranger.adds_bot(group)
    assert await requests(world, admin) == [asked]
    assert world.telegram.calls_of("sendMessage", group) == []


async def test_a_group_to_which_an_admin_adds_the_bot_is_allowed(
    world: World, admin: Person, anna: Person
) -> None:
    """The admin has decided by adding it; nobody is asked."""
    await closed(world, admin)
    group = world.telegram.group("Дача", owner=admin, members=[anna], bot="left")
    await admin.adds_bot(group)
    await anna.sees("когда меня упоминают", in_=group)
    await anna.sends("@gigachat_bot привет", in_=group)
    await anna.sees(finished("привет"), in_=group)
    assert await requests(world, admin) == []


async def test_an_invitation_lets_one_person_in(
    world: World, admin: Person, anna: Person, boris: Person,
    logging_as_it_was: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A link works once and for seven days; a used or wrong one gets one kind sentence, no code is logged."""
    set_up_logging("DEBUG", [world.telegram.token])
    clock = wall_clock(monkeypatch, datetime(2026, 5, 1, 12, tzinfo=MOSCOW))
    await closed(world, admin, access="invite")
    codes = []
    for _ in range(2):
        sent = await admin.sends("/invite")
        link = await admin.sees("https://t.me/gigachat_bot?start=", after=sent)
        codes.append(link.text.rpartition("=")[2])
    await anna.sends(f"/start {codes[0]}")
    await anna.sees("Здравствуйте!")
    await boris.sends(f"/start {codes[0]}")
    await boris.sees("has been used or is out of date")
    await boris.sends("/start wrong-code")
    clock.move(timedelta(days=7))
    late = await boris.sends(f"/start {codes[1]}")
    await boris.sees("has been used or is out of date", after=late)
    await anna.sends("Что умеешь?")
    await anna.sees(finished("Что умеешь?"))
    assert len(said_to(world, boris)) == 3
    assert await requests(world, admin) == []
    logged = capsys.readouterr().err
    assert "sendMessage" in logged
    assert not [code for code in codes if code in logged]


@pytest.mark.parametrize("access", ["invite", "list"])
async def test_only_admins_invite(world: World, admin: Person, anna: Person, access: str) -> None:
    """For everybody else there is no such command, and a group reads neither a link nor a setting."""
    group = world.telegram.group("Дача", members=[anna, admin])
    await closed(world, admin, access=access, allowed=frozenset({anna.id, group.id}))
    await anna.sends("/invite")
    await anna.sees("Такой команды нет")
    sent = await admin.sends("/invite@gigachat_bot", in_=group)
    told = await admin.sees("в личном чате", in_=group, after=sent)
    assert "ACCESS" not in told.text
    assert rows(world, "SELECT * FROM invitations") == []


@pytest.mark.parametrize("way", ["in the bot", "by another process"])
async def test_a_ban_ends_what_grows_and_what_waits(
    world: World, admin: Person, anna: Person, boris: Person, way: str
) -> None:
    """The stream of the banned is cut, their line is left, and from then on there is silence."""
    await world.start_bot(admins=frozenset({admin.id}))
    world.gigachat.script(["Жили-были старик со старухой. ", Piece("Конец.", gate=asyncio.Event())], times=1)
    await anna.sends("Расскажи сказку")
    await anna.sees(growing("Жили-были"))
    await anna.sends("И ещё одну")
    await boris.sends("My question")
    if way == "in the bot":
        await ban(world, anna.id, admin)
    else:
        rows(world, "INSERT INTO access (id, standing, changed_at) VALUES (?, 'banned', 1)", anna.id)
    await boris.sees(finished("My question"))
    await anna.sees(finished("Жили-были"))
    before = len(said_to(world, anna))
    shown = said_to(world, anna)[0]
    for text in ("А теперь?", "/start", "/help", "/export"):
        await anna.sends(text)
    pressed = await anna.presses("Ещё раз", on=shown)
    await asyncio.sleep(60)
    assert (pressed.text, pressed.alert) == ("", False)
    assert len(said_to(world, anna)) == before
    assert [prompt[-1]["content"] for prompt in world.prompts()] == ["Расскажи сказку", "My question"]


async def test_the_banned_are_silent_in_groups(
    world: World, admin: Person, anna: Person, boris: Person
) -> None:
    """A banned member gets nothing where others are answered, and a banned group gets nothing at all."""
    await world.start_bot(admins=frozenset({admin.id}))
    group = world.telegram.group("Дача", members=[anna, boris])
    await ban(world, anna.id, admin)
    await anna.sends("@gigachat_bot я тут", in_=group)
    question = await boris.sends("@gigachat_bot hello", in_=group)
    await boris.sees(finished("hello"), in_=group, after=question)
    await ban(world, group.id, admin)
    await boris.sends("@gigachat_bot hello again", in_=group)
    await asyncio.sleep(60)
    assert [prompt[-1]["content"] for prompt in world.prompts()] == ["Boris: hello"]


async def test_nobody_decides_by_a_button_but_an_admin(
    world: World, admin: Person, anna: Person, boris: Person
) -> None:
    """A request's button does nothing for a stranger, nor for whoever is let in, wherever it is pressed."""
    await closed(world, admin, allowed=frozenset({boris.id}))
    await anna.sends("Пустите меня")
    (asked,) = await requests(world, admin)
    for person in (anna, boris):
        pressed = await person.presses("Разрешить", on=asked)
        assert (pressed.text, pressed.alert) == ("", False)
    assert rows(world, "SELECT standing FROM access WHERE id = ?", anna.id) == [("asked",)]
    assert rows(world, "SELECT * FROM acts") == []


@pytest.mark.parametrize("standing", ["asked", "refused", "banned"])
async def test_whoever_may_not_talk_can_erase_what_is_stored_of_them(
    world: World, admin: Person, anna: Person, standing: str
) -> None:
    """/privacy and /forget answer them in private; the decision survives, their words and name do not."""
    await closed(world, admin, allowed=frozenset({anna.id}))
    await anna.sends("Моя тайна")
    await anna.sees(finished("Моя тайна"))
    await world.restart_bot(allowed=frozenset())
    await anna.sends("/help")
    await anna.sees("Я спросил администратора")
    rows(world, "UPDATE access SET standing = ?", standing)
    await anna.sends("/privacy")
    told = await anna.sees("Ваш id и то, что решено о доступе, останутся.")
    assert "/export" not in told.text
    await anna.sends("/forget")
    sure = await anna.sees("Вернуть стёртое нельзя")
    assert "то, что решено о доступе, останутся" in sure.text
    await anna.presses("Стереть всё", on=sure)
    await asyncio.sleep(30)
    assert rows(world, "SELECT * FROM turns") == []
    assert rows(world, "SELECT * FROM users WHERE id = ?", anna.id) == []
    assert rows(world, "SELECT id, standing FROM access") == [(anna.id, standing)]
    said = len(said_to(world, anna))
    await anna.sends("И снова я")
    await asyncio.sleep(30)
    assert len(said_to(world, anna)) == said
    assert len(await requests(world, admin)) == 1


async def test_of_a_stranger_nothing_is_stored(world: World, admin: Person, anna: Person) -> None:
    """Whoever asks first what is stored is told that nothing is, no admin is asked, and it stays true."""
    await closed(world, admin)
    for text in ("/privacy", "/forget"):
        sent = await anna.sends(text)
        await anna.sees("О вас я ничего не храню.", after=sent)
    for table in ("users", "chats", "access", "conversations"):
        assert rows(world, f"SELECT * FROM {table}") == []  # noqa: S608 - constants
    assert await requests(world, admin) == []


async def test_where_the_storage_refuses_nobody_gets_in(world: World, admin: Person, anna: Person) -> None:
    """While the standings can't be read a stranger is not answered; once they can, the admin is asked."""
    await closed(world, admin)
    rows(world, "ALTER TABLE access RENAME TO hidden")
    await anna.sends("Пустите меня")
    await asyncio.sleep(20)
    assert await requests(world, admin) == []
    assert world.gigachat.chats == []
    assert rows(world, "SELECT * FROM users WHERE id = ?", anna.id) == []
    rows(world, "ALTER TABLE hidden RENAME TO access")
    await anna.sees("отвечает не всем", timeout=120)
    assert len(await requests(world, admin)) == 1


async def test_a_request_survives_a_kill(world: World, admin: Person, anna: Person) -> None:
    """Wherever the bot dies while it takes a stranger's message, the admin is asked exactly once."""
    await closed(world, admin)
    await anna.sends("Пустите меня")
    await world.telegram.bell.until(
        lambda: rows(world, "SELECT 1 FROM access WHERE standing = 'asked'") or None, timeout=60
    )
    await world.kill_bot()
    await world.start_bot()
    assert len(await requests(world, admin)) == 1
    assert len(said_to(world, anna)) == 1
