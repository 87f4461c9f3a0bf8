"""Groups, topics, privacy mode, members, channels."""

from typing import Any

import pytest

from bot.sandbox.telegram import Attachment, Chat, Person, TelegramDouble
from tests.contract.sandbox_telegram.conftest import Bot

NO_THREAD = (400, "Bad Request: message thread not found")


@pytest.fixture
def anna(tg: TelegramDouble) -> Person:
    """Give somebody who is a member of everything below."""
    return tg.person("Анна")


@pytest.fixture
def olga(tg: TelegramDouble) -> Person:
    """Give an admin."""
    return tg.person("Ольга")


@pytest.fixture
def group(tg: TelegramDouble, anna: Person, olga: Person) -> Chat:
    """Give a supergroup without topics."""
    return tg.supergroup("Команда", members=[anna], admins=[olga])


@pytest.fixture
def forum(tg: TelegramDouble, anna: Person, olga: Person) -> Chat:
    """Give a forum in which the bot hears everything."""
    return tg.forum("Форум", topics=["A", "B"], members=[anna], owner=olga, bot="administrator")


async def test_privacy_mode(bot: Bot, anna: Person, group: Chat) -> None:
    """A bot under privacy mode hears mentions, its own commands and replies to it, and nothing else."""
    other = bot.tg.other_bot("Другой", "other_bot")
    await other.joins(group)
    await bot.updates()
    own = (await bot("sendMessage", chat_id=group.id, text="я тут")).result["message_id"]
    answer = bot.tg.archive.find(group, own)
    for text in (
        "болтовня",
        "@gigachat_botan",
        "😀 @GigaChat_Bot, привет",
        "/a@gigachat_bot",
        "/b@other_bot",
        "/c",
    ):
        await anna.sends(text, in_=group)
    await anna.sends("ответ", in_=group, reply_to=answer)
    await anna.sends("Гига, привет", in_=group, mentions={"Гига": bot.tg.bot})
    await other.sends("@gigachat_bot я тоже бот", in_=group)
    await other.sends("я пишу последним", in_=group)
    await anna.sends("/d", in_=group)
    heard = [message["text"] for message in await bot.messages()]
    assert heard == ["😀 @GigaChat_Bot, привет", "/a@gigachat_bot", "/c", "ответ", "Гига, привет"]


async def test_a_plain_command_where_no_bot_has_written(bot: Bot, anna: Person, group: Chat) -> None:
    """The only bot of a group hears a plain command before it has ever written."""
    await anna.sends("/start", in_=group)
    assert [message["text"] for message in await bot.messages()] == ["/start"]


@pytest.mark.parametrize("how", ["admin", "privacy off"])
async def test_without_privacy_everything_is_heard(http: Any, how: str) -> None:
    """An admin bot, or one with privacy mode off, hears everyone but other bots."""
    tg = TelegramDouble(privacy=how == "admin")
    await tg.start()
    anna, other = tg.person("Анна"), tg.other_bot("Другой", "other_bot")
    group = tg.group("Команда", members=[anna, other], bot="administrator" if how == "admin" else "member")
    await anna.sends("болтовня", in_=group)
    await other.sends("и я", in_=group)
    assert [message["text"] for message in await Bot(tg, http).messages()] == ["болтовня"]
    await tg.stop()


async def test_entities_of_a_caption(bot: Bot, anna: Person, group: Chat) -> None:
    """A mention in a caption is found in caption_entities, in UTF-16 offsets."""
    await anna.sends(caption="😀 @gigachat_bot", file=Attachment("photo", b"x"), in_=group, album="1")
    (message,) = await bot.messages()
    assert message["caption_entities"] == [{"type": "mention", "offset": 3, "length": 13}]
    assert (message["media_group_id"], "text" in message) == ("1", False)
    assert len(message["photo"]) == 2


async def test_topics(bot: Bot, anna: Person, forum: Chat) -> None:
    """Each message in a topic names it and replies to its root by itself; General's messages do neither."""
    await anna.sends("в теме", in_=forum, topic="A")
    await anna.sends("в общей", in_=forum)
    in_topic, general = await bot.messages()
    thread = forum.topic("A").thread_id
    assert (in_topic["message_thread_id"], in_topic["is_topic_message"]) == (thread, True)
    assert in_topic["reply_to_message"]["message_id"] == thread
    assert in_topic["reply_to_message"]["forum_topic_created"]["name"] == "A"
    assert not {"message_thread_id", "is_topic_message", "reply_to_message"} & general.keys()
    assert in_topic["chat"]["is_forum"]
    assert [m.text for m in bot.tg.chat_history(forum, "A")] == ["", "в теме"]


async def test_writing_to_topics(bot: Bot, anna: Person, forum: Chat) -> None:
    """A topic is reached by its id or a reply; General's id, an unknown and a deleted topic are refused."""
    thread = forum.topic("B").thread_id
    sent = (await bot("sendMessage", chat_id=forum.id, text="a", message_thread_id=thread)).result
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    asked = await anna.sends("вопрос", in_=forum, topic="B")
    reply = {"message_id": asked.message_id}
    answer = await bot("sendMessage", chat_id=forum.id, text="a", reply_parameters=reply)
    assert answer.result["message_thread_id"] == thread
    for wrong in (1, 99):
        said = await bot("sendMessage", chat_id=forum.id, text="a", message_thread_id=wrong)
        assert said.error == NO_THREAD
    assert (await bot("sendChatAction", chat_id=forum.id, action="typing", message_thread_id=1)).result
    forum.topic("B").deleted = True
    assert (await bot("sendMessage", chat_id=forum.id, text="a", message_thread_id=thread)).error == NO_THREAD


async def test_a_closed_topic(bot: Bot, anna: Person, olga: Person, forum: Chat) -> None:
    """Only an admin writes in a closed topic."""
    topic = forum.topic("A")
    topic.closed = True
    fields = {"chat_id": forum.id, "text": "a", "message_thread_id": topic.thread_id}
    assert (await bot("sendMessage", **fields)).result
    await olga.adds_bot(forum, "member")
    assert (await bot("sendMessage", **fields)).error == (400, "Bad Request: TOPIC_CLOSED")


async def test_the_root_of_the_bots_own_topic_is_no_reply_to_it(bot: Bot, anna: Person) -> None:
    """In a topic that the bot opened, privacy mode hides plain messages though they name its root."""
    forum = bot.tg.forum("Форум", members=[anna])
    bot.tg.topic(forum, "Моя", by=bot.tg.bot)
    await anna.sends("болтовня", in_=forum, topic="Моя")
    assert await bot.messages() == []


async def test_reply_threads(bot: Bot, anna: Person, group: Chat) -> None:
    """In a plain supergroup a reply has a thread id without being in a topic."""
    own = bot.tg.archive.find(
        group, (await bot("sendMessage", chat_id=group.id, text="a")).result["message_id"]
    )
    await anna.sends("ответ", in_=group, reply_to=own)
    (message,) = await bot.messages()
    assert own is not None
    assert message["message_thread_id"] == own.message_id
    assert "is_topic_message" not in message


async def test_stand_ins(bot: Bot, anna: Person, olga: Person, group: Chat) -> None:
    """Anonymous admins, people who write as a channel and automatic forwards are marked as at Telegram."""
    channel = bot.tg.group("Новости", kind="channel", admins=[olga], bot="left")
    channel.linked_group = group
    await olga.sends("@gigachat_bot аноним", in_=group, anonymous=True)
    await anna.sends("@gigachat_bot канал", in_=group, as_channel=channel)
    bot.tg.post_in_channel(channel, "@gigachat_bot пост")
    marks = [
        (m["from"]["id"], m["sender_chat"]["id"], m.get("is_automatic_forward")) for m in await bot.messages()
    ]
    assert marks == [
        (1087968824, group.id, None),
        (136817688, channel.id, None),
        (777000, channel.id, True),
    ]


async def test_channel_posts(bot: Bot, olga: Person) -> None:
    """A bot that administers a channel sees its posts, and one that does not may not write there."""
    channel = bot.tg.group("Новости", kind="channel", owner=olga, bot="administrator", username="news")
    bot.tg.post_in_channel(channel, "пост")
    assert (await bot.updates())[0]["channel_post"]["text"] == "пост"
    assert (await bot("sendMessage", chat_id="@news", text="a")).result["chat"]["type"] == "channel"
    await olga.adds_bot(channel, "member")
    assert (await bot("sendMessage", chat_id="@news", text="a")).status == 403


async def test_edited_messages(bot: Bot, anna: Person, group: Chat) -> None:
    """An edit reaches the bot as edited_message, under privacy mode only where the new text names it."""
    message = await anna.sends("привет", in_=group)
    await anna.edits(message, "всем привет")
    await anna.edits(message, "@gigachat_bot привет")
    (update,) = await bot.updates()
    assert update["edited_message"]["text"] == "@gigachat_bot привет"
    assert update["edited_message"]["edit_date"]
    with pytest.raises(AssertionError, match="own messages"):
        await bot.tg.person("Борис").edits(message, "a")
