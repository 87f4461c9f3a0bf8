"""Which messages are meant for the bot, who speaks, and what they ask: pure, over Telegram's message."""

from typing import Any

import pytest
from aiogram.types import Message, User

from bot.core.conversation import ConversationKey, MessageRef, Question, Quote
from bot.telegram.addressing import (
    actor_of,
    asked_text,
    command_name,
    is_reply_to,
    key_of,
    question_of,
    replied_message,
)

ME = User(id=7, is_bot=True, first_name="GigaChat", username="gigachat_bot")
ANNA: dict[str, Any] = {"id": 5_000_000_001, "is_bot": False, "first_name": "Анна", "last_name": "Ли"}
GROUP: dict[str, Any] = {"id": -1_000_002_000_000_001, "type": "supergroup", "title": "Дача"}
PRIVATE = {"id": ANNA["id"], "type": "private", "first_name": "Анна"}


def message(text: str | None = None, *, chat: dict[str, Any] = GROUP, **fields: Any) -> Message:
    """Return a message as aiogram reads it from the wire."""
    body = {"message_id": 50, "date": 1_790_000_000, "chat": chat, "from": ANNA, "text": text}
    return Message.model_validate(body | fields)


def entity(kind: str, text: str, piece: str, **more: Any) -> dict[str, Any]:
    """Return the entity of `piece` in `text`, in UTF-16 units as on the wire."""
    offset = len(text[: text.index(piece)].encode("utf-16-le")) // 2
    return {"type": kind, "offset": offset, "length": len(piece.encode("utf-16-le")) // 2, **more}


def mentioning(text: str, piece: str = "@gigachat_bot", **fields: Any) -> Message:
    """Return a message whose `piece` is a mention."""
    return message(text, entities=[entity("mention", text, piece)], **fields)


def from_me(text: str | None = "Мой ответ", **fields: Any) -> dict[str, Any]:
    """Return a message of the bot, to be replied to."""
    return {
        "message_id": 40,
        "date": 1,
        "chat": GROUP,
        "from": ME.model_dump(exclude_none=True),
        "text": text,
    } | fields


def said(text: str, **fields: Any) -> dict[str, Any]:
    """Return a message of another person, to be replied to."""
    boris = {"id": 6, "is_bot": False, "first_name": "Борис"}
    return {"message_id": 41, "date": 1, "chat": GROUP, "from": boris, "text": text} | fields


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("@gigachat_bot сколько будет 2+2?", "сколько будет 2+2?"),
        ("Скажи, @gigachat_bot, сколько будет 2+2?", "Скажи, сколько будет 2+2?"),
        ("сколько будет 2+2 @gigachat_bot", "сколько будет 2+2"),
        ("👨‍👩‍👧🇷🇺 @gigachat_bot привет", "👨‍👩‍👧🇷🇺 привет"),
        ("@gigachat_bot: 👍🏽 оцени", "👍🏽 оцени"),
    ],
)
def test_a_mention_is_found_and_cut_out_by_utf16_offsets(text: str, asked: str) -> None:
    """Emoji before a mention take two units each, and still exactly the mention is cut out."""
    assert asked_text(mentioning(text), ME) == asked


def test_a_mention_is_recognised_in_any_case() -> None:
    """Usernames know no case, so people may write them as they like."""
    assert asked_text(mentioning("@GigaChat_BOT привет", "@GigaChat_BOT"), ME) == "привет"


def test_a_mention_in_a_caption_counts() -> None:
    """A picture's caption addresses the bot by its own entities."""
    caption = "🌅🌅 @gigachat_bot что это?"
    photo = message(caption=caption, caption_entities=[entity("mention", caption, "@gigachat_bot")])
    assert asked_text(photo, ME) == "🌅🌅 что это?"


def test_a_mention_of_a_user_without_a_username_counts() -> None:
    """A text_mention names the bot by its id, whatever its words are."""
    text = "🤖 Гига, привет"
    named = message(text, entities=[entity("text_mention", text, "Гига", user=ME.model_dump(mode="json"))])
    other = message(text, entities=[entity("text_mention", text, "Гига", user=ANNA)])
    assert asked_text(named, ME) == "🤖 привет"
    assert asked_text(other, ME) is None


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("@gigachat_bot_dev привет", "@gigachat_bot_dev"),
        ("@gigachat привет", "@gigachat"),
        ("@gigachat_bot-dev привет", "@gigachat_bot-dev"),
        ("@other_bot привет", "@other_bot"),
    ],
)
def test_another_bots_name_is_no_mention(text: str, piece: str) -> None:
    """A name that only begins or ends like the bot's belongs to somebody else."""
    assert asked_text(mentioning(text, piece), ME) is None


def test_the_name_without_an_entity_is_no_mention() -> None:
    """Where Telegram saw no mention (a dash after the name, an address, code) there is none."""
    assert asked_text(message("`@gigachat_bot` или @gigachat_bot-dev или a@gigachat_bot.ru"), ME) is None


def test_other_peoples_talk_is_silent_and_private_messages_are_questions() -> None:
    """In a group a plain text is nobody's question, in private every text is one."""
    assert asked_text(message("Кто пойдёт за хлебом?"), ME) is None
    assert asked_text(message("Кто ты?", chat=PRIVATE), ME) == "Кто ты?"
    assert asked_text(message(caption="Что на снимке?", chat=PRIVATE), ME) == "Что на снимке?"


def test_a_reply_to_the_bot_is_a_question() -> None:
    """Replying to a message of the bot addresses it; replying to others does not."""
    assert asked_text(message("А подробнее?", reply_to_message=from_me()), ME) == "А подробнее?"
    assert asked_text(message("А подробнее?", reply_to_message=said("Пойду я")), ME) is None


def test_the_implicit_reply_of_a_topic_is_no_reply() -> None:
    """In a topic that the bot opened, a plain message carries its root as a reply: nobody asked the bot."""
    root = from_me(text=None, forum_topic_created={"name": "Отпуск", "icon_color": 7322096})
    inside: dict[str, Any] = {"message_thread_id": 40, "is_topic_message": True}
    assert not is_reply_to(message("Едем?", reply_to_message=root, **inside), ME)
    bare_root = from_me(text=None)
    assert not is_reply_to(message("Едем?", reply_to_message=bare_root, **inside), ME)
    assert is_reply_to(message("Едем?", reply_to_message=from_me(message_id=44), **inside), ME)


def test_a_command_for_another_bot_is_silent_even_as_a_reply() -> None:
    """`/help@other_bot` under the bot's message asks the other bot."""
    text = "/help@other_bot"
    other = message(text, entities=[entity("bot_command", text, text)], reply_to_message=from_me())
    assert asked_text(other, ME) is None


def test_a_command_name_is_read_only_at_the_beginning() -> None:
    """A command in the middle of a sentence is part of the sentence."""
    text = "/New@GigaChat_bot тема"
    assert (
        command_name(message(text, entities=[entity("bot_command", text, "/New@GigaChat_bot")]))
        == "new@gigachat_bot"
    )
    text = "набери /new"
    assert not command_name(message(text, entities=[entity("bot_command", text, "/new")]))


def test_a_bare_mention_asks_about_the_message_replied_to() -> None:
    """`@bot` alone under somebody's message hands that message over, once, not as question and quote."""
    called = mentioning("@gigachat_bot", reply_to_message=said("Почему небо синее?"))
    text = asked_text(called, ME)
    assert text == "Почему небо синее?"
    actor = actor_of(called)
    assert actor is not None
    assert question_of(called, actor, text).quote is None


def test_a_bare_mention_of_a_quoted_part_asks_about_that_part() -> None:
    """Where a part was chosen by hand, the part is meant."""
    quote = {"text": "синее", "position": 12, "is_manual": True}
    called = mentioning("@gigachat_bot", reply_to_message=said("Почему небо синее?"), quote=quote)
    assert asked_text(called, ME) == "синее"


def test_a_bare_mention_alone_is_a_call_without_words() -> None:
    """A name alone is meant for the bot although it asks nothing."""
    assert asked_text(mentioning("@gigachat_bot"), ME) == ""


def test_the_question_carries_speaker_and_quote_in_groups() -> None:
    """In a group the model learns who speaks and to whose words; in private there is one speaker."""
    asking = mentioning("@gigachat_bot это правда?", reply_to_message=said("Земля плоская"))
    actor = actor_of(asking)
    assert actor is not None
    expected = Question("это правда?", ANNA["id"], "Анна Ли", Quote("Борис", "Земля плоская"))
    assert question_of(asking, actor, "это правда?") == expected
    alone = message("это правда?", chat=PRIVATE)
    assert question_of(alone, actor, "это правда?").speaker is None


def test_a_part_quoted_by_hand_replaces_the_whole_message() -> None:
    """Only the chosen words reach the model, under the name of who wrote them."""
    quote = {"text": "плоская", "position": 6, "is_manual": True}
    asking = message("правда?", reply_to_message=said("Земля плоская"), quote=quote)
    actor = actor_of(asking)
    assert actor is not None
    assert question_of(asking, actor, "правда?").quote == Quote("Борис", "плоская")
    assert replied_message(asking) == MessageRef(GROUP["id"], 41)
    assert replied_message(message("правда?", reply_to_message=said("x"))) == MessageRef(GROUP["id"], 41)


def test_a_quote_from_another_chat_names_its_author() -> None:
    """A reply across chats brings its quote and the name of its origin."""
    origins = [
        ({"type": "user", "date": 1, "sender_user": ANNA}, "Анна Ли"),
        ({"type": "hidden_user", "date": 1, "sender_user_name": "Кто-то"}, "Кто-то"),
        ({"type": "chat", "date": 1, "sender_chat": GROUP}, "Дача"),
        ({"type": "channel", "date": 1, "chat": GROUP, "message_id": 3}, "Дача"),
    ]
    for origin, author in origins:
        asking = message(
            "правда?",
            chat=PRIVATE,
            external_reply={"origin": origin},
            quote={"text": "Земля плоская", "position": 0},
        )
        actor = actor_of(asking)
        assert actor is not None
        assert question_of(asking, actor, "правда?").quote == Quote(author, "Земля плоская")


def test_who_acts() -> None:
    """Anonymous admins and channels act in their chat's name; forwards and other bots do not act at all."""
    placeholder = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    channel_author = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    channel = {"id": -1_000_003, "type": "channel", "title": "Новости"}
    anonymous = actor_of(message("x", sender_chat=GROUP, **{"from": placeholder}))
    assert anonymous is not None
    assert (anonymous.id, anonymous.name, anonymous.is_anonymous_admin) == (GROUP["id"], "Дача", True)
    as_channel = actor_of(message("x", sender_chat=channel, **{"from": channel_author}))
    assert as_channel is not None
    assert (as_channel.id, as_channel.name, as_channel.is_anonymous_admin) == (
        channel["id"],
        "Новости",
        False,
    )
    assert actor_of(message("x", sender_chat=channel, is_automatic_forward=True)) is None
    assert actor_of(message("x", **{"from": {"id": 9, "is_bot": True, "first_name": "Other"}})) is None


def test_a_topic_is_a_conversation_and_a_reply_thread_is_none() -> None:
    """Only a topic's thread id separates conversations; General and reply threads belong to the chat."""
    chat_id = GROUP["id"]
    assert key_of(message("x", message_thread_id=9, is_topic_message=True)) == ConversationKey(chat_id, 9)
    assert key_of(message("x", message_thread_id=9)) == ConversationKey(chat_id, 0)
    assert key_of(message("x")) == ConversationKey(chat_id, 0)
