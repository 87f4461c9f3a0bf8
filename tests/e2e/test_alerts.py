"""What needs the owner reaches admins once, and that it is over; the balance before it runs out."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.sandbox.gigachat import Fault
from bot.sandbox.telegram import Message, Person
from tests.e2e.conftest import World, finished


@pytest.fixture
async def ruled(world: World, anna: Person, boris: Person) -> World:
    """Give a world whose bot has two admins, Anna and Boris."""
    await world.start_bot(admins=frozenset({anna.user.id, boris.user.id}))
    for person in (anna, boris):  # their languages are known from what they write
        await person.sees("", after=await person.sends("/help"))
    return world


@pytest.fixture
def guest(ruled: World) -> Person:
    """Give somebody who asks."""
    person = ruled.telegram.person("Гость")
    ruled.telegram.private(person)
    return person


async def asks(person: Person, times: int) -> None:
    """Ask so many questions, and wait for the end of each."""
    for number in range(times):
        sent = await person.sends(f"Вопрос {number}")
        await person.sees(finished(""), after=sent)
    await asyncio.sleep(5)


def heard(world: World, person: Person, words: str) -> list[Message]:
    """Return what a person was told with these words."""
    return [each for each in world.telegram.chat_history(person.chat) if words in each.text]


async def test_a_rejected_key_is_told_once_and_when_it_works_again(
    ruled: World, anna: Person, boris: Person, guest: Person
) -> None:
    """Five refusals are one message to each admin, in their language; then one that it works, and no more."""
    fault = ruled.gigachat.faults.add(Fault("status", endpoint="oauth", status=401, times=None))
    await asks(guest, 5)
    assert len(heard(ruled, anna, "GIGACHAT_CREDENTIALS")) == 1
    assert len(heard(ruled, boris, "The bot needs its owner")) == 1
    assert not heard(ruled, guest, "владельца бота. GigaChat")
    ruled.gigachat.faults.remove(fault)
    await asks(guest, 3)
    assert len(heard(ruled, anna, "Снова работает")) == 1
    ruled.gigachat.revoke_tokens()
    ruled.gigachat.faults.add(fault)
    await asks(guest, 2)
    assert len(heard(ruled, anna, "GIGACHAT_CREDENTIALS")) == 2


async def test_used_up_tokens_are_told_until_there_are_some(
    ruled: World, anna: Person, guest: Person
) -> None:
    """402 is one message; that another model answers ends nothing, new tokens do."""
    ruled.gigachat.ledger.balances["GigaChat-2"] = 0
    await asks(guest, 3)
    sent = await guest.sends("/model GigaChat-2-Max")
    await guest.sees("GigaChat-2-Max", after=sent)
    await asks(guest, 2)
    await asyncio.sleep(700)
    assert len(heard(ruled, anna, "закончились (402)")) == 1
    assert not heard(ruled, anna, "Снова работает")
    ruled.gigachat.ledger.balances["GigaChat-2"] = 1000
    await asyncio.sleep(3700)
    assert len(heard(ruled, anna, "Снова работает")) == 1


async def test_a_low_balance_is_told_once(ruled: World, anna: Person, guest: Person) -> None:
    """Tokens under BALANCE_WARNING are one message soon after the answer; the balance is not asked often."""
    balances = ruled.gigachat.ledger.balances
    balances["GigaChat-2"] = 5_000
    await ruled.restart_bot(balance_warning=1_000)
    await asyncio.sleep(60)
    assert not heard(ruled, anna, "BALANCE_WARNING")
    balances["GigaChat-2"] = 999
    await asks(guest, 1)
    await asyncio.sleep(700)
    assert len(heard(ruled, anna, "GigaChat-2 осталось токенов")) == 1
    await asyncio.sleep(3700)
    assert len(heard(ruled, anna, "BALANCE_WARNING")) == 1
    asked = [each for each in ruled.gigachat.requests if each.endpoint == "balance"]
    assert len(asked) <= 4


async def test_a_storage_that_refuses_is_told_although_nothing_can_be_stored(
    ruled: World, anna: Person, boris: Person, guest: Person, tmp_path: Path
) -> None:
    """While no update can be written down, each admin hears so once; and once that it works again."""
    path = tmp_path / "bot.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("updates", "letters"):
            connection.execute(
                f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} "
                "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
            )
    for number in range(4):
        await guest.sends(f"Вопрос {number}")
        await asyncio.sleep(20)
    assert len(heard(ruled, anna, "Ничего не удаётся записать")) == 1
    assert len(heard(ruled, boris, "Nothing can be stored")) == 1
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER full_updates")
        connection.execute("DROP TRIGGER full_letters")
    await guest.sends("И ещё")
    await asyncio.sleep(60)
    assert len(heard(ruled, anna, "Снова работает")) == 1
    assert len(heard(ruled, anna, "Ничего не удаётся записать")) == 1
