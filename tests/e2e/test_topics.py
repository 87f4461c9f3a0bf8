"""A forum: each topic is a conversation of its own, and General is one of them."""

import asyncio

import pytest

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Chat, Person
from tests.e2e.conftest import World, finished, growing


@pytest.fixture
def forum(world: World, anna: Person, boris: Person) -> Chat:
    """Give a forum of Anna, who is its admin, Boris and the bot, with two topics besides General."""
    return world.telegram.forum("Клуб", admins=[anna], members=[boris], topics=["Кухня", "Гараж"])


def threads_of(world: World, method: str) -> list[object]:
    """Return the thread ids that the calls of a method named."""
    return [call.params.get("message_thread_id") for call in world.telegram.calls_of(method)]


async def test_each_topic_remembers_its_own_talk(bot: World, forum: Chat, anna: Person) -> None:
    """What was said in one topic is unknown in the other and in General, and known where it was said."""
    bot.gigachat.script("Запомнил.")
    for topic, said in (("Кухня", "суп"), ("Гараж", "мотор"), (None, "привет")):
        asked = await anna.sends(f"@gigachat_bot запомни: {said}", in_=forum, topic=topic)
        answer = await anna.sees(finished("Запомнил."), in_=forum, topic=topic, after=asked)
        assert answer.reply_to is asked
        assert answer.thread_id == asked.thread_id
    prompts = [[m["content"] for m in prompt[1:]] for prompt in bot.prompts()]
    assert prompts == [["Анна: запомни: суп"], ["Анна: запомни: мотор"], ["Анна: запомни: привет"]]
    asked = await anna.sends("@gigachat_bot что ты помнишь?", in_=forum, topic="Кухня")
    await anna.sees(finished("Запомнил."), in_=forum, topic="Кухня", after=asked)
    again = [message["content"] for message in bot.prompts()[-1][1:]]
    assert again == ["Анна: запомни: суп", "Запомнил.", "Анна: что ты помнишь?"]
    sessions = [exchange.session_id for exchange in bot.gigachat.chats]
    assert sessions[0] == sessions[3]
    assert len(set(sessions)) == 3


async def test_general_is_never_called_by_its_number(bot: World, forum: Chat, boris: Person) -> None:
    """Telegram refuses thread 1, so nothing that goes to General names a thread at all."""
    await boris.sends("@gigachat_bot hello, a long answer please", in_=forum)
    await boris.sees(growing(""), in_=forum)
    await boris.sees(finished(""), in_=forum, timeout=120)
    command = await boris.sends("/settings@gigachat_bot", in_=forum)
    shown = await boris.sees("Settings", in_=forum, after=command)
    await boris.presses("Character", on=shown)
    await boris.sends("/help@gigachat_bot", in_=forum)
    await boris.sees("/retry", in_=forum)
    for method in ("sendMessage", "sendChatAction"):
        assert set(threads_of(bot, method)) == {None}


async def test_a_topic_that_the_bot_opened_is_not_a_talk_with_it(
    world: World, forum: Chat, anna: Person
) -> None:
    """Plain messages there carry the bot's root message as an implicit reply; nobody asked the bot."""
    world.telegram.privacy = False
    await world.start_bot()
    topic = world.telegram.topic(forum, "Отпуск", by=world.telegram.bot)
    said = await anna.sends("Едем на море", in_=forum, topic="Отпуск")
    assert said.reply_to is not None, "the sandbox must send the implicit reply"
    assert said.reply_to.sender is world.telegram.bot
    await asyncio.sleep(10)
    assert world.gigachat.chats == []
    world.gigachat.script("Возьмите панаму.")
    await anna.sends("@gigachat_bot что взять?", in_=forum, topic=topic.thread_id)
    await anna.sees(finished("панаму"), in_=forum, topic="Отпуск")
    assert world.prompts()[0][-1]["content"] == "Анна: что взять?"


async def test_settings_belong_to_their_topic(bot: World, forum: Chat, anna: Person) -> None:
    """A character set in one topic does not speak in another, by command as by button."""
    bot.gigachat.script("Хорошо.")
    await anna.sends("/system@gigachat_bot Ты — повар", in_=forum, topic="Кухня")
    await anna.sees("Принято", in_=forum, topic="Кухня")
    command = await anna.sends("/model@gigachat_bot", in_=forum, topic="Гараж")
    models = await anna.sees("Модель этого разговора", in_=forum, topic="Гараж", after=command)
    await anna.presses("GigaChat-2-Max", on=models)
    await anna.sees("Теперь отвечает GigaChat-2-Max", in_=forum, topic="Гараж")
    for topic in ("Кухня", "Гараж"):
        asked = await anna.sends("@gigachat_bot привет", in_=forum, topic=topic)
        await anna.sees(finished("Хорошо."), in_=forum, topic=topic, after=asked)
    kitchen, garage = bot.gigachat.chats
    assert (kitchen.body["model"], garage.body["model"]) == ("GigaChat-2", "GigaChat-2-Max")
    assert "Ты — повар" in kitchen.body["messages"][0]["content"]
    assert "Ты — повар" not in str(garage.body)


async def test_stop_ends_its_own_topic_alone(world: World, forum: Chat, anna: Person) -> None:
    """Two topics grow side by side; /stop in one leaves the other to its end."""
    world.gigachat.slots.limit = 2
    await world.start_bot(gigachat_streams=2)
    gate = asyncio.Event()
    world.gigachat.script(["Сначала нарежьте лук, ", Piece("потом плачьте.", gate=gate)])
    for topic in ("Кухня", "Гараж"):
        await anna.sends("@gigachat_bot что дальше?", in_=forum, topic=topic)
        await anna.sees(growing("нарежьте лук"), in_=forum, topic=topic)
    await anna.sends("/stop@gigachat_bot", in_=forum, topic="Кухня")
    await anna.sees(finished("■ Остановлено"), in_=forum, topic="Кухня")
    gate.set()
    await anna.sees(finished("потом плачьте."), in_=forum, topic="Гараж")
    assert [exchange.aborted for exchange in world.gigachat.chats] == [True, False]
