"""Which messages of a chat reach the bot (core.telegram.org/bots/features, "Privacy mode")."""

from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import PRESENT, World
from bot.sandbox.telegram.text.utf16 import cut


def reaches_bot(message: Message, world: World, *, privacy: bool) -> bool:
    """Whether Telegram would tell the bot of this message, just written.

    A plain command reaches a bot under privacy mode if it was the last bot to write in the group; where no
    bot has written and no other bot is there, the command is taken to be meant for it.
    """
    chat, bot = message.chat, world.bot
    if message.sender is bot or _from_other_bot(message, world):
        return False
    if chat.is_private:
        return True
    if chat.type == "channel":
        return chat.administers(bot)
    if chat.status_of(bot) not in PRESENT:
        return False
    everything = not privacy or chat.administers(bot) or message.service is not None
    return everything or _answers_bot(message, world) or _names_bot(message, world)


def _from_other_bot(message: Message, world: World) -> bool:
    # The accounts that stand in for anonymous admins and channels are bots in name only.
    stand_in = message.sender in {world.anonymous, world.channel_author}
    return message.sender is not None and message.sender.is_bot and not stand_in


def _answers_bot(message: Message, world: World) -> bool:
    reply = message.reply_to
    if reply is None or reply.sender is not world.bot:
        return False
    # The implicit reply to the root of a topic is not a person's reply.
    return not (message.is_topic and reply.message_id == message.thread_id)


def _names_bot(message: Message, world: World) -> bool:
    own = f"@{world.bot.username}".lower()
    for entity in message.entities:
        piece = cut(message.text, entity["offset"], entity["length"]).lower()
        if entity["type"] == "mention" and piece == own:
            return True
        if entity["type"] == "text_mention" and entity["user"]["id"] == world.bot.id:
            return True
        if entity["type"] == "bot_command" and _command_is_ours(piece, own, message, world):
            return True
    return False


def _command_is_ours(piece: str, own: str, message: Message, world: World) -> bool:
    if "@" in piece:
        return piece.endswith(own)
    if message.chat.last_bot is not None:
        return message.chat.last_bot is world.bot
    bots = [member.user for member in message.chat.members.values() if member.user.is_bot]
    return bots == [world.bot]
