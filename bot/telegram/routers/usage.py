"""What was asked and spent: /usage."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.methods import SendPhoto
from aiogram.types import BufferedInputFile, Message

from bot.accounts.usage_reports import UsageReports
from bot.core.conversation import ConversationKey
from bot.locales import Words
from bot.telegram.addressing import Actor
from bot.telegram.filters import OurCommand
from bot.telegram.outgoing.file_sender import FileSender
from bot.telegram.outgoing.messages import message_to
from bot.telegram.outgoing.say import Say
from bot.telegram.rights import Rights


async def usage(
    _: Message, say: Say, words: Words, actor: Actor, key: ConversationKey, rights: Rights,
    usage_reports: UsageReports, file_sender: FileSender,
) -> None:  # fmt: skip
    """Show a person's figures, or a group's to its admins, above a picture of the last days."""
    if not await rights.may_change(key.chat_id, actor):
        say("usage-admins-only")
        return
    variables, picture = await usage_reports.of(key.chat_id)
    if picture is None:
        say("usage", None, **variables)
        return
    photo = _photo(key, f"{words('usage', **variables)}\n\n{words('usage-picture')}", picture)

    async def pack() -> Sequence[SendPhoto]:
        return [photo]

    file_sender.send(("usage", key), pack, [message_to(key, words("usage", **variables))])


def make_router() -> Router:
    """Return a new router with these handlers."""
    router = Router(name="usage")
    router.message.register(usage, OurCommand("usage"))
    return router


def _photo(key: ConversationKey, caption: str, picture: bytes) -> SendPhoto:
    return SendPhoto(
        chat_id=key.chat_id,
        message_thread_id=key.thread_id or None,
        photo=BufferedInputFile(picture, "usage.png"),
        caption=caption,
    )
