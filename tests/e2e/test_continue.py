"""Continue: an answer that was cut goes on below, from where it stopped, without repeating."""

import asyncio

import pytest

from bot.core.conversation import ConversationKey
from bot.locales import words_in
from bot.sandbox.gigachat import Fault, Piece
from bot.sandbox.telegram import Chat, Message, Person
from tests.e2e.conftest import World, finished, growing

GO_ON = words_in("ru")("continue-instruction")
BEGINNING = "Кошка сидела на окне и смотрела на птиц, а потом"


async def cut_answer(bot: World, anna: Person, text: str = BEGINNING, in_: Chat | None = None) -> Message:
    """Ask and return the message of an answer that its length limit cut."""
    bot.gigachat.script(text, match="Сочини", times=1, finish_reason="length")
    await anna.sends("@gigachat_bot Сочини", in_=in_)
    return await anna.sees(finished(words_in("ru")("note-length")), in_=in_)


def last_prompt(bot: World) -> list[str]:
    """Return what the model read last."""
    return [message["content"] for message in bot.prompts()[-1]]


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_cut_answer_goes_on_below(bot: World, anna: Person, where: str) -> None:
    """The model reads its half and goes on; what it repeats is not shown, and the talk builds on both."""
    group = bot.telegram.group("Команда", members=[anna]) if where == "group" else None
    cut = await cut_answer(bot, anna, in_=group)
    bot.gigachat.script(
        ["смотрела на ", "птиц, а по", "том уснула. ", "Ей снились мыши."], piece_delay=0.3, match=GO_ON
    )
    assert (await anna.presses("Продолжить", on=cut)).text == "Продолжаю"
    more = await anna.sees(finished("мыши"), in_=group)
    assert more.text == "уснула. Ей снились мыши."
    assert all(revision.text.startswith("уснула.") for revision in more.history)
    assert more.reply_to is cut
    assert cut.text.startswith(BEGINNING)
    bot.gigachat.script("Рыжая.", match="цвета")
    await anna.sends("@gigachat_bot какого она цвета?", in_=group)
    await anna.sees(finished("Рыжая."), in_=group)
    said = [text.removeprefix("Анна: ") for text in last_prompt(bot) if "Several people" not in text]
    assert said == ["Сочини", BEGINNING, GO_ON, " уснула. Ей снились мыши.", "какого она цвета?"]


async def test_a_broken_connection_is_continued(bot: World, anna: Person) -> None:
    """What the connection cut goes on too; what Stop ended does not."""
    bot.gigachat.faults.add(Fault("cut", at=2))
    bot.gigachat.script(["Вот начало ответа, ", "вот его середина, ", "и конец."], match="Вопрос")
    await anna.sends("Вопрос")
    cut = await anna.sees(finished("неполный"))
    bot.gigachat.script("и конец.", match=GO_ON)
    await anna.presses("Продолжить", on=cut)
    assert (await anna.sees(finished("и конец."))).labels == ["↻ Ещё раз"]
    bot.gigachat.script(["Начало ответа уже тут, ", Piece("", gate=asyncio.Event())], match="Стой")
    await anna.sends("Стой")
    await anna.presses("Стоп", on=await anna.sees(growing("уже тут")))
    assert (await anna.sees(finished("■"))).labels == ["↻ Ещё раз"]


async def test_open_code_goes_on_as_code(bot: World, anna: Person) -> None:
    """A block that the cut left open is code in the next message too, from its first revision on."""
    cut = await cut_answer(bot, anna, "Вот так:\n```python\ndef f(x):\n    total = x\n")
    bot.gigachat.script(list("    total = x\n    return total\n```\nГотово."), piece_delay=0.05, match=GO_ON)
    await anna.presses("Продолжить", on=cut)
    more = await anna.sees(finished("Готово."))
    assert more.text == "    return total\nГотово."
    assert [(e["type"], e.get("language")) for e in more.entities] == [("pre", "python")]
    assert all(revision.entities[0]["type"] == "pre" for revision in more.history)


async def test_continue_pressed_twice_goes_on_once(bot: World, anna: Person) -> None:
    """An impatient finger starts one continuation, and later presses say where it is."""
    cut = await cut_answer(bot, anna)
    bot.gigachat.script(["уснула и спала долго, ", Piece("до утра.", delay=3.0)], match=GO_ON)
    presses = [anna.pushes("Продолжить", on=cut) for _ in range(2)]
    await anna.sees(finished("до утра."))
    assert sorted(press.answer.text for press in presses if press.answer) == [
        "Продолжаю", words_in("ru")("toast-continued"),
    ]  # fmt: skip
    assert len(bot.gigachat.chats) == 2
    again = await anna.presses("Продолжить", on=cut)
    assert again.text == words_in("ru")("toast-continued")


async def test_a_continuation_has_follow_ups_of_its_own(bot: World, anna: Person) -> None:
    """It can be cut and continued again, and retried in its place without touching what it continues."""
    cut = await cut_answer(bot, anna)
    bot.gigachat.script("уснула, и ей приснился сон:", match=GO_ON, times=1, finish_reason="length")
    await anna.presses("Продолжить", on=cut)
    second = await anna.sees(finished("приснился"))
    assert second.labels == ["↻ Ещё раз", "Продолжить ▸"]
    bot.gigachat.script("про мышей.", match=GO_ON, times=1)
    await anna.presses("Продолжить", on=second)
    third = await anna.sees(finished("про мышей."))
    assert third.reply_to is second
    bot.gigachat.script("про молоко.", match=GO_ON, times=1)
    await anna.presses("Ещё раз", on=third)
    assert await anna.sees(finished("про молоко.")) is third
    assert third.labels == ["↻ Ещё раз", "‹", "2/2"]
    assert last_prompt(bot) == ["Сочини", BEGINNING, GO_ON, "уснула, и ей приснился сон:", GO_ON]
    assert cut.text.startswith(BEGINNING)


async def test_a_continuation_that_failed_is_tried_again(bot: World, anna: Person) -> None:
    """After a refusal Continue works still, in the message that told of it."""
    cut = await cut_answer(bot, anna)
    bot.gigachat.faults.add(Fault("status", status=402))
    await anna.presses("Продолжить", on=cut)
    refusal = await anna.sees(finished(words_in("ru")("error-quota")))
    bot.gigachat.script("уснула.", match=GO_ON)
    await anna.presses("Продолжить", on=cut)
    assert await anna.sees(finished("уснула.")) is refusal


async def test_each_version_goes_on_by_itself(bot: World, anna: Person) -> None:
    """A version that was cut as well gets a continuation of its own, not a version of the other's."""
    cut = await cut_answer(bot, anna)
    bot.gigachat.script("уснула.", match=GO_ON, times=1)
    await anna.presses("Продолжить", on=cut)
    await anna.sees(finished("уснула."))
    bot.gigachat.script("Собака лежала у двери и", match="Сочини", times=1, finish_reason="length")
    await anna.presses("Ещё раз", on=cut)
    await anna.sees(finished("Собака"))
    bot.gigachat.script("ждала хозяина.", match=GO_ON, times=1)
    await anna.presses("Продолжить", on=cut)
    other = await anna.sees(finished("ждала хозяина."))
    assert last_prompt(bot) == ["Сочини", "Собака лежала у двери и", GO_ON]
    assert other.labels == ["↻ Ещё раз"]


async def test_a_reply_to_the_cut_answer_follows_what_it_says(bot: World, anna: Person) -> None:
    """Although the continuation points at it, a reply to the first half goes on from the first half."""
    cut = await cut_answer(bot, anna)
    bot.gigachat.script("уснула.", match=GO_ON)
    await anna.presses("Продолжить", on=cut)
    await anna.sees(finished("уснула."))
    bot.gigachat.script("Нет.", match="Она")
    await anna.sends("Она проснулась?", reply_to=cut)
    await anna.sees(finished("Нет."))
    assert last_prompt(bot) == ["Сочини", BEGINNING, "Она проснулась?"]


async def test_who_continues_an_older_answer_reads_what_is_left_behind(bot: World, anna: Person) -> None:
    """Going on with a cut answer further up leaves later questions behind, and says so once."""
    cut = await cut_answer(bot, anna)
    bot.gigachat.script("Рыжая.", match="цвета", times=1)
    await anna.sends("какого она цвета?")
    await anna.sees(finished("Рыжая."))
    bot.gigachat.script("уснула.", match=GO_ON, times=1)
    assert (await anna.presses("Продолжить", on=cut)).text == words_in("ru")("toast-continuing-from-here")
    await anna.sees(finished("уснула."))
    assert last_prompt(bot) == ["Сочини", BEGINNING, GO_ON]


async def test_a_restart_finishes_a_continuation(world: World, anna: Person) -> None:
    """Interrupted by a stop, a continuation is finished in its message, still without repeating."""
    await world.start_bot(shutdown_grace=0)
    cut = await cut_answer(world, anna)
    world.gigachat.script(["уснула крепко и ", Piece("надолго.", gate=asyncio.Event())], match=GO_ON, times=1)
    world.gigachat.script("смотрела на птиц, а потом уснула.", match=GO_ON)
    await anna.presses("Продолжить", on=cut)
    more = await anna.sees(growing("уснула"))
    await world.restart_bot()
    await anna.sees(finished("уснула."))
    assert more.text == "уснула."
    assert world.app is not None
    turn = await world.app.archive.tip(ConversationKey(anna.chat.id))
    assert turn is not None
    assert turn.question.continues


async def test_a_stranger_can_t_continue(bot: World, anna: Person, boris: Person) -> None:
    """In a group only the asker or an admin lets an answer go on."""
    group = bot.telegram.group("Команда", members=[anna, boris])
    cut = await cut_answer(bot, anna, in_=group)
    assert (await boris.presses("Продолжить", on=cut)).text == words_in("en")("toast-not-yours")
    await asyncio.sleep(5)
    assert len(bot.gigachat.chats) == 1
