"""What those who look after the bot see while it talks: numbers, readiness, and a log that can be read."""

import asyncio
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.log import set_up_logging
from bot.sandbox.gigachat import Fault as GigaChatFault
from bot.sandbox.telegram import Person
from bot.sandbox.telegram.faults import Fault
from tests.e2e.conftest import World, finished
from tests.logging_kept import logging_kept

ROOT = Path(__file__).parents[2]
HALVES = (ROOT / "README.md").read_text("utf-8").split("\n# English\n")
ANSWER = "Один два три четыре пять шесть семь восемь девять десять. Конец."


@pytest.fixture
def port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def logged() -> Iterator[None]:
    """Put logging back as it was."""
    with logging_kept():
        yield


async def page(port: int, path: str) -> tuple[int, str]:
    """Return status and text of a page."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def numbers(port: int) -> dict[str, float]:
    """Return what `/metrics` shows, by name with labels."""
    _, text = await page(port, "/metrics")
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def test_a_conversation_in_numbers(world: World, anna: Person, port: int) -> None:
    """Each number that README promises moves as the conversation says, and none names a chat."""
    await world.start_bot(health_port=port)
    world.gigachat.script(ANSWER, words_per_piece=1, first_delay=2.0, piece_delay=0.5)
    world.telegram.faults.add(Fault("editMessageText", "429", nth=2, retry_after=3))
    await anna.sends("Вопрос")
    await asyncio.sleep(4)
    seen = await numbers(port)
    assert (seen["bot_runs_live"], seen["bot_questions_waiting"]) == (1, 0)
    await anna.sees(finished("Конец."), timeout=60)
    world.gigachat.faults.add(GigaChatFault("status", status=402))
    await anna.sends("Вопрос")
    await asyncio.sleep(10)
    seen = await numbers(port)
    assert seen['bot_updates_total{type="message"}'] == 2
    assert (seen['bot_runs_total{state="complete"}'], seen['bot_runs_total{state="failed"}']) == (1, 1)
    assert seen['bot_gigachat_errors_total{kind="QuotaExhausted"}'] == 1
    assert seen['bot_telegram_calls_total{method="sendMessage",outcome="ok"}'] == 2
    assert seen['bot_telegram_calls_total{method="editMessageText",outcome="flood"}'] == 1
    assert sum(seen[name] for name in seen if re.match(r'bot_gigachat_tokens_total.*"completion"', name)) > 0
    assert seen["bot_first_piece_seconds_sum"] == pytest.approx(2.0, abs=0.2)
    assert 2.0 <= seen["bot_first_text_seconds_sum"] <= 3.0
    assert seen["bot_first_text_seconds_count"] == seen["bot_first_piece_seconds_count"] == 1
    assert seen["bot_lag_seconds_count"] == len(ANSWER.split())
    assert seen["bot_database_statement_seconds_count"] > 5
    assert seen["bot_runs_live"] == 0
    assert not [name for name in seen if str(anna.chat.id) in name]


@pytest.mark.parametrize("half", HALVES, ids=["ru", "en"])
async def test_readme_names_every_number(world: World, port: int, half: str) -> None:
    """README's table names each metric that the running bot exports, and none that it does not."""
    await world.start_bot(health_port=port)
    _, text = await page(port, "/metrics")
    families = re.findall(r"^# TYPE (bot_\w+)", text, re.MULTILINE)
    assert sorted(re.findall(r"^\| `(bot_\w+)` \|", half, re.MULTILINE)) == sorted(families)


async def test_readiness_follows_outages(world: World, anna: Person, port: int) -> None:
    """An idle bot's port asks GigaChat itself, once a minute at most, and says who is away."""
    await world.start_bot(health_port=port)
    assert (await page(port, "/ready"))[0] == 200
    for _ in range(5):
        assert (await page(port, "/ready"))[0] == 200
    asked = len(world.gigachat.journal.exchanges)
    world.gigachat.faults.add(GigaChatFault("status", endpoint="models", status=500, times=None))
    await asyncio.sleep(61)
    status, told = await page(port, "/ready")
    assert status == 503
    assert '"telegram": {"reachable": true' in told
    assert '"gigachat": {"reachable": false' in told
    assert "GigaChat answered 500 to models" in told
    assert len(world.gigachat.journal.exchanges) == asked + 3, "one probe, with the client's own repetitions"
    await anna.sends("Вопрос")
    await anna.sees(finished(""))
    assert (await page(port, "/ready"))[0] == 200, "an answer shows that it is back"


async def test_an_outage_of_telegram_is_told(world: World, port: int) -> None:
    """While Telegram can't be reached the bot is not ready, and says since when."""
    await world.start_bot(health_port=port)
    world.telegram.faults.add(Fault("getUpdates", "502_html", times=None))
    world.telegram.faults.add(Fault("getMe", "502_html", times=None))
    await asyncio.sleep(90)
    status, told = await page(port, "/ready")
    assert status == 503
    assert '"telegram": {"reachable": false' in told
    assert "ClientDecodeError" in told
    world.telegram.faults.clear()


async def test_the_log_can_be_read(
    world: World, anna: Person, logged: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A normal conversation is silent; an outage is one line at its beginning and one at its end."""
    set_up_logging("INFO", [])
    await world.start_bot()
    await asyncio.sleep(1)
    assert "is ready" in capsys.readouterr().err
    world.gigachat.script(ANSWER, words_per_piece=1, piece_delay=0.5)
    await anna.sends("Вопрос")
    await anna.sees(finished("Конец."), timeout=60)
    assert capsys.readouterr().err == ""
    world.telegram.faults.add(Fault("getUpdates", "502_html", times=None))
    world.telegram.faults.add(Fault("editMessageText", "502_html", times=None))
    world.gigachat.script(ANSWER, words_per_piece=1, piece_delay=0.5)
    await asyncio.sleep(300)
    world.telegram.faults.clear()
    await asyncio.sleep(60)
    told = capsys.readouterr().err
    assert told.count("an outage of Telegram begins") == told.count("the outage of Telegram is over") == 1
