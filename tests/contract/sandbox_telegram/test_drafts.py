"""Drafts and chat actions."""

import asyncio
from typing import Any

import pytest

from bot.sandbox.telegram import Chat, NotSeenError, TelegramDouble
from tests.contract.sandbox_telegram.conftest import Bot

UNCLOSED = "can't parse entities: Can't find end tag corresponding to start tag \"b\""


@pytest.fixture
def chat(tg: TelegramDouble) -> Chat:
    """Give a person's chat with the bot."""
    return tg.private(tg.person("Анна"))


async def test_a_draft_grows_and_expires(bot: Bot, chat: Chat) -> None:
    """One id is one draft with all its frames; 30 s after the last one it is gone and leaves no message."""
    for text in ("", "при", "привет"):
        assert (await bot("sendMessageDraft", chat_id=chat.id, draft_id=5, text=text)).result is True
        await asyncio.sleep(20)
    (draft,) = bot.tg.drafts(chat)
    assert [frame.text for frame in draft.frames] == ["", "при", "привет"]
    await asyncio.sleep(10.1)
    assert not bot.tg.drafts(chat)
    assert draft.ended == "expired"
    assert not bot.tg.chat_history(chat)


async def test_any_message_removes_drafts(bot: Bot, chat: Chat) -> None:
    """A normal message of the bot clears every draft from the chat, a chat action does not."""
    for number in (5, 6):
        await bot("sendMessageDraft", chat_id=chat.id, draft_id=number, text="a")
    await bot("sendChatAction", chat_id=chat.id, action="typing")
    assert len(bot.tg.drafts(chat)) == 2
    await bot("sendMessage", chat_id=chat.id, text="готово")
    assert [draft.ended for draft in bot.tg.draft_book.log] == ["message", "message"]


async def test_stop(bot: Bot, chat: Chat) -> None:
    """The native Stop tells the bot which draft was stopped, and not who did it."""
    anna = bot.tg.people[0]
    await bot("sendMessageDraft", chat_id=chat.id, draft_id=5, text="при", can_stop=True)
    await anna.stops_draft(await anna.sees_draft("при"))
    (update,) = await bot.updates()
    assert update["stopped_message_generation"] == {"chat": chat.wire(), "draft_id": 5}
    assert not bot.tg.drafts(chat)
    await bot("sendMessageDraft", chat_id=chat.id, draft_id=6, text="a")
    with pytest.raises(AssertionError, match="no Stop"):
        await anna.stops_draft(await anna.sees_draft())


async def test_keep_on_stop(bot: Bot, chat: Chat) -> None:
    """With keep_on_stop the partial text stays on screen until its time is over."""
    anna = bot.tg.people[0]
    await bot("sendMessageDraft", chat_id=chat.id, draft_id=5, text="a", can_stop=True, keep_on_stop=True)
    await anna.stops_draft(await anna.sees_draft())
    assert bot.tg.drafts(chat)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"draft_id": 0}, "RANDOM_ID_INVALID"),
        ({"text": "я" * 4097}, "MESSAGE_TOO_LONG"),
        ({"message_thread_id": 7}, "message thread not found"),
        (
            {"text": "<b>", "parse_mode": "HTML"},
            UNCLOSED,
        ),
    ],
)
async def test_drafts_that_fail(bot: Bot, chat: Chat, fields: dict[str, Any], words: str) -> None:
    """A draft without an id, too long, in an unknown thread or in broken HTML is refused."""
    said = await bot("sendMessageDraft", **({"chat_id": chat.id, "draft_id": 5, "text": "a"} | fields))
    assert said.error == (400, f"Bad Request: {words}")


async def test_drafts_are_for_private_chats(bot: Bot) -> None:
    """A group takes no draft, and a keyboard is not among a draft's parameters."""
    anna = bot.tg.person("Анна")
    group = bot.tg.supergroup("Команда", members=[anna])
    said = await bot("sendMessageDraft", chat_id=group.id, draft_id=5, text="a")
    assert said.error == (400, "Bad Request: TEXTDRAFT_PEER_INVALID")
    bot.tg.private(anna)
    await bot("sendMessageDraft", chat_id=anna.id, draft_id=5, text="a", reply_markup={})
    assert bot.tg.violations == ["sendMessageDraft: unknown parameter 'reply_markup'"]


async def test_drafts_and_actions_share_their_limits(bot: Bot, chat: Chat) -> None:
    """Drafts and chat actions are counted together, 20 in 5 s, apart from messages."""
    bot.tg.typing_limiter = TelegramDouble().typing_limiter
    bot.tg.chat_limiter = TelegramDouble().chat_limiter
    for _ in range(10):
        await bot("sendMessageDraft", chat_id=chat.id, draft_id=5, text="a")
        await bot("sendChatAction", chat_id=chat.id, action="typing")
    flood = await bot("sendMessageDraft", chat_id=chat.id, draft_id=5, text="a")
    assert flood.body["parameters"] == {"retry_after": 5}
    assert (await bot("sendMessage", chat_id=chat.id, text="готово")).result


async def test_typing_is_seen_for_five_seconds(bot: Bot, chat: Chat) -> None:
    """An action is on screen for 5 s, or until the bot's message comes."""
    anna = bot.tg.people[0]
    await bot("sendChatAction", chat_id=chat.id, action="typing")
    await asyncio.sleep(4)
    await anna.sees_action("typing")
    await asyncio.sleep(2)
    with pytest.raises(NotSeenError):
        await anna.sees_action("typing", timeout=1)
    await bot("sendChatAction", chat_id=chat.id, action="typing")
    await bot("sendMessage", chat_id=chat.id, text="a")
    with pytest.raises(NotSeenError):
        await anna.sees_action("typing", timeout=1)


async def test_actions_that_fail(bot: Bot, chat: Chat) -> None:
    """An unknown action is refused, and so is any in a channel."""
    said = await bot("sendChatAction", chat_id=chat.id, action="dancing")
    assert said.error == (400, "Bad Request: wrong parameter action in request")
    channel = bot.tg.group("Новости", kind="channel", bot="administrator")
    said = await bot("sendChatAction", chat_id=channel.id, action="typing")
    assert said.status == 400
