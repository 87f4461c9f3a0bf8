"""The commands without an own page: start, help, new, stop, retry."""

from aiogram import Router
from aiogram.types import Message, Update, User

from bot.core.access import Mode, Policy
from bot.core.conversation import ConversationKey
from bot.dialog.follow_ups import FollowUps
from bot.dialog.runs import Runs
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.filters import OurCommand
from bot.telegram.memory import Memory
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights


async def start(message: Message, say: Say, me: User) -> None:
    """Greet."""
    if message.chat.type == "private":
        say("start")
    else:
        say("start-group", username=me.username or "")


async def help_(message: Message, say: Say, actor: Actor, policy: Policy) -> None:
    """Say what the bot can do; to its own admins, in private, what they can do besides."""
    if message.chat.type == "private" and actor.id in policy.admins:
        say("help-admin", invites="yes" if policy.mode is Mode.INVITE else "no")
    else:
        say("help")


async def new(message: Message, say: Say, key: ConversationKey, memory: Memory) -> None:
    """Start the conversation afresh."""
    await memory.start_afresh(key, message.date.timestamp())
    say("new-done")


async def stop(
    _: Message, say: Say, actor: Actor, key: ConversationKey, runs: Runs, rights: Rights, event_update: Update
) -> None:
    """Stop what grows here and what waits behind it; in groups each person their own, admins everything."""
    count = await runs.stop(key, actor.id, before=event_update.update_id)
    if await rights.may_change(key.chat_id, actor):
        count += await runs.stop(key, before=event_update.update_id)
    if count:
        say("stop-done", count=count)
    else:
        say("toast-not-yours" if runs.live(key) else "stop-nothing")


async def retry(
    _: Message, say: Say, words: Words, actor: Actor, key: ConversationKey, runs: Runs,
    follow_ups: FollowUps, memory: Memory, rights: Rights, event_update: Update,
) -> None:  # fmt: skip
    """Answer the last question of the conversation once more."""
    tip = await memory.tip(key)
    if tip is None:
        say("retry-nothing")
    elif runs.find(tip.id):
        say("retry-growing")
    elif await rights.may_act_on(key.chat_id, actor, tip.question.asker_id):
        await follow_ups.retry(tip, words.language, event_update.update_id)
    else:
        say("toast-not-yours")


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="commands")
    router.message.register(start, OurCommand("start"))
    router.message.register(help_, OurCommand("help"))
    router.message.register(new, OurCommand("new"))
    router.message.register(stop, OurCommand("stop"))
    router.message.register(retry, OurCommand("retry"))
    return router
