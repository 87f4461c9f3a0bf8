"""The buttons under answers: Stop while one grows, Retry after."""

from aiogram import Router
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery

from bot.core.conversation import ConversationKey, MessageRef, Turn
from bot.dialog.ports import Ask
from bot.dialog.runs import Runs
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.callbacks import RetryPressed, StopPressed
from bot.telegram.courier import Courier
from bot.telegram.memory import Memory
from bot.telegram.rights import Rights
from bot.telegram.say import Say


async def stop(
    query: CallbackQuery, callback_data: StopPressed, say: Say, actor: Actor, key: ConversationKey,
    runs: Runs, rights: Rights,
) -> None:  # fmt: skip
    """End one answer with what is there."""
    run = runs.find(callback_data.turn_id)
    if run is None or run.ask.key.chat_id != key.chat_id:
        await say.toast(query, "toast-ended")
    elif await rights.may_act_on(key.chat_id, actor, run.turn.question.asker_id):
        run.stop()
        await say.toast(query, "toast-stopping")
    else:
        await say.toast(query, "toast-not-yours", alert=True)


async def retry(
    query: CallbackQuery, callback_data: RetryPressed, say: Say, actor: Actor, key: ConversationKey,
    words: Words, runs: Runs, memory: Memory, rights: Rights, courier: Courier,
) -> None:  # fmt: skip
    """Answer the question of one turn once more."""
    turn = await memory.turn(callback_data.turn_id)
    home = await memory.key_of_turn(callback_data.turn_id)
    if turn is None or home is None or home.chat_id != key.chat_id:
        await say.toast(query, "toast-gone", alert=True)
    elif not await rights.may_act_on(key.chat_id, actor, turn.question.asker_id):
        await say.toast(query, "toast-not-yours", alert=True)
    else:
        await say.toast(query, "toast-retrying")
        await runs.retry(turn, await _asked_again(turn, home, words, memory))
        await _without_button(query, courier)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="answers")
    router.callback_query.register(stop, StopPressed.filter())
    router.callback_query.register(retry, RetryPressed.filter())
    return router


async def _asked_again(turn: Turn, home: ConversationKey, words: Words, memory: Memory) -> Ask:
    asked_in = await memory.question_message(turn.id) or MessageRef(home.chat_id, 0)
    return Ask(home, turn.question, asked_in, words.language)


async def _without_button(query: CallbackQuery, courier: Courier) -> None:
    if query.message is not None:
        await courier.deliver_or_log(
            EditMessageReplyMarkup(chat_id=query.message.chat.id, message_id=query.message.message_id)
        )
