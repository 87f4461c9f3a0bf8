"""What people do, in the words of a test."""

from dataclasses import dataclass

from bot.sandbox.telegram.api.methods.addressing import inherited_thread
from bot.sandbox.telegram.membership import change_status, member_wire
from bot.sandbox.telegram.store.callbacks import CallbackAnswer, Press
from bot.sandbox.telegram.store.drafts import Draft
from bot.sandbox.telegram.store.messages import Message
from bot.sandbox.telegram.store.world import PRESENT, Chat, User
from bot.sandbox.telegram.text.detection import found_entities
from bot.sandbox.telegram.text.entities import CAPTION_UNITS, MESSAGE_UNITS
from bot.sandbox.telegram.text.utf16 import units
from bot.sandbox.telegram.viewer import NotSeenError, Viewer
from bot.sandbox.telegram.wire import Json


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send: `kind` is photo, document or voice."""

    kind: str
    content: bytes
    name: str = "file.bin"
    mime: str = "application/octet-stream"


class Person(Viewer):
    """Somebody with a Telegram client; without `in_` everything happens in their chat with the bot."""

    async def sends(
        self,
        text: str = "",
        *,
        in_: Chat | None = None,
        topic: str | int | None = None,
        reply_to: Message | None = None,
        quote: str | None = None,
        file: Attachment | None = None,
        caption: str = "",
        album: str | None = None,
        mentions: dict[str, User] | None = None,
        anonymous: bool = False,
        as_channel: Chat | None = None,
    ) -> Message:
        """Write a message and return it.

        `mentions` turns pieces of the text into mentions of users without a username; `anonymous` writes
        as the group itself, `as_channel` as a channel.
        """
        chat = self._present_in(in_)
        thread_id = chat.topic(topic).thread_id if topic is not None else inherited_thread(chat, reply_to)
        text = (text or caption).strip()
        if units(text) > (CAPTION_UNITS if file else MESSAGE_UNITS):
            raise AssertionError("no client sends a text this long in one message: see pastes")
        sender, sender_chat = self._author(chat, as_channel, anonymous=anonymous)
        return self._state.post(
            chat,
            sender,
            sender_chat=sender_chat,
            text=text,
            entities=_entities(text, mentions or {}),
            thread_id=thread_id,
            is_topic=chat.is_forum and thread_id is not None,
            reply_to=reply_to,
            quote=_quote(reply_to, quote),
            media=self._media(file),
            extra={"media_group_id": album} if album else {},
        )

    async def pastes(self, text: str) -> list[Message]:
        """Send a text of any length, in pieces of 4,096 characters at most, as clients do."""
        pieces = [
            text[begin : begin + MESSAGE_UNITS // 2] for begin in range(0, len(text), MESSAGE_UNITS // 2)
        ]
        if units(text) == len(text):
            pieces = [text[begin : begin + MESSAGE_UNITS] for begin in range(0, len(text), MESSAGE_UNITS)]
        return [await self.sends(piece) for piece in pieces if piece.strip()]

    async def edits(self, message: Message, text: str) -> Message:
        """Change an own message."""
        if message.sender is not self.user:
            raise AssertionError(f"{self.user.first_name} can edit own messages only")
        text = text.strip()
        self._state.revise(message, text, _entities(text, {}), message.keyboard)
        self._state.inform(message, edited=True)
        return message

    async def deletes(self, message: Message) -> None:
        """Delete a message for everyone; Telegram does not tell bots of it."""
        may = message.chat.is_private or message.sender is self.user or message.chat.administers(self.user)
        if not may:
            raise AssertionError(f"{self.user.first_name} can't delete this message")
        self._state.remove(message)

    async def stops_draft(self, draft: Draft) -> None:
        """Press the native Stop of a draft."""
        if not draft.can_stop:
            raise AssertionError("this draft has no Stop button")
        body: Json = {"chat": draft.chat.wire(), "draft_id": draft.draft_id}
        body |= {} if draft.thread_id is None else {"message_thread_id": draft.thread_id}
        if not draft.keep_on_stop:
            self._state.draft_book.end(draft, "stopped")
        self._state.tell_bot("stopped_message_generation", body, draft.chat.id)

    def pushes(self, label: str, *, on: Message) -> Press:
        """Press a button, found by a piece of its words, without waiting for the answer."""
        found = [b for b in on.buttons if label in b["text"] and "callback_data" in b]
        if not found or on.deleted:
            raise NotSeenError(f"no button '{label}' among {on.labels} under {on.text!r}")
        return self.taps(found[0]["callback_data"], on=on)

    def taps(self, data: str, *, on: Message) -> Press:
        """Press the button that carries this callback data, without waiting for the answer."""
        if on.deleted or all(button.get("callback_data") != data for button in on.buttons):
            raise NotSeenError(f"no button with '{data}' among {on.labels} under {on.text!r}")
        press = self._state.presses.add(self.user, on, data)
        self._state.emit("callback", on.chat.id, press.wire())
        self._state.tell_bot("callback_query", press.wire(), self.user.id)
        return press

    async def presses(self, label: str, *, on: Message) -> CallbackAnswer:
        """Press a button and return what the bot answered within 30 seconds."""
        press = self.pushes(label, on=on)
        return await self._waited(lambda: press.answer, 30.0, on.chat)

    async def blocks(self) -> None:
        """Block the bot."""
        self.user.blocked = True
        self._tell_block("member", "kicked")

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self.user.blocked = False
        self._tell_block("kicked", "member")

    async def deactivates(self) -> None:
        """Delete the account."""
        self.user.deactivated = True

    async def adds_bot(self, chat: Chat, status: str = "member") -> None:
        """Add the bot to a group, or promote it there."""
        change_status(self._state, chat, self._state.bot, status, self.user)

    async def removes_bot(self, chat: Chat) -> None:
        """Kick the bot out of a group."""
        change_status(self._state, chat, self._state.bot, "kicked", self.user)

    async def joins(self, chat: Chat, status: str = "member") -> None:
        """Come into a group, or take another status there (an admin's, for one)."""
        change_status(self._state, chat, self.user, status, self.user)

    async def leaves(self, chat: Chat) -> None:
        """Leave a group."""
        change_status(self._state, chat, self.user, "left", self.user)

    def _present_in(self, chat: Chat | None) -> Chat:
        if chat is None or chat is self.chat:
            if self.user.blocked:
                raise AssertionError(f"{self.user.first_name} has blocked the bot")
            self.chat.started = True
            return self.chat
        if chat.status_of(self.user) not in PRESENT:
            raise AssertionError(f"{self.user.first_name} is not in {chat.title}")
        return chat

    def _author(self, chat: Chat, as_channel: Chat | None, *, anonymous: bool) -> tuple[User, Chat | None]:
        if as_channel:
            return self._state.world.channel_author, as_channel
        if anonymous:
            if not chat.administers(self.user):
                raise AssertionError("only an admin can be anonymous")
            return self._state.world.anonymous, chat
        return self.user, None

    def _media(self, file: Attachment | None) -> Json | None:
        if file is None:
            return None
        stored = self._state.files.add(file.kind, file.name, file.content, file.mime)
        return self._state.files.fields(file.kind, stored)

    def _tell_block(self, old: str, new: str) -> None:
        bot, chat = self._state.bot, self.chat
        body = {"chat": chat.wire(), "from": self.user.wire(), "date": self._state.wall()}
        body |= {"old_chat_member": member_wire(bot, old), "new_chat_member": member_wire(bot, new)}
        self._state.emit("member", chat.id, body)
        self._state.tell_bot("my_chat_member", body, chat.id)


def _entities(text: str, mentions: dict[str, User]) -> list[Json]:
    found = found_entities(text)
    for piece, user in mentions.items():
        begin = text.index(piece)
        found.append(
            {
                "type": "text_mention",
                "offset": units(text[:begin]),
                "length": units(piece),
                "user": user.wire(),
            }
        )
    return sorted(found, key=lambda entity: int(entity["offset"]))


def _quote(reply_to: Message | None, quote: str | None) -> Json | None:
    if quote is None:
        return None
    if reply_to is None or quote not in reply_to.text:
        raise AssertionError("a quote is a piece of the message that is replied to")
    return {"text": quote, "position": units(reply_to.text[: reply_to.text.index(quote)]), "is_manual": True}
