"""The buttons under answers: Stop while one grows; once more, go on and versions after."""

from aiogram import Router
from aiogram.types import CallbackQuery, MessageGenerationStopped, Update

from bot.core.conversation import ConversationKey, Turn
from bot.dialog.follow_ups import BranchChange, FollowUps
from bot.dialog.runs import Runs
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import (
    ContinuePressed,
    LeavePressed,
    PlacePressed,
    RetryPressed,
    StopPressed,
    VersionPressed,
)
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights


async def stop(
    query: CallbackQuery, callback_data: StopPressed | LeavePressed, say: Say, actor: Actor,
    key: ConversationKey, runs: Runs, rights: Rights,
) -> None:  # fmt: skip
    """End one answer with what is there, or take its question out of the line."""
    run = runs.find(callback_data.turn_id)
    if run is None or run.ask.key.chat_id != key.chat_id:
        await say.toast(query, "toast-ended")
    elif await rights.may_act_on(key.chat_id, actor, run.turn.question.asker_id):
        await runs.stop_runs([run])
        await say.toast(query, "toast-left" if isinstance(callback_data, LeavePressed) else "toast-stopping")
    else:
        await say.toast(query, "toast-not-yours", alert=True)


async def stop_draft(event: MessageGenerationStopped, runs: Runs) -> None:
    """End the answer whose draft was stopped; drafts are private, so it was the asker."""
    run = runs.find(event.draft_id)
    if run is not None and run.ask.key.chat_id == event.chat.id:
        await runs.stop_runs([run])


async def retry(
    query: CallbackQuery, turn: Turn, say: Say, words: Words, follow_ups: FollowUps, event_update: Update
) -> None:
    """Answer the question of one turn once more; a second press changes nothing."""
    change = await follow_ups.retry(turn, words.language, event_update.update_id)
    await say.toast(query, "toast-from-here" if change is BranchChange.NEWER_LEFT else "toast-retrying")


async def go_on(
    query: CallbackQuery, turn: Turn, say: Say, words: Words, follow_ups: FollowUps, event_update: Update
) -> None:
    """Go on with a cut answer, once."""
    instruction = words("continue-instruction")
    change = await follow_ups.go_on(turn, instruction, words.language, event_update.update_id)
    toasts = {
        BranchChange.AS_BEFORE: "toast-continued",
        BranchChange.NEWER_LEFT: "toast-continuing-from-here",
    }
    await say.toast(query, toasts.get(change, "toast-continuing"))


async def page(query: CallbackQuery, turn: Turn, say: Say, words: Words, follow_ups: FollowUps) -> None:
    """Show another version, unless an answer grows meanwhile."""
    change = await follow_ups.show(turn, words.language)
    toasts = {BranchChange.AS_BEFORE: "toast-growing", BranchChange.NEWER_LEFT: "toast-from-here"}
    await say.toast(query, toasts.get(change))


async def place(query: CallbackQuery, say: Say) -> None:
    """End the clock on the number of the version."""
    await say.toast(query)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="answers")
    router.callback_query.register(stop, StopPressed.filter())
    router.callback_query.register(stop, LeavePressed.filter())
    router.stopped_message_generation.register(stop_draft)
    router.callback_query.register(retry, RetryPressed.filter(), flags={"turn": True})
    router.callback_query.register(go_on, ContinuePressed.filter(), flags={"turn": True})
    router.callback_query.register(page, VersionPressed.filter(), flags={"turn": True})
    router.callback_query.register(place, PlacePressed.filter())
    return router
