"""Updates: polling, conflicts, webhooks."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, web

from bot.sandbox.telegram import TelegramDouble
from tests.contract.sandbox_telegram.conftest import Bot

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def test_offsets_confirm(bot: Bot) -> None:
    """An update comes again until an offset confirms it; a negative offset keeps the queue's end alone."""
    anna = bot.tg.person("Анна")
    for text in "абвг":
        await anna.sends(text)
    first = (await bot("getUpdates", limit=1)).result
    assert first == (await bot("getUpdates", limit=1)).result
    rest = (await bot("getUpdates", offset=first[0]["update_id"] + 1)).result
    assert [update["message"]["text"] for update in rest] == ["б", "в", "г"]
    last = (await bot("getUpdates", offset=-1)).result
    assert [update["message"]["text"] for update in last] == ["г"]
    assert (await bot("getUpdates")).result == last


async def test_a_long_poll_answers_at_once_when_something_comes(bot: Bot) -> None:
    """A waiting poll returns in the moment of the message, an idle one after its timeout."""
    anna, started = bot.tg.person("Анна"), bot.tg.now()
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(7)
    await anna.sends("привет")
    assert (await poll).result[0]["message"]["text"] == "привет"
    assert bot.tg.now() - started == pytest.approx(7)
    await bot("getUpdates", offset=-1)
    offset = bot.tg.updates.waiting(bot.tg.now())[0].update_id + 1
    assert (await bot("getUpdates", offset=offset, timeout=30)).result == []
    assert bot.tg.now() - started == pytest.approx(37)


async def test_a_second_poller_ends_the_first(bot: Bot) -> None:
    """Of two instances the old one is told of the conflict, and the new one goes on."""
    old = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(1)
    new = asyncio.create_task(bot("getUpdates", timeout=30))
    assert (await old).error == (409, CONFLICT)
    await bot.tg.person("Анна").sends("привет")
    assert len((await new).result) == 1


async def test_allowed_updates(bot: Bot) -> None:
    """Only the kinds asked for are queued, from the call on; an empty list means the default again."""
    anna = bot.tg.person("Анна")
    await bot("getUpdates", allowed_updates=["callback_query"])
    await anna.sends("мимо")
    await bot("getUpdates", allowed_updates=[])
    await anna.sends("в цель")
    assert [message["text"] for message in await bot.messages()] == ["в цель"]


async def test_updates_grow_old(bot: Bot) -> None:
    """A message waits a day and a pressed button 150 seconds, no longer."""
    tg, anna = bot.tg, bot.tg.person("Анна")
    chat = tg.private(anna)
    keyboard = {"inline_keyboard": [[{"text": "Стоп", "callback_data": "s"}]]}
    await bot("sendMessage", chat_id=chat.id, text="a", reply_markup=keyboard)
    anna.pushes("Стоп", on=tg.chat_history(chat)[0])
    await anna.sends("вопрос")
    await asyncio.sleep(151)
    assert [list(update)[1] for update in (await bot("getUpdates")).result] == ["message"]
    await asyncio.sleep(24 * 3600)
    assert (await bot("getUpdates")).result == []


@dataclass
class Hook:
    """The bot's own address: what came, and how to answer it."""

    url: str = ""
    came: list[tuple[float, str, Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    wait: float = 0.0

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one delivery."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.came.append((asyncio.get_running_loop().time(), secret, await request.json()))
        await asyncio.sleep(self.wait)
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers={"Retry-After": "7"} if status == 503 else {})

    @property
    def texts(self) -> list[str]:
        """Return the texts of the messages that came."""
        return [update["message"]["text"] for _, _, update in self.came]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """Listen on loopback."""
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.serve)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_delivers_with_the_secret(bot: Bot, hook: Hook) -> None:
    """What waited and what comes is delivered with the secret header, and polling is refused meanwhile."""
    anna = bot.tg.person("Анна")
    await anna.sends("раз")
    await bot("setWebhook", url=hook.url, secret_token="s3cret")
    await anna.sends("два")
    await asyncio.sleep(1)
    assert hook.texts == ["раз", "два"]
    assert {secret for _, secret, _ in hook.came} == {"s3cret"}
    assert (await bot("getUpdates")).error == (409, WEBHOOK_ACTIVE)
    assert (await bot("getWebhookInfo")).result["pending_update_count"] == 0
    await bot("deleteWebhook")
    assert (await bot("getWebhookInfo")).result["url"] == ""
    assert (await bot("getUpdates")).result == []


async def test_a_webhook_is_called_one_at_a_time_for_each_chat(bot: Bot, hook: Hook) -> None:
    """A slow answer holds up its own chat and no other."""
    hook.wait = 5
    anna, boris = bot.tg.person("Анна"), bot.tg.person("Борис")
    await bot("setWebhook", url=hook.url)
    for who, text in ((anna, "а1"), (anna, "а2"), (boris, "б1")):
        await who.sends(text)
    await asyncio.sleep(12)
    begun = [at for at, _, _ in hook.came]
    assert hook.texts == ["а1", "б1", "а2"]
    assert [round(at - begun[0]) for at in begun] == [0, 0, 5]


async def test_a_failing_webhook_is_tried_again(bot: Bot, hook: Hook) -> None:
    """A refusal is followed by later attempts with a growing delay, or after its Retry-After."""
    hook.statuses = [500, 500, 503]
    await bot("setWebhook", url=hook.url)
    await bot.tg.person("Анна").sends("раз")
    await asyncio.sleep(2)
    info = (await bot("getWebhookInfo")).result
    assert (info["pending_update_count"], info["last_error_message"]) == (
        1,
        "Wrong response from the webhook: 500",
    )
    await asyncio.sleep(20)
    begun = [at for at, _, _ in hook.came]
    assert [round(late - early) for early, late in pairwise(begun)] == [1, 2, 7]
    assert hook.texts == ["раз"] * 4


async def test_a_dead_webhook_loses_nothing(bot: Bot, hook: Hook) -> None:
    """Updates wait while nobody listens; going back to polling brings them."""
    await bot("setWebhook", url="http://127.0.0.1:1/hook")
    await bot.tg.person("Анна").sends("раз")
    await asyncio.sleep(10)
    await bot("deleteWebhook")
    assert [message["text"] for message in await bot.messages()] == ["раз"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://example.com/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.com/", "secret_token": "я"}, "secret token contains unallowed characters"),
    ],
)
async def test_webhooks_that_fail(bot: Bot, fields: dict[str, str], words: str) -> None:
    """A plain-text address beyond loopback and a strange secret are refused."""
    assert (await bot("setWebhook", **fields)).error == (400, f"Bad Request: {words}")


async def test_setting_a_webhook_ends_the_poll_and_may_drop(bot: Bot) -> None:
    """A poll that waits is told; with drop_pending_updates nothing old is delivered."""
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(1)
    await bot("setWebhook", url="http://127.0.0.1:1/hook")
    assert (await poll).error == (409, "Conflict: terminated by setWebhook request")
    await bot.tg.person("Анна").sends("старое")
    await bot("setWebhook", url="", drop_pending_updates=True)
    assert (await bot("getUpdates")).result == []


async def test_it_stops_while_a_poll_waits(http: ClientSession) -> None:
    """Stopping does not wait for a poll's fifty seconds."""
    tg = TelegramDouble()
    await tg.start()
    poll = asyncio.create_task(Bot(tg, http)("getUpdates", timeout=50))
    await asyncio.sleep(1)
    await tg.stop()
    assert tg.now() < 5
    with pytest.raises(ClientError):
        await poll
