"""Versions differ in length and messages get lost: what stands in the chat is always the shown version."""

import asyncio

import pytest

from bot.sandbox.gigachat import Scenario
from bot.sandbox.telegram import Person
from tests.e2e.conftest import World, finished
from tests.e2e.test_versions import TWO, asked_twice, said


async def test_what_a_shorter_version_leaves_over_goes_in_the_end(bot: World, anna: Person) -> None:
    """While the new version grows, no call is spent on messages that it may still need."""
    long = " ".join(f"слово-{number}" for number in range(900))
    bot.gigachat.script(long, times=1)
    bot.gigachat.script(Scenario.words(10, 30.0))
    await anna.sends("Сочини")
    last = await anna.sees(finished("слово-899"))
    await anna.presses("Ещё раз", on=last)
    await anna.sees_gone(last, timeout=60)
    await asyncio.sleep(10)
    [answer] = said(bot, anna.chat)
    deletions = bot.telegram.calls_of("deleteMessage")
    assert len(deletions) == 2
    assert min(deletion.at for deletion in deletions) >= answer.history[-1].at


async def test_versions_of_different_lengths_fit_in_their_messages(bot: World, anna: Person) -> None:
    """A shorter version leaves no message over, a longer one gets those that it needs, in order."""
    long = " ".join(f"слово-{number}" for number in range(900))
    answer = await asked_twice(bot, anna, long, "Коротко.")
    await asyncio.sleep(10)
    assert [message.text for message in said(bot, anna.chat)] == ["Коротко."]
    assert said(bot, anna.chat)[0].labels == TWO
    await anna.presses("‹", on=answer)
    last = await anna.sees(finished("слово-899"))
    parts = said(bot, anna.chat)
    assert len(parts) >= 3
    assert " ".join(part.text for part in parts).split() == long.split()
    assert [part.labels for part in parts[:-1]] == [[]] * (len(parts) - 1)
    assert last.labels == ["↻ Ещё раз", "1/2", "›"]
    await anna.presses("›", on=last)
    await anna.sees_gone(last)
    await asyncio.sleep(10)
    assert [message.text for message in said(bot, anna.chat)] == ["Коротко."]
    assert bot.telegram.floods == []


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_version_of_a_deleted_answer_is_sent_anew(bot: World, anna: Person, where: str) -> None:
    """Where somebody deleted the old message, the new version comes below, and it can be paged."""
    group = bot.telegram.group("Команда", members=[anna], owner=anna) if where == "group" else None
    bot.gigachat.script("Первая.", times=1)
    bot.gigachat.script("Вторая.", times=1)
    await anna.sends("@gigachat_bot сочини", in_=group)
    old = await anna.sees(finished("Первая."), in_=group)
    await anna.deletes(old)
    await anna.sends("/retry@gigachat_bot", in_=group)
    new = await anna.sees(finished("Вторая."), in_=group)
    assert new is not old
    assert new.labels == TWO
    await anna.presses("‹", on=new)
    await anna.sees(finished("Первая."), in_=group)
    assert not bot.gigachat.chats[-1].aborted


async def test_a_middle_message_that_is_gone_leaves_no_gap(bot: World, anna: Person) -> None:
    """Of three messages one was deleted: the new version stands in the rest and goes on below, in order."""
    long = " ".join(f"слово-{number}" for number in range(900))
    bot.gigachat.script(long, times=1)
    bot.gigachat.script(long.replace("слово", "другое"))
    await anna.sends("Сочини")
    last = await anna.sees(finished("слово-899"))
    await anna.deletes(said(bot, anna.chat)[1])
    await anna.presses("Ещё раз", on=last)
    await anna.sees(finished("другое-899"), timeout=60)
    await asyncio.sleep(5)
    shown = " ".join(message.text for message in said(bot, anna.chat))
    assert shown.split() == long.replace("слово", "другое").split()


async def test_a_version_whose_message_is_gone_is_shown_below(bot: World, anna: Person) -> None:
    """Deleted between the press and the edit, the message is replaced by a new one."""
    answer = await asked_twice(bot, anna)
    anna.pushes("‹", on=answer)
    await anna.deletes(answer)
    again = await anna.sees(finished("Первая."))
    assert again.labels == ["↻ Ещё раз", "1/2", "›"]
