"""Several people talk in a group, and the bot is one of those whom they may ask."""

import asyncio

import pytest

from bot.sandbox.telegram import Attachment, Chat, Person
from tests.e2e.conftest import BOTH_DELIVERIES, World, finished

pytestmark = BOTH_DELIVERIES

HINT = "Several people talk in this chat"


@pytest.fixture
def group(world: World, anna: Person, boris: Person) -> Chat:
    """Give a group of Anna, who is its admin, Boris and the bot."""
    return world.telegram.supergroup("Дача", admins=[anna], members=[boris])


async def stays_silent(world: World, chat: Chat) -> None:
    """Let ten virtual seconds pass in which the bot neither writes in this chat nor asks GigaChat."""
    asked = len(world.gigachat.chats)
    await asyncio.sleep(10)
    assert len(world.gigachat.chats) == asked
    assert [m.text for m in world.telegram.chat_history(chat) if m.sender is world.telegram.bot] == []


async def test_a_mention_is_answered_as_a_reply_to_the_question(
    bot: World, group: Chat, anna: Person
) -> None:
    """Named behind emoji, the bot answers under the question and reads it without its own name."""
    bot.gigachat.script("Четыре.")
    asked = await anna.sends("👨‍👩‍👧 @gigachat_bot, сколько будет 2+2?", in_=group)
    answer = await anna.sees(finished("Четыре."), in_=group)
    assert answer.reply_to is asked
    assert bot.prompts()[-1][-1]["content"] == "Анна: 👨‍👩‍👧 сколько будет 2+2?"


async def test_a_mention_in_a_caption_is_answered(bot: World, group: Chat, boris: Person) -> None:
    """A picture's caption asks as well as a text does, and a reply to it says that it alone was read."""
    bot.gigachat.script("A sunrise.")
    photo = Attachment("photo", b"\xff\xd8 a sunrise")
    asked = await boris.sends(file=photo, caption="🌅 @gigachat_bot what do they call this?", in_=group)
    await boris.sees(finished("A sunrise."), in_=group)
    told = await boris.sees("I can't see the picture: I answer the caption only.", in_=group)
    assert told.reply_to is asked
    assert bot.prompts()[-1][-1]["content"] == "Boris: 🌅 what do they call this?"


async def test_a_reply_to_an_answer_asks_on(bot: World, group: Chat, anna: Person, boris: Person) -> None:
    """Anybody may reply to an answer; the model has the conversation with every speaker's name."""
    bot.gigachat.script("Четыре.", match="2+2")
    bot.gigachat.script("Because.", match="why")
    await anna.sends("@gigachat_bot сколько будет 2+2?", in_=group)
    answer = await anna.sees(finished("Четыре."), in_=group)
    asked = await boris.sends("why?", in_=group, reply_to=answer)
    assert (await boris.sees(finished("Because."), in_=group)).reply_to is asked
    system, *talk = [message["content"] for message in bot.prompts()[-1]]
    assert HINT in system
    assert talk == ["Анна: сколько будет 2+2?", "Четыре.", "Boris: why?"]


async def test_in_private_nobody_is_named(bot: World, anna: Person) -> None:
    """Two people need no names: the prompt is the bare question."""
    bot.gigachat.script("Четыре.")
    await anna.sends("Сколько будет 2+2?")
    answer = await anna.sees(finished("Четыре."))
    assert answer.reply_to is None
    assert bot.prompts() == [[{"role": "user", "content": "Сколько будет 2+2?"}]]


async def test_other_peoples_talk_is_left_alone(
    world: World, group: Chat, anna: Person, boris: Person
) -> None:
    """A bot that reads everything still answers nothing that is not for it."""
    world.telegram.privacy = False
    await world.start_bot()
    other = world.telegram.other_bot("Модератор", "other_bot")
    await other.joins(group)
    bread = await anna.sends("Кто пойдёт за хлебом?", in_=group)
    await boris.sends("I will", in_=group, reply_to=bread)
    await anna.sends("@other_bot расскажи анекдот", in_=group)
    await anna.sends("@gigachat_bot_dev ты тут?", in_=group)
    await anna.sends("/help@other_bot", in_=group)
    await anna.sends("/help", in_=group)
    await anna.sends("/nonsense", in_=group)
    await anna.sends(file=Attachment("voice", b"OggS"), in_=group)
    notice = await other.sends("@gigachat_bot привет", in_=group)
    await anna.sends("согласна", in_=group, reply_to=notice)
    await stays_silent(world, group)


async def test_an_admin_bot_leaves_bare_commands_to_others(world: World, anna: Person) -> None:
    """An admin reads everything in spite of privacy mode, so only its own name makes a command its own."""
    await world.start_bot()
    group = world.telegram.supergroup("Дача", owner=anna, bot="administrator")
    await anna.sends("/help", in_=group)
    await stays_silent(world, group)
    await anna.sends("/help@GigaChat_bot", in_=group)
    await anna.sees("/new", in_=group)


async def test_a_bare_command_that_telegram_chose_us_for_is_ours(
    bot: World, group: Chat, anna: Person
) -> None:
    """Under privacy mode Telegram delivers a bare command only to the bot that it is meant for."""
    command = await anna.sends("/help", in_=group)
    assert (await anna.sees("/settings", in_=group)).reply_to is command


async def test_a_command_under_our_message_is_ours(world: World, group: Chat, anna: Person) -> None:
    """A reply addresses a bare command, so that the model never reads it as a question."""
    world.telegram.privacy = False
    await world.start_bot()
    await anna.sends("@gigachat_bot привет", in_=group)
    answer = await anna.sees(finished("песочница"), in_=group)
    await anna.sends("/new", in_=group, reply_to=answer)
    await anna.sees("Начинаем с чистого листа", in_=group)
    assert len(world.gigachat.chats) == 1


async def test_what_is_replied_to_reaches_the_model(
    bot: World, group: Chat, anna: Person, boris: Person
) -> None:
    """The words asked about come along with their author; of a quoted message only the chosen part."""
    said = await boris.sends("The earth is flat.\nAnd the moon is cheese.", in_=group)
    await anna.sends("@gigachat_bot это правда?", in_=group, reply_to=said)
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 1 and bot.gigachat.chats[0].finished)
    whole = "> Boris:\n> The earth is flat.\n> And the moon is cheese.\n\nАнна: это правда?"
    assert bot.prompts()[0][-1]["content"] == whole
    await anna.sends("@gigachat_bot а это?", in_=group, reply_to=said, quote="the moon is cheese")
    await bot.gigachat.until(lambda: len(bot.gigachat.chats) == 2)
    assert bot.prompts()[1][-1]["content"] == "> Boris:\n> the moon is cheese\n\nАнна: а это?"


async def test_the_bare_name_under_a_message_asks_about_it(
    bot: World, group: Chat, anna: Person, boris: Person
) -> None:
    """Naming the bot under somebody's question hands that question over."""
    said = await boris.sends("Why is the sky blue?", in_=group)
    bot.gigachat.script("Scattering.", match="sky blue")
    called = await anna.sends("@gigachat_bot", in_=group, reply_to=said)
    assert (await anna.sees(finished("Scattering."), in_=group)).reply_to is called


async def test_the_bare_name_alone_says_how_to_ask(bot: World, group: Chat, boris: Person) -> None:
    """Who calls the bot without a question learns how to ask one; a picture under the name is not read."""
    await boris.sends("@gigachat_bot", in_=group)
    await boris.sees("when somebody mentions me", in_=group)
    await boris.sends(file=Attachment("photo", b"\xff\xd8"), caption="@gigachat_bot", in_=group)
    await boris.sees("I read text only", in_=group)
    assert bot.gigachat.chats == []


async def test_an_anonymous_admin_speaks_in_the_groups_name(bot: World, group: Chat, anna: Person) -> None:
    """Nobody is betrayed: the model reads the group's title, and the admin may change things."""
    bot.gigachat.script("Хорошо.")
    await anna.sends("@gigachat_bot как дела?", in_=group, anonymous=True)
    await anna.sees(finished("Хорошо."), in_=group)
    assert bot.prompts()[-1][-1]["content"] == "Дача: как дела?"
    await anna.sends("/system@gigachat_bot Ты — садовод", in_=group, anonymous=True)
    await anna.sees("Принято", in_=group)
    assert bot.telegram.calls_of("getChatMember") == []


async def test_a_person_may_speak_as_a_channel_but_not_change_things(
    bot: World, group: Chat, boris: Person
) -> None:
    """A channel's name is a speaker like any other, and no admin."""
    channel = bot.telegram.group("Новости", owner=boris, kind="channel", bot="left")
    bot.gigachat.script("Хорошо.")
    await boris.sends("@gigachat_bot как дела?", in_=group, as_channel=channel)
    await boris.sees(finished("Хорошо."), in_=group)
    assert bot.prompts()[-1][-1]["content"] == "Новости: как дела?"
    await boris.sends("/system@gigachat_bot Ты — диктор", in_=group, as_channel=channel)
    await boris.sees("администраторы", in_=group)


async def test_a_channels_automatic_forward_asks_nothing(bot: World, group: Chat, anna: Person) -> None:
    """A post that mentions the bot is not a question of anybody in the linked group."""
    channel = bot.telegram.group("Новости", owner=anna, kind="channel", bot="left")
    channel.linked_group = group
    bot.telegram.post_in_channel(channel, "@gigachat_bot напиши нам новость")
    await stays_silent(bot, group)


async def test_private_and_group_never_mix(bot: World, group: Chat, anna: Person) -> None:
    """What is said in private is unknown in the group, and the other way round."""
    bot.gigachat.script("Запомнил.")
    await anna.sends("Мой пин-код 4711")
    await anna.sees(finished("Запомнил."))
    await anna.sends("@gigachat_bot ключ под ковриком", in_=group)
    await anna.sees(finished("Запомнил."), in_=group)
    second = await anna.sends("Что я говорила?")
    await anna.sees(finished("Запомнил."), after=second)
    in_group, in_private = map(str, bot.prompts()[1:])
    assert "4711" not in in_group
    assert "ковриком" not in in_private
    assert "4711" in in_private
    assert len({exchange.session_id for exchange in bot.gigachat.chats}) == 2
