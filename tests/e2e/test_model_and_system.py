"""/model and /system: who answers, and in which character."""

import asyncio

import pytest

from bot.core.budget import longest_system_prompt
from bot.sandbox.gigachat import Fault
from bot.sandbox.telegram import Chat, Message, Person
from tests.e2e.conftest import World, finished

CHAT_MODELS = [
    "GigaChat-2",
    "GigaChat-2-Pro",
    "GigaChat-2-Max",
    "GigaChat-3-Lightning",
    "GigaChat-3-Pro",
    "GigaChat-3-Ultra",
]


@pytest.fixture
def group(world: World, anna: Person, boris: Person) -> Chat:
    """Give a group of Anna, who is its admin, Boris and the bot."""
    return world.telegram.supergroup("Дача", admins=[anna], members=[boris])


async def reply(person: Person, text: str, in_: Chat | None = None, to: Message | None = None) -> Message:
    """Send a text and return the bot's first message after it."""
    sent = await person.sends(text, in_=in_, reply_to=to)
    return await person.sees("", in_=in_, after=sent)


async def asked_of(world: World, person: Person) -> dict[str, object]:
    """Ask something in private and return the body of GigaChat's request."""
    sent = await person.sends("Привет")
    await person.sees(finished("Ответ."), after=sent)
    body: dict[str, object] = world.gigachat.chats[-1].body
    return body


@pytest.fixture(autouse=True)
def answers(world: World) -> None:
    """Let every question be answered with one word."""
    world.gigachat.script("Ответ.")


async def test_the_keyboard_is_gigachats_own_list(bot: World, anna: Person) -> None:
    """Only models of type chat are offered, in GigaChat's order, the present one marked; a press uses one."""
    shown = await reply(anna, "/model")
    assert shown.labels == ["✓ GigaChat-2", *CHAT_MODELS[1:], "‹ Назад"]
    await anna.presses("GigaChat-3-Pro", on=shown)
    await anna.sees("Теперь отвечает GigaChat-3-Pro")
    assert [label for label in shown.labels if label.startswith("✓")] == ["✓ GigaChat-3-Pro"]
    assert (await asked_of(bot, anna))["model"] == "GigaChat-3-Pro"
    assert "✓ GigaChat-3-Pro" in (await reply(anna, "/model")).labels


async def test_a_model_can_be_named_in_any_case(bot: World, anna: Person) -> None:
    """What is sent to GigaChat is its own spelling."""
    assert (await reply(anna, "/model gigachat-2-MAX")).text == "Теперь отвечает GigaChat-2-Max."
    assert (await asked_of(bot, anna))["model"] == "GigaChat-2-Max"


async def test_an_unknown_model_gets_the_list(bot: World, boris: Person) -> None:
    """A typo changes nothing and shows what there is; an embedder is no model to talk to."""
    for name in ("GigaChat-9", "Embeddings"):
        shown = await reply(boris, f"/model {name}")
        assert f"There is no model “{name}”" in shown.text
        assert shown.labels[1:] == [*CHAT_MODELS[1:], "‹ Back"]
    assert (await asked_of(bot, boris))["model"] == "GigaChat-2"


async def test_without_gigachat_the_present_model_is_told(bot: World, anna: Person) -> None:
    """An outage of the list is said with the next step, and changes nothing, by command as by button."""
    shown = await reply(anna, "/settings")
    bot.gigachat.faults.add(Fault("status", "models", status=500, times=None))
    said = "Сейчас отвечает GigaChat-2. Список моделей GigaChat не отвечает, попробуйте через минуту."
    assert (await reply(anna, "/model GigaChat-2-Max")).text == said
    assert (await reply(anna, "/model")).text == said
    await anna.presses("Модель", on=shown)
    assert (await anna.sees(lambda message: message is shown and message.text == said)).labels == ["‹ Назад"]


async def test_the_model_list_is_read_once_in_ten_minutes(bot: World, anna: Person, boris: Person) -> None:
    """Many people may look without many requests."""
    for person in (anna, boris, anna):
        await reply(person, "/model")
    assert len([e for e in bot.gigachat.requests if e.endpoint == "models"]) == 1


async def test_a_character_is_set_shown_and_reset(bot: World, anna: Person) -> None:
    """What /system sets reaches the model as its system message until a dash takes it back."""
    assert "Принято" in (await reply(anna, "/system Ты — пират.\nГовори коротко.")).text
    messages = (await asked_of(bot, anna))["messages"]
    assert messages[0] == {"role": "system", "content": "Ты — пират.\nГовори коротко."}  # type: ignore[index]
    shown = await reply(anna, "/system")
    assert shown.text == "Мой характер в этом разговоре:\n\nТы — пират.\nГовори коротко."
    assert shown.labels == ["Изменить", "Сбросить", "‹ Назад"]
    assert (await reply(anna, "/system -")).text == "Характер сброшен."
    messages = (await asked_of(bot, anna))["messages"]
    assert [m["role"] for m in messages] == ["user", "assistant", "user"]  # type: ignore[attr-defined]


async def test_the_owners_character_comes_back_after_a_reset(world: World, boris: Person) -> None:
    """Reset means the default of the bot, which is shown as such and can't be reset further."""
    await world.start_bot(system_prompt="You are a librarian.")
    assert (await reply(boris, "/system")).text == "The default character:\n\nYou are a librarian."
    await reply(boris, "/system You are a pirate.")
    shown = await reply(boris, "/system")
    answer = await boris.presses("Reset", on=shown)
    assert answer.text == "The character is reset."
    await boris.sees(lambda m: m is shown and m.text == "The default character:\n\nYou are a librarian.")
    assert shown.labels == ["Change", "‹ Back"]
    assert (await asked_of(world, boris))["messages"][0]["content"] == "You are a librarian."  # type: ignore[index]


async def test_the_change_button_asks_for_a_reply(bot: World, anna: Person) -> None:
    """The client opens a reply by itself, and the reply becomes the character, after a restart too."""
    await anna.presses("Изменить", on=await reply(anna, "/system"))
    invitation = await anna.sees("Опишите ответом на это сообщение")
    assert invitation.other_markup is not None
    assert invitation.other_markup["force_reply"]
    await bot.restart_bot()
    assert "Принято" in (await reply(anna, "Ты — поэт", to=invitation)).text
    assert (await asked_of(bot, anna))["messages"][0]["content"] == "Ты — поэт"  # type: ignore[index]


async def test_a_character_must_leave_room_for_the_talk(world: World, anna: Person) -> None:
    """Too long a text is refused with both numbers, and the former character stays."""
    await world.start_bot(context_tokens=500)
    limit = longest_system_prompt(500)
    assert "Принято" in (await reply(anna, "/system " + "я" * limit)).text
    refused = await reply(anna, "/system " + "о" * (limit + 1))
    assert refused.text.startswith(f"Это {limit + 1} символов, а помещается не больше {limit}.")
    assert (await asked_of(world, anna))["messages"][0]["content"] == "я" * limit  # type: ignore[index]


async def test_in_groups_admins_change_and_everybody_looks(
    bot: World, group: Chat, anna: Person, boris: Person
) -> None:
    """A member sees model and character but changes neither, by command, by button or by reply."""
    assert "Модель" not in (await reply(boris, "/model@gigachat_bot GigaChat-2-Max", in_=group)).text
    assert "Only admins" in (await reply(boris, "/system@gigachat_bot You are a pirate", in_=group)).text
    models = await reply(boris, "/model@gigachat_bot", in_=group)
    assert models.labels[0] == "✓ GigaChat-2"
    refused = await boris.presses("GigaChat-2-Max", on=models)
    assert (refused.text, refused.alert) == ("Only admins of this chat can change this.", True)
    shown = await reply(anna, "/system@gigachat_bot", in_=group)
    await anna.presses("Изменить", on=shown)
    invitation = await anna.sees("Опишите ответом", in_=group)
    assert invitation.other_markup is not None
    assert invitation.other_markup["selective"], "nobody else's client opens a reply"
    assert invitation.reply_to is shown.reply_to
    assert "Only admins" in (await reply(boris, "You are a pirate", in_=group, to=invitation)).text
    assert "Принято" in (await reply(anna, "Ты — садовод", in_=group, to=invitation)).text
    await anna.presses("GigaChat-2-Pro", on=models)
    await anna.sees("Теперь отвечает GigaChat-2-Pro", in_=group)
    await boris.sends("@gigachat_bot hello", in_=group)
    await boris.sees(finished("Ответ."), in_=group)
    body = bot.gigachat.chats[-1].body
    assert body["model"] == "GigaChat-2-Pro"
    assert body["messages"][0]["content"].startswith("Ты — садовод\n\n")


async def test_who_is_an_admin_is_asked_once_in_five_minutes(bot: World, group: Chat, boris: Person) -> None:
    """Telegram is spared; after five minutes a new admin's word counts."""
    for _ in range(3):
        assert "Only admins" in (await reply(boris, "/system@gigachat_bot You are", in_=group)).text
    await boris.joins(group, "administrator")
    assert "Only admins" in (await reply(boris, "/system@gigachat_bot You are", in_=group)).text
    own = [c for c in bot.telegram.calls_of("getChatMember") if c.params["user_id"] == boris.id]
    assert len(own) == 1
    await asyncio.sleep(301)
    assert "Noted" in (await reply(boris, "/system@gigachat_bot You are", in_=group)).text


@pytest.mark.parametrize("text", ["я" * 3000, "😀" * 2040, "\ue0000\ue001" * 900])
async def test_a_long_character_can_be_looked_at(bot: World, anna: Person, text: str) -> None:
    """Whatever was accepted is shown, by command and by button, in one message that Telegram takes."""
    assert "Принято" in (await reply(anna, f"/system {text}")).text
    shown = await reply(anna, "/system")
    assert shown.text.startswith("Мой характер в этом разговоре:")
    assert text[:1000] in shown.text
    menu = await reply(anna, "/settings")
    await anna.presses("Характер", on=menu)
    page = await anna.sees(lambda message: message is menu and text[:1000] in message.text)
    assert "Сбросить" in page.labels
    assert (await asked_of(bot, anna))["messages"][0]["content"] == text  # type: ignore[index]
