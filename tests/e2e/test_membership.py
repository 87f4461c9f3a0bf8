"""The bot comes into chats, is put out of them, and a group becomes a supergroup."""

import asyncio

from bot.sandbox.gigachat import Piece
from bot.sandbox.telegram import Person
from tests.e2e.conftest import World, finished, growing


async def test_a_group_that_lets_the_bot_in_is_greeted(bot: World, anna: Person, boris: Person) -> None:
    """The greeting says how to ask, in the language of who added the bot."""
    for person, words in (
        (anna, "когда меня упоминают (@gigachat_bot)"),
        (boris, "mentions me (@gigachat_bot)"),
    ):
        group = bot.telegram.group("Дача", owner=person, bot="left")
        await person.adds_bot(group)
        await person.sees(words, in_=group)


async def test_a_promotion_is_no_arrival(bot: World, anna: Person) -> None:
    """Who is there already does not greet again when it becomes an admin."""
    group = bot.telegram.supergroup("Дача", owner=anna)
    await anna.adds_bot(group, "administrator")
    await asyncio.sleep(10)
    assert bot.telegram.calls_of("sendMessage") == []


async def test_a_kick_ends_the_growing_answer_at_once(bot: World, anna: Person, boris: Person) -> None:
    """Nobody will read it, so GigaChat's request is aborted and nothing is written any more."""
    group = bot.telegram.supergroup("Дача", owner=anna)
    bot.gigachat.script(["Жили-были старик со старухой. ", Piece("Конец.", gate=asyncio.Event())], times=1)
    await anna.sends("@gigachat_bot расскажи сказку", in_=group)
    await anna.sees(growing("Жили-были"), in_=group)
    await anna.removes_bot(group)
    await bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted)
    left = asyncio.get_running_loop().time()
    await asyncio.sleep(60)
    writing = [c for c in bot.telegram.calls if c.chat_id == group.id and c.at > left]
    assert len(writing) <= 1, "one call may have found the door closed"
    await _is_still_alive(bot, boris)


async def test_a_block_ends_the_growing_answer_at_once(bot: World, anna: Person, boris: Person) -> None:
    """Who blocks the bot frees its stream for the next one in line; unblocked, the talk goes on."""
    bot.gigachat.script(["Жили-были старик со старухой. ", Piece("Конец.", gate=asyncio.Event())], times=1)
    await anna.sends("Расскажи сказку")
    await anna.sees(growing("Жили-были"))
    await anna.blocks()
    await bot.gigachat.until(lambda: bot.gigachat.chats[-1].aborted)
    await _is_still_alive(bot, boris)
    await anna.unblocks()
    await _is_still_alive(bot, anna)
    assert "Жили-были" in str(bot.prompts()[-1])


async def test_a_supergroup_keeps_the_groups_history_and_settings(bot: World, anna: Person) -> None:
    """The conversation, its model and its prompt cache's key move along."""
    group = bot.telegram.group("Дача", owner=anna)
    bot.gigachat.script("Запомнил.")
    await anna.sends("/model@gigachat_bot GigaChat-2-Pro", in_=group)
    await anna.sees("GigaChat-2-Pro", in_=group)
    await anna.sends("@gigachat_bot ключ под ковриком", in_=group)
    await anna.sees(finished("Запомнил."), in_=group)
    supergroup = bot.telegram.migrates(group)
    await anna.sends("@gigachat_bot где ключ?", in_=supergroup)
    await anna.sees(finished("Запомнил."), in_=supergroup)
    before, after = bot.gigachat.chats
    assert [m["content"] for m in after.body["messages"][1:]] == [
        "Анна: ключ под ковриком",
        "Запомнил.",
        "Анна: где ключ?",
    ]
    assert after.body["model"] == before.body["model"] == "GigaChat-2-Pro"


async def test_an_answer_that_grows_moves_along(bot: World, anna: Person) -> None:
    """Begun in the group, it is finished in the supergroup, where it can be stopped and is remembered."""
    group = bot.telegram.group("Дача", owner=anna)
    gate = asyncio.Event()
    bot.gigachat.script(["Жили-были старик со старухой. ", Piece("Конец.", gate=gate)])
    await anna.sends("@gigachat_bot расскажи сказку", in_=group)
    await anna.sends("@gigachat_bot и ещё одну", in_=group)
    await anna.sees(growing("Жили-были"), in_=group)
    supergroup = bot.telegram.migrates(group)
    gate.set()
    await anna.sees(finished("Конец."), in_=supergroup)
    gate.clear()
    await anna.sees(growing("Жили-были"), in_=supergroup)
    await anna.sends("/stop@gigachat_bot", in_=supergroup)
    await anna.sees(finished("■ Остановлено"), in_=supergroup)
    assert bot.gigachat.chats[-1].aborted
    assert "Конец." in str(bot.prompts()[-1])


async def _is_still_alive(world: World, person: Person) -> None:
    asked = await person.sends("Are you there?")
    await person.sees(finished("You wrote"), after=asked)
