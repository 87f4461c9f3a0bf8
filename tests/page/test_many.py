"""Many people in the browser: the line for the one stream, and a newcomer whom an admin lets in."""

import asyncio

import pytest
from playwright.async_api import expect

from bot.locales import words_in
from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Person
from tests.page.conftest import Sandbox, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = words_in("ru")


async def test_one_lines_up_sees_the_place_go_down_and_leaves(bot: Sandbox, screen: Screen) -> None:
    """Behind two others the place is told, goes down when one is served, and ends by Leave at once."""
    gates = {name: asyncio.Event() for name in ("Борис", "Вера")}
    for name, gate in gates.items():
        bot.gigachat.script([f"{name}, ответ начат, ", Piece("и вот он весь.", gate=gate)], match=name)
    await screen.starts()
    boris, vera = bot.world.boris, bot.world.vera
    for person, name in ((boris, "Борис"), (vera, "Вера")):
        bot.telegram.private(person)
        await person.sends(f"Это {name}")
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 1)
    await screen.says("А мне?")
    await expect(screen.answer.locator(".text")).to_contain_text("2-е место")
    await expect(screen.answer.locator(".key")).to_have_text([WORDS("button-leave")])
    gates["Борис"].set()
    await expect(screen.answer.locator(".text")).to_contain_text("1-е место")
    await screen.button(WORDS("button-leave")).click()
    await expect(screen.answer.locator(".text")).to_contain_text(WORDS("note-left"))
    gates["Вера"].set()
    await vera.sees("и вот он весь.")
    assert len(bot.gigachat.chats) == 2, "who has left is not asked for"


async def test_an_admin_lets_a_newcomer_in_by_a_button(sandbox: Sandbox, screen: Screen) -> None:
    """The admin's page shows the request, one press opens the door, and the newcomer is told and answered."""
    anna, boris = sandbox.world.anna, sandbox.world.boris
    await sandbox.start_bot(access="list", admins=frozenset({anna.id}))
    sandbox.gigachat.script("Welcome in.")
    await screen.starts()
    sandbox.telegram.private(boris)
    await boris.sends("Hello?")
    await expect(screen.answer.locator(".text")).to_contain_text("Борис")
    await screen.button(WORDS("button-allow")).click()
    await expect(screen.answer.locator(".text")).to_contain_text("Доступ открыт")
    await boris.sees(words_in("en")("access-granted")[:30])
    await answered(boris, "May I ask now?", "Welcome in.")


async def answered(person: Person, question: str, answer: str) -> None:
    """Ask and wait for the answer."""
    await person.sends(question)
    await person.sees(answer)
