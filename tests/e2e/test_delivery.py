"""Updates arrive once, are stored before Telegram is told, and are worked off until they are done."""

import asyncio
import logging
import ssl
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.core.errors import SettingsError
from bot.locales import words_in
from bot.sandbox.gigachat import Fault as GigaChatFault
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Fault, Person
from bot.telegram.delivery.intake import MOST_STARTS
from bot.telegram.delivery.webhook import SECRET_HEADER
from tests.e2e.conftest import BOTH_DELIVERIES, World, finished
from tests.e2e.test_restart import app_of, refusing


def said(world: World, person: Person, part: str) -> list[str]:
    """Return what the bot has said to a person with these words in it."""
    history = world.telegram.chat_history(person.chat)
    return [m.text for m in history if m.sender is world.telegram.bot and part in m.text]


async def undone(world: World) -> int:
    """Return how many updates are stored and not worked off."""
    rows = await app_of(world).archive._database.rows("SELECT 1 FROM updates WHERE done_at IS NULL")
    return len(rows)


def hand_over(world: World, kind: str, body: dict[str, Any]) -> int:
    """Queue an update as Telegram might; return its id."""
    update = world.telegram.updates.push(kind, body, world.telegram.now(), lane=1)
    assert update is not None
    return update.update_id


@BOTH_DELIVERIES
@pytest.mark.parametrize("method", ["sendMessage", "getUpdates", "sendChatAction"])
async def test_a_question_survives_a_kill_however_it_came(world: World, anna: Person, method: str) -> None:
    """Whatever the bot was doing when it died, the question is answered once, and nobody sends it again."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    await asyncio.sleep(1)

    def strike(event: Any) -> None:
        if event.kind == "call" and event.body["method"] == method:
            world.strike()

    world.telegram.observe(strike)
    await anna.sends("Вопрос")
    await asyncio.sleep(5)
    world.telegram.unobserve(strike)
    await world.kill_bot()
    await world.start_bot()
    await anna.sees(finished("Ответ."), timeout=60)
    await asyncio.sleep(60)
    assert said(world, anna, "Ответ.") == ["Ответ."]
    assert await undone(world) == 0


@BOTH_DELIVERIES
async def test_an_update_whose_handler_died_is_replayed(world: World, anna: Person) -> None:
    """A command that was stored but not worked off when the bot died is obeyed by the next start, once."""
    await world.start_bot()
    await asyncio.sleep(1)
    # While GigaChat hangs, the handler of /model waits for its list.
    world.gigachat.faults.add(hanging_list())
    await anna.sends("/model")
    await asyncio.sleep(1)
    assert await undone(world) == 1
    await world.kill_bot()
    world.gigachat.faults.clear()
    await world.start_bot()
    await anna.sees("GigaChat-2", timeout=60)
    await asyncio.sleep(30)
    assert len(said(world, anna, "GigaChat-2")) == 1
    assert await undone(world) == 0


def hanging_list() -> GigaChatFault:
    """Return a weather in which the list of models never comes."""
    return GigaChatFault("hang", "models", times=None)


async def test_an_update_that_comes_twice_is_answered_once(bot: World, anna: Person) -> None:
    """An update whose confirmation was lost comes again, before a restart or after, and changes nothing."""
    bot.gigachat.script("Ответ.")
    await asyncio.sleep(1)
    queue = bot.telegram.updates
    await anna.sends("Вопрос")
    first = queue.waiting(bot.telegram.now())[-1]
    await anna.sees(finished("Ответ."))
    queue._pending.append(first)
    await anna.sends("/help")
    await anna.sees("Напишите")
    queue._pending.appendleft(first)
    await bot.restart_bot()
    await asyncio.sleep(60)
    assert len(bot.gigachat.chats) == 1
    assert len(said(bot, anna, "Напишите")) == 1


@BOTH_DELIVERIES
async def test_an_update_that_is_not_understood_holds_nobody_up(
    world: World, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """What no library can read is passed over with one line that quotes nobody; what follows is answered."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    strange = hand_over(world, "message", {"message_id": "семь", "text": "тайна"})
    unheard_of = world.telegram.updates.push("message", {}, world.telegram.now(), lane=2)
    assert unheard_of is not None
    await anna.sends("Вопрос")
    await anna.sees(finished("Ответ."))
    lines = [r.getMessage() for r in caplog.records if "not understood" in r.getMessage()]
    assert len([line for line in lines if str(strange) in line]) == 1
    assert "тайна" not in caplog.text
    assert await undone(world) == 0


@BOTH_DELIVERIES
async def test_an_update_that_no_start_survives_is_given_up(
    world: World, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """An update that takes every start down is left alone after five, with a word, and the bot lives."""
    await world.start_bot()
    await asyncio.sleep(1)
    world.gigachat.faults.add(hanging_list())
    await anna.sends("/model")
    await asyncio.sleep(1)
    for _ in range(MOST_STARTS):
        await world.kill_bot()
        await world.start_bot()
        await asyncio.sleep(1)
        assert await undone(world) == 1
    await world.kill_bot()
    await world.start_bot()
    await asyncio.sleep(1)
    assert await undone(world) == 0
    assert [r for r in caplog.records if r.levelno == logging.ERROR and "given up" in r.getMessage()]
    await anna.sees(words_in("ru")("error-given-up"))


@BOTH_DELIVERIES
async def test_what_can_not_be_stored_is_not_lost(
    world: World, anna: Person, boris: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """A refusing storage is told of once in each chat and by two lines; then everything is answered."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    await asyncio.sleep(1)
    group = world.telegram.supergroup("Дача", members=[anna])
    async with refusing(app_of(world), "read-only"):
        await anna.sends("раз")
        await anna.sees(words_in("ru")("error-storage"))
        await anna.sends("два")
        await boris.sends("one")
        await boris.sees(words_in("en")("error-storage"))
        await anna.sends("@gigachat_bot три", in_=group)
        await anna.sees(words_in("ru")("error-storage"), in_=group)
        await asyncio.sleep(90)
        assert world.gigachat.chats == []
    await world.gigachat.until(lambda: len(world.gigachat.chats) == 4)
    await anna.sees(finished("Ответ."))
    assert len(said(world, anna, "хранилище")) == 1
    await asyncio.sleep(30)
    lines = [
        r.getMessage() for r in caplog.records if "store" in r.getMessage() or "storage" in r.getMessage()
    ]
    assert len(lines) == 2, lines


async def test_the_bot_that_came_second_says_so_and_ends(
    world: World, anna: Person, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Of two processes that poll with one token the newcomer ends with a clear line; the first goes on."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    await asyncio.sleep(60)
    second = World(tmp_path, {"database_path": tmp_path / "second.sqlite3"})
    second.telegram, second.gigachat = world.telegram, world.gigachat
    await second.start_bot()
    error = await second.ended()
    assert isinstance(error, SettingsError)
    assert [(fault.name, fault.words) for fault in error.faults] == [("BOT_TOKEN", "setting-token-in-use")]
    await anna.sends("Вопрос")
    await anna.sees(finished("Ответ."), timeout=60)
    assert len([r for r in caplog.records if "no updates come" in r.getMessage()]) == 1


async def test_a_revoked_token_ends_the_bot(world: World) -> None:
    """A token that is revoked while the bot runs ends it with a line that says what to do."""
    await world.start_bot()
    await asyncio.sleep(60)
    world.telegram.faults.add(Fault("getUpdates", "401", times=None))
    error = await world.ended()
    assert isinstance(error, SettingsError)
    assert str(error).startswith("BOT_TOKEN")


async def test_polling_outlasts_bad_weather(
    world: World, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """Polls that fail in every way are repeated with pauses, told of once, and nothing is missed."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    await asyncio.sleep(1)
    for kind in ("502_html", "reset", "500", "502_bare", "429"):
        world.telegram.faults.add(Fault("getUpdates", kind, times=2, retry_after=7))
    await asyncio.sleep(1)
    await anna.sends("Вопрос")
    await anna.sees(finished("Ответ."), timeout=300)
    await asyncio.sleep(300)
    assert len([r for r in caplog.records if "no updates come" in r.getMessage()]) == 1
    assert len([r for r in caplog.records if "updates come again" in r.getMessage()]) == 1


@pytest.mark.parametrize("delivery", ["webhook"], indirect=True)
async def test_the_webhook_is_set_and_taken_back(world: World, anna: Person) -> None:
    """A start tells Telegram where to bring what, with which secret; a stop takes it back, and all waits."""
    await world.start_bot()
    await asyncio.sleep(1)
    target = world.telegram.webhook.target
    assert target is not None
    assert target.url == world.overrides["webhook_url"]
    assert len(target.secret) == 64
    assert target.certificate
    assert world.telegram.updates.allowed is not None
    assert "callback_query" in world.telegram.updates.allowed
    await world.stop_bot()
    assert world.telegram.webhook.target is None
    world.gigachat.script("Ответ.")
    await anna.sends("Вопрос")
    await world.start_bot()
    await anna.sees(finished("Ответ."))


@pytest.mark.parametrize("delivery", ["webhook"], indirect=True)
async def test_strangers_learn_nothing_at_the_webhook(world: World, anna: Person) -> None:
    """Without Telegram's secret there is a 401 alone; with it malformed bodies are refused, not obeyed."""
    await world.start_bot()
    await asyncio.sleep(1)
    target = world.telegram.webhook.target
    assert target is not None
    assert target.certificate is not None
    url, tls = target.url, ssl.create_default_context(cadata=target.certificate)
    knows = {SECRET_HEADER: target.secret}
    message = {"update_id": 1, "message": {}}
    async with ClientSession() as session:
        for headers in ({}, {SECRET_HEADER: "x"}, {SECRET_HEADER: "секрет"}):
            async with session.post(url, json=message, headers=headers, ssl=tls) as answer:
                assert (answer.status, await answer.read()) == (401, b"")
        bodies = [b"{", b"[]", b'"x"', b"\xff", b"{}", b'{"update_id": "1"}', b"[" * 100_000]
        for body in bodies:
            async with session.post(url, data=body, headers=knows, ssl=tls) as answer:
                assert answer.status == 400
        async with session.post(url, data=BytesIO(b" " * 2**21), headers=knows, ssl=tls) as answer:
            assert answer.status == 413
        async with session.get(url, headers=knows, ssl=tls) as answer:
            assert answer.status == 405
    assert await undone(world) == 0


@pytest.mark.parametrize("delivery", ["webhook"], indirect=True)
async def test_a_refusing_storage_is_told_to_the_webhooks_sender(world: World, anna: Person) -> None:
    """While nothing can be stored Telegram hears 503 and when to come again, and so keeps the update."""
    await world.start_bot()
    world.gigachat.script("Ответ.")
    await asyncio.sleep(1)
    async with refusing(app_of(world), "read-only"):
        await anna.sends("Вопрос")
        await asyncio.sleep(20)
    statuses = [event.body["status"] for event in world.telegram.events if event.kind == "webhook"]
    assert set(statuses) == {503}
    assert 3 <= len(statuses) <= 5, "every five seconds, as it was told"
    await anna.sees(finished("Ответ."))


@BOTH_DELIVERIES
async def test_a_stop_while_updates_come_loses_none(world: World, anna: Person) -> None:
    """Questions that arrive while the bot goes down are answered, each once, after the next start."""
    await world.start_bot(shutdown_grace=0)
    world.gigachat.script(["Ответ ", Piece("готов.", delay=3)])
    await asyncio.sleep(1)

    async def talk() -> None:
        for number in range(12):
            await anna.sends(f"Вопрос {number}")
            await asyncio.sleep(0.05)

    talking = asyncio.create_task(talk())
    await asyncio.sleep(0.3)
    await world.stop_bot()
    await talking
    await world.start_bot()
    for _ in range(100):
        await asyncio.sleep(2)
        if len(said(world, anna, "Ответ готов.")) == 12:
            break
    assert len(said(world, anna, "Ответ готов.")) == 12
    asked = {prompt[-1]["content"] for prompt in world.prompts()}
    assert asked == {f"Вопрос {number}" for number in range(12)}


@pytest.mark.parametrize(
    ("settings", "begins"),
    [
        ({"webhook_key_file": "key.pem"}, "WEBHOOK_KEY_FILE"),
        ({"webhook_url": "http://bot.example.org/telegram"}, "WEBHOOK_URL"),
        (
            {"webhook_url": "https://bot.example.org", "webhook_cert_file": "/nowhere/a.crt"},
            "WEBHOOK_CERT_FILE",
        ),
        (
            {
                "webhook_url": "https://bot.example.org",
                "webhook_cert_file": "/nowhere/a.crt",
                "webhook_key_file": "/nowhere/a.key",
            },
            "WEBHOOK_CERT_FILE: setting-unreadable",
        ),
    ],
)
async def test_a_webhook_that_can_not_work_is_refused_by_name(
    world: World, settings: dict[str, Any], begins: str
) -> None:
    """What is wrong with a webhook's settings is said with the setting's name, and the bot does not start."""
    with pytest.raises(SettingsError, match=f"^{begins}"):  # noqa: PT012 - some are found by the settings alone
        await world.start_bot(**settings)
        error = await world.ended()
        assert error is not None
        raise error
