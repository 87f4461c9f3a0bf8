"""The bot goes down and comes back; and its database refuses to write."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosqlite
import pytest

from bot.app import App
from bot.core.conversation import ConversationKey, TurnState
from bot.core.errors import SettingsError
from bot.locales import words_in
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Person
from tests.e2e.conftest import BOTH_DELIVERIES, World, finished, growing

pytestmark = BOTH_DELIVERIES


def held_answer() -> list[str | Piece]:
    """Return an answer that stays unfinished."""
    return ["Начало ответа уже на экране, ", Piece("конец далеко.", gate=asyncio.Event())]


def app_of(world: World) -> App:
    """Return the running bot."""
    assert world.app is not None
    return world.app


@pytest.mark.parametrize("where", ["private", "group"])
async def test_an_answer_that_a_stop_interrupts_is_finished_by_the_next_start(
    world: World, anna: Person, where: str
) -> None:
    """SIGTERM marks a growing answer as paused; the next start writes it to its end in the same message."""
    group = world.telegram.group("Команда", members=[anna]) if where == "group" else None
    await world.start_bot(shutdown_grace=0)
    world.gigachat.script(held_answer(), times=1)
    world.gigachat.script("Совсем другой, зато полный ответ.")
    await anna.sends("@gigachat_bot расскажи", in_=group)
    message = await anna.sees(growing("Начало"), in_=group)
    await world.stop_bot()
    assert message.text == "Начало ответа уже на экране,\n\n" + words_in("ru")("note-paused")
    assert message.labels == []
    assert world.gigachat.chats[-1].aborted
    await world.start_bot()
    await anna.sees(finished("полный ответ."), in_=group)
    assert message.text == "Совсем другой, зато полный ответ."
    own = [m for m in world.telegram.chat_history(message.chat) if m.sender is world.telegram.bot]
    assert own == [message]


async def test_questions_in_line_survive_a_restart_in_their_order(world: World, anna: Person) -> None:
    """What was asked but not answered before the stop is answered after the start, in order."""
    await world.start_bot(shutdown_grace=0)
    world.gigachat.script(held_answer(), times=1)
    await anna.sends("раз")
    await anna.sees(growing("Начало"))
    await anna.sends("два")
    await asyncio.sleep(1)
    world.gigachat.script("Первый.", match="раз")
    world.gigachat.script("Второй.", match="два")
    await world.restart_bot()
    await anna.sees(finished("Второй."))
    assert [m["content"] for m in world.prompts()[-1]] == ["раз", "Первый.", "два"]


async def test_a_stop_waits_for_a_short_answer(world: World, anna: Person) -> None:
    """Within the grace a growing answer comes to its end before the bot goes."""
    await world.start_bot(shutdown_grace=10)
    world.gigachat.script(["Ответ почти готов, осталось ", "немного ", "подождать."], piece_delay=2.0)
    await anna.sends("Скорее")
    message = await anna.sees(growing("Ответ"))
    await world.stop_bot()
    assert message.text == "Ответ почти готов, осталось немного подождать."
    assert not world.gigachat.chats[-1].aborted


async def test_a_restart_forgets_nothing(bot: World, anna: Person) -> None:
    """Conversation, model, system prompt, language and session id are the same after a restart."""
    bot.gigachat.script("Очень приятно, Аня.", match="Я Аня")
    bot.gigachat.script("Вас зовут Аня.", match="зовут")
    await anna.sends("/model GigaChat-2-Max")
    await anna.sees("GigaChat-2-Max")
    await anna.sends("/system Ты — вежливый дворецкий")
    await anna.sees("Принято")
    await app_of(bot).archive.set_language(ConversationKey(anna.chat.id), "en")
    await anna.sends("Я Аня")
    before = await anna.sees(finished("Очень приятно"))
    await bot.restart_bot()
    await anna.sends("Как меня зовут?")
    await anna.sees(finished("Вас зовут Аня."))
    first, second = bot.gigachat.chats
    assert second.body["model"] == "GigaChat-2-Max"
    assert [m["content"] for m in second.body["messages"]] == [
        "Ты — вежливый дворецкий", "Я Аня", "Очень приятно, Аня.", "Как меня зовут?",
    ]  # fmt: skip
    assert first.headers["X-Session-ID"] == second.headers["X-Session-ID"]
    assert before.labels == ["↻ Retry"]
    await anna.presses("Retry", on=before)
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 3)


async def test_a_stop_leaves_no_task_behind(world: World, anna: Person) -> None:
    """When the bot is down, nothing of it runs on: neither pumps nor typing nor workers."""
    before = asyncio.all_tasks()
    await world.start_bot(shutdown_grace=0)
    world.gigachat.script(held_answer())
    await anna.sends("раз")
    await anna.sees(growing("Начало"))
    await anna.sends("два")
    await asyncio.sleep(1)
    await world.stop_bot()
    await asyncio.sleep(1)
    left = {task for task in asyncio.all_tasks() - before if "bot.sandbox" not in repr(task.get_coro())}
    assert [task for task in left if "RequestHandler" not in repr(task)] == []


async def test_two_conversations_share_one_slot(world: World, anna: Person, boris: Person) -> None:
    """With one stream the second asker sees their place after two seconds, then the answer there."""
    await world.start_bot(gigachat_streams=1)
    gate = asyncio.Event()
    world.gigachat.script(["Ответ для Анны идёт, ", Piece("и вот готов.", gate=gate)], match="Анна")
    world.gigachat.script("An answer for Boris.", match="Boris")
    await anna.sends("Это Анна")
    await anna.sees(growing("Ответ"))
    asked = await boris.sends("This is Boris")
    place = await boris.sees("place 1")
    assert place.labels == ["✕ Leave"]
    assert 2.0 <= place.at - asked.at <= 2.5
    assert len(world.gigachat.chats) == 1
    gate.set()
    await boris.sees(finished("An answer for Boris."))
    assert place.text == "An answer for Boris."
    assert [c.status for c in world.gigachat.chats] == [200, 200]


async def test_one_in_line_can_leave_it(world: World, anna: Person, boris: Person) -> None:
    """Who leaves the line is not waited for; GigaChat is not asked, and the slot is not lost."""
    await world.start_bot(gigachat_streams=1)
    gate = asyncio.Event()
    world.gigachat.script(["Ответ для Анны идёт, ", Piece("и вот готов.", gate=gate)], match="Анна")
    await anna.sends("Это Анна")
    await anna.sees(growing("Ответ"))
    await boris.sends("This is Boris")
    place = await boris.sees("place 1")
    await boris.presses("Leave", on=place)
    await boris.sees(finished("The question has left the line."))
    gate.set()
    await anna.sees(finished("и вот готов."))
    world.gigachat.script("Ещё один.", match="ещё")
    await anna.sends("ещё")
    await anna.sees(finished("Ещё один."))
    assert len(world.gigachat.chats) == 2


@pytest.mark.parametrize("refusal", ["locked", "read-only"])
async def test_a_database_that_refuses_is_said(bot: World, anna: Person, refusal: str) -> None:
    """People are told once that nothing can be written down, and are answered as soon as it can."""
    bot.gigachat.script("Записано и отвечено.")
    await asyncio.sleep(1)
    async with refusing(app_of(bot), refusal):
        await anna.sends("Вопрос")
        told = await anna.sees(words_in("ru")("error-storage"))
        await anna.sends("И ещё один")
        await asyncio.sleep(40)
    assert bot.gigachat.chats == []
    await anna.sees(finished("Записано и отвечено."), timeout=60)
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 2)
    assert [m for m in bot.telegram.chat_history(anna.chat) if "хранилище" in m.text] == [told]


@pytest.mark.parametrize("refusal", ["locked", "read-only"])
async def test_an_answer_that_can_not_be_stored_is_shown_all_the_same(
    bot: World, anna: Person, refusal: str
) -> None:
    """A database that refuses while an answer ends does not keep the text from its reader, nor lose it."""
    gate = asyncio.Event()
    bot.gigachat.script(["Ответ уже начат, и вот ", Piece("он готов.", gate=gate)])
    await anna.sends("Вопрос")
    await anna.sees(growing("Ответ"))
    async with refusing(app_of(bot), refusal):
        gate.set()
        await anna.sees(finished("Ответ уже начат, и вот он готов."))
    await asyncio.sleep(30)
    turn = await app_of(bot).archive.tip(ConversationKey(anna.chat.id))
    assert turn is not None
    assert turn.answer.state is TurnState.COMPLETE


@asynccontextmanager
async def refusing(app: App, refusal: str) -> AsyncIterator[None]:
    """Let the bot's database refuse to write, as another process or a read-only disk makes it."""
    database = app.archive._database
    if refusal == "read-only":
        await database.rows("PRAGMA query_only = ON")
        try:
            yield
        finally:
            await database.rows("PRAGMA query_only = OFF")
        return
    await database.rows("PRAGMA busy_timeout = 20")
    async with aiosqlite.connect(database.path, isolation_level=None) as other:
        await other.execute("BEGIN EXCLUSIVE")
        yield


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gigachat_base_url", "http://example.org/v1"),
        ("gigachat_auth_url", "ngw.example.org"),
        ("gigachat_scope", "GIGACHAT API"),
        ("gigachat_proxy", "nowhere"),
        ("gigachat_ca_bundle_file", "/nowhere/ca.crt"),
        ("gigachat_credentials", None),
    ],
)
async def test_a_setting_to_mend_stops_the_start_at_once(world: World, name: str, value: str | None) -> None:
    """A malformed value is named before Telegram, which may be away, is asked anything."""
    with pytest.raises(SettingsError, match=f"^{name.upper()}"):
        await world.start_bot(**{name: value})
    assert world.telegram.calls == []
