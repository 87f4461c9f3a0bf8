"""One scripted conversation, killed at every step of it, and cut off at every call of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from bot.core.conversation import ConversationKey, TurnState
from bot.sandbox.gigachat import Scenario
from bot.sandbox.telegram import Chat, Message, Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished

ANSWER = Scenario.words(15, 3.5, words_per_piece=3)
# Tried at every moment, until one lies behind the end of the conversation, which has fewer than these.
MOST_MOMENTS = 120


class Moments:
    """Counts the moments of one kind and kills the bot at number `nth`, in that very moment.

    "call": a call reached Telegram and is not done yet; "answer": it is done, and its answer on the way;
    "write": a statement that writes is done by SQLite, and the bot does not know yet.
    """

    def __init__(self, world: World, nth: int) -> None:
        self._world = world
        self._left = nth
        self.came = asyncio.Event()

    def pass_(self) -> None:
        """Count one."""
        self._left -= 1
        if self._left == 0:
            self._world.strike()
            self.came.set()

    async def until_it_came_or(self, seen: Coroutine[Any, Any, Message]) -> None:
        """Return at the kill, or without it once people have seen this."""
        # While a dead bot is not buried its statement under way lets virtual time stand still.
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(seen), asyncio.create_task(self.came.wait())]
        done, late = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()
        await asyncio.gather(*done)

    @asynccontextmanager
    async def of(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
        """Watch for moments of this kind."""
        if kind == "write":
            with monkeypatch.context() as patched:
                patched.setattr(aiosqlite.Connection, "execute_fetchall", self._noticing())
                yield
            return

        def hear(event: Any) -> None:
            if event.kind == kind:
                self.pass_()

        self._world.telegram.observe(hear)
        try:
            yield
        finally:
            self._world.telegram.unobserve(hear)

    def _noticing(self) -> Callable[..., Any]:
        execute = aiosqlite.Connection.execute_fetchall

        async def noticed(connection: aiosqlite.Connection, sql: str, *parameters: Any) -> Any:
            found = await execute(connection, sql, *parameters)
            if not sql.lstrip().startswith(("SELECT", "WITH", "BEGIN")):
                self.pass_()
            return found

        return noticed


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[tuple[World, Person]]:
    """Give a new world whose bot runs, and Anna in it."""
    world = World(folder)
    await world.open()
    anna = world.telegram.person("Анна", username="anna")
    world.telegram.private(anna)
    try:
        await world.start_bot()
        await asyncio.sleep(1)
        yield world, anna
    finally:
        await world.close()


def place(world: World, anna: Person, where: str) -> Chat:
    """Return the chat in which Anna asks."""
    return anna.chat if where == "private" else world.telegram.supergroup("Команда", members=[anna])


def ours(world: World, chat: Chat) -> list[Message]:
    """Return what the bot shows in a chat."""
    return [message for message in world.telegram.chat_history(chat) if message.sender is world.telegram.bot]


async def assert_answered_once(world: World, chat: Chat, *, requests: int) -> None:
    """Look for exactly one complete answer, in the chat and in the archive, and for nothing unfinished."""
    (message,) = ours(world, chat)
    assert message.text == ANSWER.text
    assert message.labels == ["↻ Ещё раз"]
    assert world.app is not None
    archive = world.app.archive
    turn = await archive.tip(ConversationKey(chat.id))
    assert turn is not None
    assert (turn.answer.state, turn.answer.text) == (TurnState.COMPLETE, ANSWER.text)
    assert turn.parent_id is None
    assert [each.message_id for each in await archive.answer_messages(turn.id)] == [message.message_id]
    assert await archive.unfinished() == []
    assert len(world.gigachat.chats) <= requests


@pytest.mark.parametrize(
    ("kind", "where"),
    [("call", "private"), ("answer", "private"), ("answer", "supergroup"), ("write", "private")],
)
async def test_a_kill_at_any_moment_costs_no_answer_and_makes_none_twice(
    tmp_path: Path, kind: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it dies, after the next start one complete answer stands, for one more request at the most."""
    for nth in range(1, MOST_MOMENTS):
        async with a_world(tmp_path / str(nth)) as (world, anna):
            chat = place(world, anna, where)
            world.gigachat.script(ANSWER)
            moments = Moments(world, nth)
            async with moments.of(kind, monkeypatch):
                await anna.sends("@gigachat_bot расскажи", in_=chat)
                await moments.until_it_came_or(anna.sees(finished(ANSWER.text), in_=chat))
            await world.kill_bot()
            await world.start_bot()
            await anna.sees(finished(ANSWER.text), in_=chat, timeout=30)
            await asyncio.sleep(20)
            await assert_answered_once(world, chat, requests=2)
            if not moments.came.is_set():
                return
    pytest.fail("the conversation never ended")


@pytest.mark.parametrize(
    ("kind", "where"),
    [("lost", "private"), ("lost", "supergroup"), ("reset", "private"), ("hang", "private")],
)
async def test_a_lost_answer_to_any_call_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, kind: str, where: str
) -> None:
    """Whichever call's answer is lost, whether it was done or not, one complete answer stands at the end."""
    for nth in range(1, MOST_MOMENTS):
        async with a_world(tmp_path / str(nth)) as (world, anna):
            chat = place(world, anna, where)
            world.gigachat.script(ANSWER)
            fault = world.telegram.faults.add(Fault("*", kind, nth=nth))
            await anna.sends("@gigachat_bot расскажи", in_=chat)
            await anna.sees(finished(ANSWER.text), in_=chat, timeout=120)
            await asyncio.sleep(20)
            await assert_answered_once(world, chat, requests=1)
            if not fault.hits:
                return
    pytest.fail("the conversation never ended")


@pytest.mark.parametrize("nth", [6, 12, 20])
async def test_a_kill_while_many_are_answered_leaves_nobody_half_an_answer(world: World, nth: int) -> None:
    """Twenty first messages are on their way when it dies, some confirmed: each chat ends with one answer."""
    world.gigachat.slots.limit = 20
    await world.start_bot(gigachat_streams=20)
    await asyncio.sleep(1)
    people = [world.telegram.person(f"Человек {number}") for number in range(20)]
    for person in people:
        world.telegram.private(person)
    world.gigachat.script(ANSWER)
    sent = 0

    def hear(event: Any) -> None:
        nonlocal sent
        sent += event.kind == "answer" and event.body.get("method") == "sendMessage"
        if sent == nth:
            world.strike()

    world.telegram.observe(hear)
    for person in people:
        await person.sends("расскажи")
    await asyncio.sleep(3)
    world.telegram.unobserve(hear)
    assert sent >= nth
    await world.kill_bot()
    await world.start_bot()
    await asyncio.sleep(90)
    for person in people:
        await assert_answered_once(world, person.chat, requests=40)
