"""What each answer of Telegram means, read by a real aiogram session from a real socket."""

import json
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import EditMessageText
from aiohttp import web

from bot.telegram.outgoing.failures import CALL_ERRORS, Failure, failure_of

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
# (status, description after its prefix, parameters, meaning); the texts are telegram-bot-api's.
ANSWERS = [
    (400, f"Bad Request: {NOT_MODIFIED}", None, Failure.UNCHANGED),
    (400, "Bad Request: message to delete not found", None, Failure.UNCHANGED),
    (400, "Bad Request: message can't be deleted", None, Failure.UNCHANGED),
    (400, "Bad Request: message to edit not found", None, Failure.MESSAGE_GONE),
    (400, "Bad Request: MESSAGE_ID_INVALID", None, Failure.MESSAGE_GONE),
    (400, "Bad Request: message can't be edited", None, Failure.MESSAGE_GONE),
    (400, "Bad Request: there is no text in the message to edit", None, Failure.MESSAGE_GONE),
    (400, "Bad Request: can't parse entities: Unclosed start tag", None, Failure.MARKUP_REFUSED),
    (400, "Bad Request: ENTITY_BOUNDS_INVALID", None, Failure.MARKUP_REFUSED),
    (400, "Bad Request: ENTITIES_TOO_LONG", None, Failure.MARKUP_REFUSED),
    (400, "Bad Request: RICH_MESSAGE_TEXT_INVALID", None, Failure.MARKUP_REFUSED),
    (400, "Bad Request: message is too long", None, Failure.REFUSED),
    (400, "Bad Request: MESSAGE_TOO_LONG", None, Failure.REFUSED),
    (400, "Bad Request: text is too long", None, Failure.REFUSED),
    (400, "Bad Request: message text is empty", None, Failure.REFUSED),
    (400, "Bad Request: BUTTON_DATA_INVALID", None, Failure.REFUSED),
    (400, "Bad Request: query is too old and response timeout expired", None, Failure.REFUSED),
    (400, "Bad Request: message to be replied not found", None, Failure.REFUSED),
    (400, "Bad Request: message thread not found", None, Failure.CHAT_CLOSED),
    (400, "Bad Request: TOPIC_CLOSED", None, Failure.CHAT_CLOSED),
    (400, "Bad Request: TOPIC_DELETED", None, Failure.CHAT_CLOSED),
    (400, "Bad Request: chat not found", None, Failure.CHAT_CLOSED),
    (400, "Bad Request: private chat not found", None, Failure.CHAT_CLOSED),
    (400, "Bad Request: not enough rights to send text messages to the chat", None, Failure.CHAT_CLOSED),
    (400, "Bad Request: have no write access to the chat", None, Failure.CHAT_CLOSED),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", None, Failure.CHAT_CLOSED),
    (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": -100},
        Failure.MOVED,
    ),
    (403, "Forbidden: bot was blocked by the user", None, Failure.CHAT_CLOSED),
    (403, "Forbidden: user is deactivated", None, Failure.CHAT_CLOSED),
    (403, "Forbidden: bot was kicked from the supergroup chat", None, Failure.CHAT_CLOSED),
    (401, "Unauthorized", None, Failure.NO_BOT),
    (404, "Not Found", None, Failure.NO_BOT),
    (409, "Conflict: terminated by other getUpdates request", None, Failure.REFUSED),
    (413, "Request Entity Too Large", None, Failure.REFUSED),
    (429, "Too Many Requests: retry after 31", {"retry_after": 31}, Failure.FLOOD),
    (429, "Too Many Requests", None, Failure.FLOOD),
    (500, "Internal Server Error: restart", None, Failure.PASSING),
    (502, "Bad Gateway", None, Failure.PASSING),
    (502, None, None, Failure.PASSING),
]
# Each session reads the system's roots anew, which takes longer than all else here; it reopens when used.
SESSION = AiohttpSession()
PORT_OF_NOBODY = 1
EDIT = EditMessageText(chat_id=1, message_id=1, text="x")


class Telegram:
    """A socket that answers every call with one prepared body, or closes the connection without one."""

    def __init__(self) -> None:
        self.status = 200
        self.body: str | None = None
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Return the prepared answer."""
        if self.body is None:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=self.status, text=self.body)


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    """Give a listening far side."""
    made = Telegram()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def meaning(url: str) -> Failure:
    """Make one call and return what its failure means."""
    SESSION.api = TelegramAPIServer.from_base(url)
    async with Bot("7000000001:AAE-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", session=SESSION) as bot:
        with pytest.raises(CALL_ERRORS) as raised:
            await bot(EDIT, request_timeout=5)
    return failure_of(raised.value)


@pytest.mark.parametrize(("status", "description", "parameters", "expected"), ANSWERS)
async def test_each_answer_has_its_meaning(
    telegram: Telegram,
    status: int,
    description: str | None,
    parameters: dict[str, int] | None,
    expected: Failure,
) -> None:
    """Telegram's texts, in their own spelling and through aiogram's classes, mean what the bot does next."""
    body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    telegram.status = status
    telegram.body = json.dumps({name: value for name, value in body.items() if value is not None})
    assert await meaning(telegram.url) is expected


async def test_a_gateways_page_passes_by(telegram: Telegram) -> None:
    """An HTML page of a proxy is an outage, not an answer."""
    telegram.status, telegram.body = 502, "<html><body>502 Bad Gateway</body></html>"
    assert await meaning(telegram.url) is Failure.PASSING


async def test_a_lost_answer_leaves_the_calls_fate_open(telegram: Telegram) -> None:
    """A connection that breaks after the request may have carried the message."""
    assert await meaning(telegram.url) is Failure.UNKNOWN_FATE


async def test_a_connection_that_never_was_carried_nothing() -> None:
    """Where nobody listens nothing can have landed, so even a send may be repeated."""
    assert await meaning(f"http://127.0.0.1:{PORT_OF_NOBODY}") is Failure.PASSING


@pytest.mark.parametrize("scheme", ["http", "socks4", "socks5"])
async def test_a_proxy_that_is_away_passes_by(telegram: Telegram, scheme: str) -> None:
    """A proxy of any kind that can't be reached is an outage to sit out, and no message went through it."""
    session = AiohttpSession(
        proxy=f"{scheme}://anna:pa55@127.0.0.1:{PORT_OF_NOBODY}",
        api=TelegramAPIServer.from_base(telegram.url),
    )
    async with Bot("7000000001:AAE-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", session=session) as bot:
        with pytest.raises(CALL_ERRORS) as raised:
            await bot(EDIT, request_timeout=5)
    assert failure_of(raised.value) is Failure.PASSING
