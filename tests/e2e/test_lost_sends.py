"""Several sends of one chat are lost in the same moment, and each finds its own message again."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.core.conversation import ConversationKey, Showing
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Chat, Fault, Message, Person
from tests.e2e.conftest import World, finished
from tests.e2e.looking import MOSCOW, rows, texts_in, wall_clock
from tests.e2e.test_broadcast import previewed
from tests.e2e.test_rich import TABLE


@pytest.fixture
async def two_streams(world: World) -> World:
    """Give a bot that answers two conversations at the same time."""
    world.gigachat.slots.limit = 2
    await world.start_bot(gigachat_streams=2)
    return world


def said_in(world: World, chat: Chat, topic: str | None = None) -> list[Message]:
    """Return what the bot has said there."""
    return [each for each in world.telegram.chat_history(chat, topic) if each.sender is world.telegram.bot]


@pytest.mark.parametrize("order", [("lost", "reset"), ("reset", "lost"), ("lost", "lost")])
async def test_topics_do_not_take_each_others_messages(
    two_streams: World, anna: Person, order: tuple[str, str]
) -> None:
    """Of two answers whose sends were lost each ends in its own topic, once, though they share a chat."""
    world = two_streams
    forum = world.telegram.forum("Школа", topics=["Химия", "Физика"], members=[anna])
    for kind in order:
        world.telegram.faults.add(Fault("sendMessage", kind))
    for topic in ("Химия", "Физика"):
        world.gigachat.script(f"Это {topic}.", match=topic)
        await anna.sends(f"@gigachat_bot {topic}?", in_=forum, topic=topic)
    for topic in ("Химия", "Физика"):
        await anna.sees(finished(f"Это {topic}."), in_=forum, topic=topic, timeout=300)
    await asyncio.sleep(60)
    for topic in ("Химия", "Физика"):
        assert [message.text for message in said_in(world, forum, topic)] == [f"Это {topic}."]


async def test_askers_of_a_group_do_not_get_each_others_answers(
    two_streams: World, anna: Person, boris: Person
) -> None:
    """A word and an answer, both lost in a group, stand there once each, the answer under its question."""
    world = two_streams
    group = world.telegram.group("Команда", members=[anna, boris])
    for kind in ("lost", "lost"):
        world.telegram.faults.add(Fault("sendMessage", kind))
    world.gigachat.script("Вот ответ.")
    question = await anna.sends("@gigachat_bot вопрос", in_=group)
    await boris.sends("/help@gigachat_bot", in_=group)
    await anna.sees(finished("Вот ответ."), in_=group, timeout=300)
    await boris.sees("/settings", in_=group, timeout=300)
    await asyncio.sleep(60)
    said = said_in(world, group)
    assert sorted("Вот ответ." in message.text for message in said) == [False, True]
    assert [message for message in said if message.reply_to is question] == [
        message for message in said if "Вот ответ." in message.text
    ]


@pytest.mark.parametrize("lost", ["an answer", "a word"])
async def test_a_search_goes_on_where_a_kill_ended_it(world: World, anna: Person, lost: str) -> None:
    """A bot that dies again and again in its search for a lost message tries no place again and again."""
    world.telegram.chat_limiter = None  # the bot's own budget ends with each of its lives
    group = world.telegram.supergroup("Шумная", members=[anna])
    await world.start_bot()
    world.gigachat.script("Вот ответ.")
    await anna.sends("@gigachat_bot первый", in_=group)
    await anna.sees(finished("Вот ответ."), in_=group)
    world.telegram.faults.add(Fault("sendMessage", "reset"))
    began = len(world.telegram.calls_of("sendMessage"))
    await anna.sends("/help@gigachat_bot" if lost == "a word" else "@gigachat_bot второй", in_=group)
    await world.telegram.bell.until(lambda: len(world.telegram.calls_of("sendMessage")) > began, 30)
    await world.kill_bot()
    for number in range(6):
        await anna.sends(f"между собой {number}", in_=group)
    tried: list[object] = []
    for _ in range(12):
        edits = len(world.telegram.calls_of("editMessageText"))
        await world.start_bot()
        await asyncio.sleep(1.5)
        await world.kill_bot()
        made = world.telegram.calls_of("editMessageText")[edits:]
        tried += [call.params["message_id"] for call in made if call.status == 400]
    await world.start_bot()
    await asyncio.sleep(90)
    assert len(tried) >= 3
    assert max(tried.count(each) for each in tried) <= 2, "a kill may cost the note of the last one"
    said = [message.text for message in said_in(world, group)]
    assert len(said) == 2, said


async def test_a_send_that_a_stop_loses_is_found_among_what_came_meanwhile(
    world: World, anna: Person, boris: Person
) -> None:
    """A bot that goes down hears of no message any more, and yet takes none for the newest."""
    await world.start_bot(shutdown_grace=5)
    gate = asyncio.Event()
    world.gigachat.script([Piece("Начало ответа уже есть. ", gate=gate), Piece("Конец.", delay=60)])
    await anna.sends("вопрос")
    await world.telegram.bell.until(lambda: bool(world.gigachat.chats), 30)
    stopping = asyncio.create_task(world.stop_bot())
    await asyncio.sleep(1)
    for number in range(6):
        await boris.sends(f"/help {number}")
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    gate.set()
    await stopping
    await world.start_bot()
    await anna.sees(finished("Конец."), timeout=300)
    await asyncio.sleep(60)
    assert [m.text for m in said_in(world, anna.chat)] == ["Начало ответа уже есть. Конец."]


async def test_a_button_under_a_lost_message_does_not_hide_it(world: World, anna: Person) -> None:
    """Whoever presses Retry under an answer before the bot has found it again sees it in one message."""
    await world.start_bot()
    world.gigachat.script("Первый ответ.", times=1)
    world.gigachat.script("Второй ответ.")
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    await anna.sends("вопрос")
    answer = await anna.sees(finished("Первый ответ."))
    await world.kill_bot()
    anna.pushes("↻", on=answer)
    await world.start_bot()
    await anna.sees(finished("Второй ответ."), timeout=300)
    await asyncio.sleep(60)
    assert [m.text for m in said_in(world, anna.chat)] == ["Второй ответ."]


@pytest.mark.parametrize("hidden", [2, 4, 12])
async def test_talk_that_the_bot_does_not_hear_hides_no_answer(
    world: World, anna: Person, boris: Person, hidden: int
) -> None:
    """In a supergroup with privacy mode a lost answer is found behind what people say among themselves."""
    await world.start_bot()
    group = world.telegram.supergroup("Шумная", members=[anna, boris])
    gate = asyncio.Event()
    world.gigachat.script([Piece("Вот ответ.", gate=gate)])
    await anna.sends("@gigachat_bot вопрос", in_=group)
    await world.gigachat.until(lambda: bool(world.gigachat.chats))
    for number in range(hidden):
        await boris.sends(f"между собой {number}", in_=group)
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    gate.set()
    await anna.sees(finished("Вот ответ."), in_=group, timeout=300)
    await asyncio.sleep(90)
    assert texts_in(world, group) == ["Вот ответ."]


async def test_a_lost_answer_is_found_by_the_next_version(world: World, anna: Person) -> None:
    """After two kills a Retry still takes over the message of which nobody knew that it arrived."""
    await world.start_bot()
    world.gigachat.script("Первый ответ.", times=1)
    world.gigachat.script("Второй ответ.")
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    await anna.sends("вопрос")
    answer = await anna.sees(finished("Первый ответ."))
    await world.kill_bot()
    anna.pushes("↻", on=answer)
    weather = world.telegram.faults.add(Fault("editMessageText", "429", times=None, retry_after=30))
    await world.start_bot()
    await asyncio.sleep(5)
    assert rows(world, "SELECT count(*) FROM turns") == [(2,)]
    await world.kill_bot()
    world.telegram.faults.remove(weather)
    await world.start_bot()
    await anna.sees(finished("Второй ответ."), timeout=300)
    await asyncio.sleep(60)
    assert texts_in(world, anna.chat) == ["Второй ответ."]


async def test_a_native_table_that_is_refused_where_a_message_was_lost(bot: World, anna: Person) -> None:
    """A refused rich text gives way to a plain one in the message that is found, too."""
    assert bot.app is not None
    await bot.app.archive.set_rich(ConversationKey(anna.chat.id), rich=True)
    bot.gigachat.script(TABLE)
    bot.telegram.faults.add(Fault("sendMessage", "lost"))
    bot.telegram.faults.add(Fault("editMessageText", "400:RICH_MESSAGE_EMAIL_INVALID", times=2))
    await anna.sends("Города?")
    await asyncio.sleep(120)
    (said,) = texts_in(bot, anna.chat)
    assert "Тверь" in said
    assert "Стоп" not in str([m.labels for m in bot.telegram.chat_history(anna.chat)])


async def test_a_send_that_is_lost_right_after_a_group_moved(world: World, anna: Person) -> None:
    """A group that has just become a supergroup is searched as well, and shows its answer once."""
    await world.start_bot()
    group = world.telegram.group("Дача", owner=anna)
    gate = asyncio.Event()
    world.gigachat.script([Piece("Вот ответ.", gate=gate)])
    await anna.sends("@gigachat_bot вопрос", in_=group)
    await world.gigachat.until(lambda: bool(world.gigachat.chats))
    weather = world.telegram.faults.add(Fault("getUpdates", "502_html", times=None))
    await asyncio.sleep(40)
    supergroup = world.telegram.migrates(group)
    fault = world.telegram.faults.add(Fault("sendMessage", "lost", chat_id=supergroup.id))
    gate.set()
    await asyncio.sleep(60)
    world.telegram.faults.remove(weather)
    await asyncio.sleep(120)
    assert fault.hits
    assert texts_in(world, supergroup) == ["Вот ответ."]


async def test_a_word_is_not_found_in_an_old_message(world: World, anna: Person) -> None:
    """A word that never arrived does not overwrite a message from before its command."""
    await world.start_bot()
    await anna.sends("раз")
    await anna.sees(finished("раз"))
    await anna.sends("/settings")
    old = await anna.sees("Настройки")
    await asyncio.sleep(5)
    rows(world, "UPDATE letters SET ended_at = ended_at - 3 * 86400")  # three days pass
    await world.restart_bot()
    await world.restart_bot()
    await asyncio.sleep(1)
    world.telegram.faults.add(Fault("sendMessage", "429", retry_after=30))
    asked = await anna.sends("/help")
    await asyncio.sleep(3)
    await world.kill_bot()
    world.telegram.faults.add(Fault("sendMessage", "reset"))
    await world.start_bot()
    await asyncio.sleep(120)
    assert "Настройки" in old.text
    (word,) = [each for each in said_in(world, anna.chat) if "Напишите вопрос" in each.text]
    assert word.message_id > asked.message_id


async def test_a_word_is_lost_that_a_flood_had_held_over_a_restart(world: World, anna: Person) -> None:
    """A start knows few numbers of a chat, and yet finds the word whose answer it lost."""
    await world.start_bot()
    await asyncio.sleep(1)
    group = world.telegram.supergroup("Дача", members=[anna])
    world.telegram.faults.add(Fault("sendMessage", "429", retry_after=30))
    await anna.sends("/help@gigachat_bot", in_=group)
    await asyncio.sleep(2)
    await anna.sends("/settings@gigachat_bot", in_=group)
    await asyncio.sleep(2)
    await world.kill_bot()
    world.telegram.faults.add(Fault("sendMessage", "lost", nth=1))
    await world.start_bot()
    await asyncio.sleep(200)
    assert len(texts_in(world, group)) == 2


async def test_the_first_word_of_a_new_bot_is_said_once(world: World, anna: Person) -> None:
    """A bot that has not stored any message of its own finds its first one again."""
    await world.start_bot()
    await asyncio.sleep(1)
    weather = world.telegram.faults.add(Fault("sendMessage", "429", retry_after=40))
    await anna.sends("/start")
    await asyncio.sleep(3)
    await world.kill_bot()
    world.telegram.faults.remove(weather)
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    await world.start_bot()
    await asyncio.sleep(120)
    assert len(texts_in(world, anna.chat)) == 1


async def test_a_lost_page_of_a_draft_is_found(world: World, anna: Person) -> None:
    """A draft that became a message, in the moment in which the bot died, does not stand twice."""
    app = await world.start_bot()
    await app.archive.set_showing(ConversationKey(anna.chat.id), Showing.DRAFTS)
    long = "слово " * 900
    gate = asyncio.Event()
    world.gigachat.script([Piece("Начало. " + long), Piece("Конец.", gate=gate)], times=1)
    world.gigachat.script("Начало. " + long + "Конец.")
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    await anna.sends("вопрос")
    await asyncio.sleep(1.0)
    await world.kill_bot()
    await world.start_bot()
    await anna.sees(finished("Конец."), timeout=200)
    await asyncio.sleep(60)
    assert sum("Начало." in t for t in texts_in(world, anna.chat)) == 1
    assert len(texts_in(world, anna.chat)) == 2


@pytest.mark.parametrize("gone", [3])
async def test_deleted_talk_hides_no_answer(world: World, anna: Person, boris: Person, gone: int) -> None:
    """In a supergroup a lost answer is found behind messages that were deleted meanwhile."""
    await world.start_bot()
    group = world.telegram.supergroup("Шумная", members=[anna, boris])
    gate = asyncio.Event()
    world.gigachat.script([Piece("Вот ответ.", gate=gate)])
    await anna.sends("@gigachat_bot вопрос", in_=group)
    await world.gigachat.until(lambda: bool(world.gigachat.chats))
    said = [await boris.sends(f"спам {n}", in_=group) for n in range(gone)]
    for each in said:
        await boris.deletes(each)
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    gate.set()
    await anna.sees(finished("Вот ответ."), in_=group, timeout=300)
    await asyncio.sleep(120)
    assert texts_in(world, group) == ["Вот ответ."]


async def test_a_broadcast_writes_over_no_old_word(
    world: World, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the bot said days ago is not taken for a broadcast whose sending was lost."""
    clock = wall_clock(monkeypatch, datetime(2026, 1, 1, tzinfo=MOSCOW))
    await world.start_bot(admins=frozenset({anna.user.id}))
    group = world.telegram.supergroup("Дача", owner=anna)
    world.gigachat.script("Ответ.")
    await anna.sends("@gigachat_bot вопрос", in_=group)
    await anna.sees(finished("Ответ."), in_=group)
    await anna.sends("/help@gigachat_bot", in_=group)
    await anna.sees("/settings", in_=group)
    await asyncio.sleep(5)
    before = texts_in(world, group)
    await world.stop_bot()
    clock.move(timedelta(days=3))
    await world.start_bot()
    await world.restart_bot()
    world.telegram.faults.add(Fault("sendMessage", "lost", chat_id=group.id))
    preview = await previewed(anna, "Завтра ремонт")
    await anna.presses("Разослать", on=preview)
    await anna.sees("Рассылка закончена", timeout=300)
    assert texts_in(world, group) == [*before, "Завтра ремонт"]


async def test_a_broadcast_writes_over_no_answer_of_an_erased_asker(
    world: World, anna: Person, boris: Person
) -> None:
    """An answer whose asker was erased is not taken for a lost broadcast."""
    await world.start_bot(admins=frozenset({anna.user.id}))
    group = world.telegram.supergroup("Дача", members=[anna, boris])
    world.gigachat.script("Ответ.")
    await anna.sends("@gigachat_bot вопрос", in_=group)
    await anna.sees(finished("Ответ."), in_=group)
    world.gigachat.script("Борису.")
    sent = await boris.sends("@gigachat_bot вопрос", in_=group)
    await boris.sees(finished("Ответ."), in_=group, after=sent)
    await boris.sends("/forget")
    asked = await boris.sees("Erase all")
    await boris.presses("Erase", on=asked)
    await asyncio.sleep(5)
    before = texts_in(world, group)
    await world.restart_bot()
    world.telegram.faults.add(Fault("sendMessage", "lost", chat_id=group.id))
    preview = await previewed(anna, "Завтра ремонт")
    await anna.presses("Разослать", on=preview)
    await anna.sees("Рассылка закончена", timeout=300)
    assert texts_in(world, group) == [*before, "Завтра ремонт"]


async def test_a_search_that_went_far_misleads_no_other(world: World, anna: Person) -> None:
    """How far a word was looked for before a restart is not taken for how far messages have come."""
    await world.start_bot()
    await anna.sends("раз")
    await anna.sees(finished("раз"))
    world.telegram.faults.add(Fault("sendMessage", "429", retry_after=30))
    await anna.sends("/help")
    await asyncio.sleep(3)
    await world.kill_bot()
    rows(world, "UPDATE letters SET sending_after = 500 WHERE ended_at IS NULL")
    await world.start_bot()
    await anna.sees("Напишите вопрос", timeout=120)
    world.telegram.faults.add(Fault("sendMessage", "lost"))
    world.gigachat.script("Вот ответ.")
    await anna.sends("вопрос")
    await anna.sees(finished("Вот ответ."), timeout=120)
    await asyncio.sleep(60)
    assert texts_in(world, anna.chat).count("Вот ответ.") == 1
