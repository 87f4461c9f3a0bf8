"""Messages that ask something, and what nobody else took."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message, Update, User

from bot.core.conversation import ConversationKey, MessageRef
from bot.dialog.follow_ups import FollowUps
from bot.dialog.ports import Ask
from bot.dialog.runs import Runs
from bot.locales import Words
from bot.telegram.addressing import Actor, attachment_of, question_of, replied_message
from bot.telegram.filters import Asked, Called, EditedQuestion, UnknownCommand, Wordless
from bot.telegram.outgoing.say import Say


async def unknown_command(_: Message, say: Say) -> None:
    """Say that there is no such command."""
    say("unknown-command")


async def ask(
    message: Message, text: str, actor: Actor, key: ConversationKey, words: Words, runs: Runs, say: Say,
    event_update: Update, goes_on: bool,
) -> None:  # fmt: skip
    """Hand the question over; the answer shows itself. Of a caption, tell that nothing else is read."""
    await runs.ask(_ask(message, text, actor, key, words, event_update.update_id))
    if message.text is None and not goes_on:
        say("only-caption", what=attachment_of(message))


async def edited(
    message: Message, text: str, actor: Actor, key: ConversationKey, words: Words, follow_ups: FollowUps,
    event_update: Update,
) -> None:  # fmt: skip
    """Answer a question anew whose text was changed; what was no question stays none."""
    await follow_ups.edit(_ask(message, text, actor, key, words, event_update.update_id))


async def called(message: Message, wordless: bool, say: Say, me: User) -> None:
    """Answer to the bare name: how to ask."""
    if wordless:
        say("only-text")
    elif message.chat.type == "private":
        say("start")
    else:
        say("start-group", username=me.username or "")


async def wordless(_: Message, say: Say) -> None:
    """Say that only text is read."""
    say("only-text")


async def unknown_button(query: CallbackQuery, say: Say) -> None:
    """End the clock on a button that means nothing here (any more)."""
    await say.toast(query)


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="questions")
    router.message.register(unknown_command, UnknownCommand())
    router.message.register(ask, Asked())
    router.edited_message.register(edited, EditedQuestion())
    router.message.register(called, Called())
    router.message.register(wordless, Wordless())
    router.callback_query.register(unknown_button)
    return router


def _ask(
    message: Message, text: str, actor: Actor, key: ConversationKey, words: Words, update_id: int
) -> Ask:
    return Ask(
        key=key,
        question=question_of(message, actor, text),
        message=MessageRef(message.chat.id, message.message_id),
        language=words.language,
        asked_at=message.date.timestamp(),
        update_id=update_id,
        reply_to=replied_message(message),
        quoted_by_hand=message.quote is not None,
    )
